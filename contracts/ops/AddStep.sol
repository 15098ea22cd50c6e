// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Float32} from "../libraries/Float32.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Slot} from "../types/Opcode.sol";

/// @title add: two byte tensors of one shape and dtype, each with its scale and zero point
library AddStep {
    /// @dev clamp(rne(f32(f32((a - zeroX) * scaleX) + f32((b - zeroW) * scaleW)) / scaleY) + zeroY, low, high), all in binary32
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        unchecked {
            int256 a = operands[0].element(element) - d.attribute(Slot.ZERO_X);
            int256 b = operands[1].element(element) - d.attribute(Slot.ZERO_W);
            int256 sum =
                Float32.multiply(a, d.attributeBits(Slot.SCALE_X)) + Float32.multiply(b, d.attributeBits(Slot.SCALE_W));
            return Requantise.clamp(d, Float32.divide(sum, d.attributeBits(Slot.SCALE_Y)));
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.dtype();
        Requantise.validate(d, node);
        Check.equal(node, "a dtype", d.operand(0).operandDtype(), dtype);
        Check.equal(node, "b dtype", d.operand(1).operandDtype(), dtype);
        Check.equal(node, "a shape", d.operand(0).view_(), d.shape());
        Check.equal(node, "b shape", d.operand(1).view_(), d.shape());
        Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtype);
        Check.fits(node, "zeroW", d.attribute(Slot.ZERO_W), dtype);
        Requantise.validateScale(d, node, "scaleX", Slot.SCALE_X);
        Requantise.validateScale(d, node, "scaleW", Slot.SCALE_W);
        Requantise.validateScale(d, node, "scaleY", Slot.SCALE_Y);
    }
}
