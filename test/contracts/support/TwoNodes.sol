// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Two nodes whose tensors differ in dtype and length: bytes [1, 1, 2, n] as they are, then the i32 sums of their two rows.
/// Chunks of 2^8 bytes for constants (there are none) and of 2^13 for activations.
library TwoNodes {
    function encode(uint32 n) internal pure returns (bytes memory) {
        bytes memory pair = abi.encodePacked(uint32(1), uint32(1), uint32(2), n);
        bytes memory sum = abi.encodePacked(uint32(1), uint32(1), uint32(1), n);
        // transpose, u8, one operand: source input 0; its axes stay in their places
        bytes memory same = bytes.concat(
            abi.encodePacked(uint8(14), uint8(0), uint8(1), bytes13(0), pair),
            abi.encodePacked(uint8(1), uint8(0), uint16(0), bytes12(0), pair),
            new bytes(224),
            abi.encodePacked(uint32(0), uint32(1), uint32(2), uint32(3)),
            new bytes(80)
        );
        // reduce_sum, i32, one operand: source node 0; axis 2, in slot 10
        bytes memory reduce = bytes.concat(
            abi.encodePacked(uint8(6), uint8(2), uint8(1), bytes13(0), sum),
            abi.encodePacked(uint8(3), uint8(0), uint16(0), bytes12(0), pair),
            new bytes(224),
            new bytes(40),
            abi.encodePacked(uint32(2)),
            new bytes(52)
        );
        return bytes.concat(
            abi.encodePacked(uint16(2), uint16(1), uint16(0), uint8(8), uint8(13)),
            same,
            reduce,
            abi.encodePacked(uint8(0), bytes15(0), pair)
        );
    }
}
