// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "./Check.sol";
import {Descriptor} from "./Descriptor.sol";
import {Float32} from "./Float32.sol";
import {Slot} from "../types/Opcode.sol";

/// @title From a sum to a committed byte: docs/format.md, "Ops"
library Requantise {
    /// @dev clamp(rne(f32(sum) * multiplier) + zeroY, low, high). Total: any multiplier that is not a scale counts as 0.
    /// @param sum an int32
    /// @param multiplier the bits of a binary32
    function rescale(Descriptor d, int256 sum, uint256 multiplier) internal pure returns (int256) {
        return clamp(d, Float32.isScale(multiplier) ? Float32.scale(sum, multiplier) : int256(0));
    }

    /// @dev clamp(value + zeroY, low, high)
    function clamp(Descriptor d, int256 value) internal pure returns (int256) {
        int256 low = d.attribute(Slot.LOW);
        int256 high = d.attribute(Slot.HIGH);
        unchecked {
            value += d.attribute(Slot.ZERO_Y);
        }
        return value < low ? low : value > high ? high : value;
    }

    /// @dev zeroY, low and high of a `u8` or `i8` output.
    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.dtype();
        Check.isByte(node, "dtype", dtype);
        int256 high = d.attribute(Slot.HIGH);
        Check.fits(node, "zeroY", d.attribute(Slot.ZERO_Y), dtype);
        Check.fits(node, "low", d.attribute(Slot.LOW), dtype);
        Check.fits(node, "high", high, dtype);
        if (d.attribute(Slot.LOW) > high) Check.fail(node, "low", uint256(d.attribute(Slot.LOW)), uint256(high));
    }

    function validateScale(Descriptor d, uint256 node, bytes32 what, uint256 slot) internal pure {
        uint256 bits = d.attributeBits(slot);
        if (!Float32.isScale(bits)) Check.fail(node, what, bits, Float32.LARGEST_SCALE);
    }
}
