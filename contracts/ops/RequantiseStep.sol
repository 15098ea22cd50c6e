// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";

/// @title requantise: i32 -> u8 or i8, element by element
library RequantiseStep {
    /// @dev rescale(x, scaleX)
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        return Requantise.rescale(d, operands[0].element(element), d.attributeBits(Slot.SCALE_X));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Check.equal(node, "x dtype", d.operand(0).operandDtype(), Dtype.I32);
        Check.equal(node, "shape", d.shape(), d.operand(0).view_());
        Requantise.validate(d, node);
        Requantise.validateScale(d, node, "scaleX", Slot.SCALE_X);
    }
}
