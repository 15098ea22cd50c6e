// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Pointwise} from "../libraries/Pointwise.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Slot} from "../types/Opcode.sol";
import {Conv2dStep} from "./Conv2dStep.sol";

/// @title conv2d_add: conv2d, and add of its value t and b, of the output's shape
library Conv2dAddStep {
    /// @dev clamp(rne(f32(f32(f32((t - zeroY) * scaleX) + f32((b - zeroB) * scaleW)) / scaleY)) + zeroZ, lowZ, highZ)
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        unchecked {
            int256 t = Conv2dStep.step(d, element, operands) - d.attribute(Slot.ZERO_Y);
            int256 b = operands[4].element(element) - d.attribute(Slot.ZERO_B);
            return Requantise.clampZ(d, Pointwise.sum(d, t, b));
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Conv2dStep.validate(d, node);
        uint256 dtype = d.operand(4).operandDtype();
        Check.isByte(node, "b dtype", dtype);
        Check.equal(node, "b shape", d.operand(4).view_(), d.shape());
        Check.fits(node, "zeroB", d.attribute(Slot.ZERO_B), dtype);
        Pointwise.validateScales(d, node);
        Requantise.validateZ(d, node);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        Conv2dStep.cost(d, reads);
    }
}
