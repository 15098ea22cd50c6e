// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Codes and ranges of element types: docs/format.md, "Types".
library Dtype {
    uint256 internal constant U8 = 0;
    uint256 internal constant I8 = 1;
    uint256 internal constant I32 = 2;
    uint256 internal constant F32 = 3;

    function sizeLog2(uint256 dtype) internal pure returns (uint256) {
        return dtype > I8 ? 2 : 0;
    }

    /// @dev Smallest value of `u8` or `i8`.
    function smallest8(uint256 dtype) internal pure returns (int256) {
        return dtype == I8 ? int256(-128) : int256(0);
    }

    /// @dev Largest value of `u8` or `i8`.
    function largest8(uint256 dtype) internal pure returns (int256) {
        return dtype == I8 ? int256(127) : int256(255);
    }

    /// @dev XOR with it puts the bytes of `u8` or `i8` in the order of their values: it is added to an i8, modulo 256.
    function flip8(uint256 dtype) internal pure returns (uint256) {
        return dtype == I8 ? 128 : 0;
    }
}
