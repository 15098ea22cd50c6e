// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Descriptor} from "../libraries/Descriptor.sol";
import {Reduction} from "../libraries/Reduction.sol";
import {Section} from "../libraries/Section.sol";

/// @title reduce_max: the largest value along one axis, which becomes 1
library ReduceMaxStep {
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256 value) {
        (value,) = Reduction.largest(d, element, operands[0]);
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Reduction.validate(d, node, d.operand(0).operandDtype());
    }
}
