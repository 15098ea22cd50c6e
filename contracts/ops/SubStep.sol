// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Descriptor} from "../libraries/Descriptor.sol";
import {Pointwise} from "../libraries/Pointwise.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";

/// @title sub: the difference of two byte tensors
library SubStep {
    /// @dev clamp(rne(f32(f32(f32((a - zeroX) * scaleX) - f32((b - zeroW) * scaleW)) / scaleY)) + zeroY, low, high), all in binary32
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        (int256 a, int256 b) = Pointwise.operandsAt(d, element, operands);
        return Requantise.clamp(d, Pointwise.sum(d, a, -b));
    }
}
