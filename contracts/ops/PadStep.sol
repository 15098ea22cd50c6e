// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title pad: x with a constant around it
library PadStep {
    /// @dev x at (index - before), the value zeroX outside
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Shape x = d.operand(0).view_();
        uint256[4] memory place = Coordinates.unravel(element, d.shape());
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                // below 0 it wraps, to more than any size
                place[i] -= uint256(d.attribute(Slot.BEFORE_0 + i));
                if (place[i] >= x.dimension(i)) return d.attribute(Slot.ZERO_X);
            }
        }
        return operands[0].element(Coordinates.ravel(place, x));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        Check.atMost(node, "x dtype", dtype, Dtype.I32);
        Check.equal(node, "dtype", d.dtype(), dtype);
        Shape x = d.operand(0).view_();
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                int256 before = d.attribute(Slot.BEFORE_0 + i);
                Check.within(node, Coordinates.name("before0", 7, i), before, 0, type(int32).max);
                uint256 least = uint256(before) + x.dimension(i);
                if (d.shape().dimension(i) < least) Check.fail(node, "shape", d.shape().dimension(i), least);
            }
        }
        // any i32 may stand around an i32
        if (dtype != Dtype.I32) Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtype);
    }
}
