// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Descriptor} from "../libraries/Descriptor.sol";
import {Reduction} from "../libraries/Reduction.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";

/// @title arg_max: where along one axis, which becomes 1, the largest value first stands, as i32
library ArgMaxStep {
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        (, uint256 index) = Reduction.largest(d, element, operands[0]);
        return int256(index);
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Reduction.validate(d, node, Dtype.I32);
    }
}
