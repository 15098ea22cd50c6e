// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Descriptor} from "../libraries/Descriptor.sol";
import {Float32} from "../libraries/Float32.sol";
import {Pointwise} from "../libraries/Pointwise.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Slot} from "../types/Opcode.sol";

/// @title mul: the product of two byte tensors
library MulStep {
    /// @dev clamp(rne(f32(f32(f32((a - zeroX) * scaleX) * f32((b - zeroW) * scaleW)) / scaleY)) + zeroY, low, high), all in binary32
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        (int256 a, int256 b) = Pointwise.operandsAt(d, element, operands);
        (uint256 scaleX, uint256 scaleW) = (d.attributeBits(Slot.SCALE_X), d.attributeBits(Slot.SCALE_W));
        return Requantise.clamp(d, Float32.multiplyDivide(a, scaleX, b, scaleW, d.attributeBits(Slot.SCALE_Y)));
    }
}
