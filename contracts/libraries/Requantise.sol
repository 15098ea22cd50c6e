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
        return clamp(d, scaled(sum, multiplier));
    }

    /// @dev rne(f32(sum) * multiplier)
    function scaled(int256 sum, uint256 multiplier) internal pure returns (int256) {
        return Float32.isScale(multiplier) ? Float32.scale(sum, multiplier) : int256(0);
    }

    /// @dev clamp(value + zeroY, low, high)
    function clamp(Descriptor d, int256 value) internal pure returns (int256) {
        return bounded(value, d.attribute(Slot.ZERO_Y), d.attribute(Slot.LOW), d.attribute(Slot.HIGH));
    }

    /// @dev clamp(value + zeroZ, lowZ, highZ): the output of an op whose zeroY, low and high are those of a value in between
    function clampZ(Descriptor d, int256 value) internal pure returns (int256) {
        return bounded(value, d.attribute(Slot.ZERO_Z), d.attribute(Slot.LOW_Z), d.attribute(Slot.HIGH_Z));
    }

    /// @dev clamp(value + zero, low, high)
    function bounded(int256 value, int256 zero, int256 low, int256 high) internal pure returns (int256) {
        unchecked {
            value += zero;
        }
        return value < low ? low : value > high ? high : value;
    }

    /// @dev zeroY, low and high of a `u8` or `i8` output.
    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.dtype();
        Check.isByte(node, "dtype", dtype);
        Check.fits(node, "zeroY", d.attribute(Slot.ZERO_Y), dtype);
        _validateBounds(d, node, "low", Slot.LOW, "high");
    }

    /// @dev zeroZ, lowZ and highZ, where `validate` has seen to the dtype.
    function validateZ(Descriptor d, uint256 node) internal pure {
        Check.fits(node, "zeroZ", d.attribute(Slot.ZERO_Z), d.dtype());
        _validateBounds(d, node, "lowZ", Slot.LOW_Z, "highZ");
    }

    /// @param slot of the lower bound; the upper one's is the next
    function _validateBounds(Descriptor d, uint256 node, bytes32 low, uint256 slot, bytes32 high) private pure {
        unchecked {
            int256 most = d.attribute(slot + 1);
            Check.fits(node, low, d.attribute(slot), d.dtype());
            Check.fits(node, high, most, d.dtype());
            if (d.attribute(slot) > most) Check.fail(node, low, uint256(d.attribute(slot)), uint256(most));
        }
    }

    function validateScale(Descriptor d, uint256 node, bytes32 what, uint256 slot) internal pure {
        uint256 bits = d.attributeBits(slot);
        if (!Float32.isScale(bits)) Check.fail(node, what, bits, Float32.LARGEST_SCALE);
    }
}
