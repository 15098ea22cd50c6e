// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Position} from "contracts/types/Opening.sol";
import {TinyProgram} from "./TinyProgram.sol";

/// @dev Results of TinyProgram whose every chunk is known, and what demands of them are: docs/format.md, "Openings". There is one node,
/// one input and one constant, each of one chunk.
library TinyTrace {
    uint32 internal constant ELEMENTS = 16;
    Position internal constant INPUT = Position.wrap(0x0100000000000000);
    Position internal constant CONSTANT = Position.wrap(0x0200000000000000);
    Position internal constant NODE = Position.wrap(0x0300000000000000);
    /// the tensors' roots of a trace on demand
    Position internal constant LIST = Position.wrap(0x03ffff0100000000);

    function inputRoot() internal pure returns (bytes32) {
        return sha256(chunk("input"));
    }

    function constantsRoot() internal pure returns (bytes32) {
        return sha256(constantChunk());
    }

    function nodesRoot(bytes32 seed) internal pure returns (bytes32) {
        return sha256(chunk(seed));
    }

    /// @dev 16 bytes and their padding.
    function chunk(bytes32 seed) internal pure returns (bytes memory) {
        return bytes.concat(bytes16(keccak256(abi.encode(seed))), new bytes(240));
    }

    function constantChunk() internal pure returns (bytes memory data) {
        data = new bytes(256);
        for (uint256 i = 0; i < 256; ++i) {
            data[i] = bytes1(uint8(255 - i));
        }
    }

    /// @param nodesRoot_ of the result that it is demanded of
    function request(Position position, bytes32 nodesRoot_) internal pure returns (bytes memory) {
        bytes memory program = TinyProgram.encode(ELEMENTS);
        bytes memory descriptor = _slice(program, 8, 384);
        bytes memory inputRow = _slice(program, 392, 32);
        bytes memory constantRow = _slice(program, 424, 32);
        bytes memory header = bytes.concat(
            bytes.concat(abi.encodePacked(position), _slice(program, 0, 8)),
            bytes.concat(sha256(descriptor), sha256(inputRow), sha256(constantRow), constantsRoot())
        );
        if (_same(position, NODE)) return bytes.concat(header, descriptor, nodesRoot_);
        if (_same(position, INPUT)) return bytes.concat(header, inputRow, inputRoot());
        if (_same(position, CONSTANT)) return bytes.concat(header, constantRow, constantsRoot());
        return header;
    }

    /// @param seed of the result
    function answer(Position position, bytes32 seed) internal pure returns (bytes memory) {
        if (_same(position, NODE)) return chunk(seed);
        if (_same(position, INPUT)) return chunk("input");
        if (_same(position, CONSTANT)) return constantChunk();
        return bytes.concat(nodesRoot(seed));
    }

    function _same(Position a, Position b) private pure returns (bool) {
        return Position.unwrap(a) == Position.unwrap(b);
    }

    function _slice(bytes memory data, uint256 start, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            part[i] = data[start + i];
        }
    }
}
