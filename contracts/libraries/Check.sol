// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "../interfaces/IProgramErrors.sol";
import {Dtype} from "../types/Dtype.sol";
import {Shape} from "../types/Shape.sol";

/// @dev What a node of a program must satisfy; each failure names the node, the field, its value and the limit.
library Check {
    function fail(uint256 node, bytes32 what, uint256 actual, uint256 limit) internal pure {
        revert IProgramErrors.NodeInvalid(node, what, actual, limit);
    }

    function equal(uint256 node, bytes32 what, uint256 actual, uint256 expected) internal pure {
        if (actual != expected) fail(node, what, actual, expected);
    }

    function equal(uint256 node, bytes32 what, Shape actual, Shape expected) internal pure {
        if (Shape.unwrap(actual) != Shape.unwrap(expected)) {
            fail(node, what, Shape.unwrap(actual), Shape.unwrap(expected));
        }
    }

    function atMost(uint256 node, bytes32 what, uint256 actual, uint256 limit) internal pure {
        if (actual > limit) fail(node, what, actual, limit);
    }

    /// @dev Negative values appear in the error as two's complement.
    function within(uint256 node, bytes32 what, int256 actual, int256 least, int256 most) internal pure {
        if (actual < least) fail(node, what, uint256(actual), uint256(least));
        if (actual > most) fail(node, what, uint256(actual), uint256(most));
    }

    function isByte(uint256 node, bytes32 what, uint256 dtype) internal pure {
        atMost(node, what, dtype, Dtype.I8);
    }

    /// @dev A zero point or clamp bound of a `u8` or `i8` tensor.
    function fits(uint256 node, bytes32 what, int256 value, uint256 dtype) internal pure {
        within(node, what, value, Dtype.smallest8(dtype), Dtype.largest8(dtype));
    }

    /// @dev [1, 1, 1, length]
    function vector(uint256 length) internal pure returns (Shape) {
        return Shape.wrap((1 << 96) | (1 << 64) | (1 << 32) | length);
    }
}
