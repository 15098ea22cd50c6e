// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Reads at an offset of calldata.
library Calldata {
    function byteAt(uint256 offset) internal pure returns (uint256 value) {
        // plain: return uint8(msg.data[offset]);
        assembly ("memory-safe") {
            value := byte(0, calldataload(offset))
        }
    }

    function littleEndian32(uint256 offset) internal pure returns (uint256 value) {
        // plain: for (uint256 i = 0; i < 4; ++i) value |= uint256(uint8(msg.data[offset + i])) << (8 * i);
        assembly ("memory-safe") {
            let word := calldataload(offset)
            value := or(or(byte(0, word), shl(8, byte(1, word))), or(shl(16, byte(2, word)), shl(24, byte(3, word))))
        }
    }
}
