// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev The smallest program there is, as docs/format.md encodes it: one lookup of `elements` bytes of the only input.
library TinyProgram {
    function encode(uint32 elements) internal pure returns (bytes memory) {
        bytes memory shape = abi.encodePacked(uint32(1), uint32(1), uint32(1), elements);
        bytes memory tableShape = abi.encodePacked(uint32(1), uint32(1), uint32(1), uint32(256));
        bytes memory counts = abi.encodePacked(uint16(1), uint16(1), uint16(1), uint8(8), uint8(8));
        bytes memory descriptor = bytes.concat(
            // opcode lookup, dtype u8, two operands
            abi.encodePacked(uint8(8), uint8(0), uint8(2), bytes13(0), shape),
            // source input 0
            abi.encodePacked(uint8(1), uint8(0), uint16(0), bytes12(0), shape),
            // source constant 0
            abi.encodePacked(uint8(2), uint8(0), uint16(0), bytes12(0), tableShape),
            // six absent operands, 24 empty attribute slots
            new bytes(192 + 96)
        );
        return bytes.concat(
            counts,
            descriptor,
            abi.encodePacked(uint8(0), bytes15(0), shape),
            abi.encodePacked(uint8(0), bytes15(0), tableShape)
        );
    }
}
