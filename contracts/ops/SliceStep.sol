// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title slice: of each axis every step-th element from `start` on
library SliceStep {
    /// @dev x at start + index * step on every axis
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256[4] memory place = Coordinates.unravel(element, d.shape());
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                place[i] = uint256(d.attribute(Slot.START_0 + i) + int256(place[i]) * d.attribute(Slot.STEP_0 + i));
            }
        }
        return operands[0].element(Coordinates.ravel(place, d.operand(0).view_()));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        Check.atMost(node, "x dtype", dtype, Dtype.I32);
        Check.equal(node, "dtype", d.dtype(), dtype);
        Shape x = d.operand(0).view_();
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                int256 start = d.attribute(Slot.START_0 + i);
                int256 stride = d.attribute(Slot.STEP_0 + i);
                int256 end = int256(x.dimension(i)) - 1;
                Check.within(node, Coordinates.name("start0", 6, i), start, 0, end);
                if (stride == 0) Check.fail(node, Coordinates.name("step0", 5, i), 0, 1);
                // RULE: the last element lies in x, and with the first all between them
                Check.within(node, "shape", start + int256(d.shape().dimension(i) - 1) * stride, 0, end);
            }
        }
    }
}
