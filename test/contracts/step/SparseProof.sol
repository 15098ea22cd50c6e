// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim} from "../../../contracts/types/Fraud.sol";
import {PlainCommitments} from "./PlainCommitments.sol";

/// @dev Bytes [start, start + length) of an operand, which the step reads.
struct Run {
    uint256 start;
    uint256 length;
}

/// @dev One element of a node whose operand 0 is input 0 and whose operand k is constant k - 1, and what its step reads.
struct SparseStep {
    bytes descriptor;
    uint8 constantChunkLog2;
    uint8 activationChunkLog2;
    uint64 element;
    /// per operand, in increasing order
    Run[][] runs;
    /// per operand: the first byte of each of its chunks
    bytes1[] fill;
    /// per operand: by how much each byte of a chunk is larger than the one before, modulo 256
    uint8[] slope;
    /// the model has as few nodes, inputs and constants as it can
    bool short;
}

/// @notice Proofs over tensors of any size without the tensors: the chunks that a step reads are made up, their siblings too; the roots follow.
/// @dev The model has 1,024 nodes, 16 inputs and 4,096 constants, so that every path is as long as it gets; a short one 4, 4 and 8. Of
/// each list only the first four or eight items are given; what stands beside them on higher levels is made up.
library SparseProof {
    uint256 private constant NODE = 3;

    /// @return claim whose roots the proof leads to
    /// @return proof that the node's element is wrong; its chunk is full of 0xa5
    function build(SparseStep memory self) internal pure returns (Claim memory claim, bytes memory proof) {
        uint256 operands = self.runs.length;
        bytes[] memory trees = new bytes[](operands);
        bytes32[] memory inputs = new bytes32[](4);
        bytes32[] memory constants = new bytes32[](8);
        for (uint256 i = 0; i < operands; ++i) {
            bytes32 root;
            (trees[i], root) = _tree(
                slice(self.descriptor, 32 + 32 * i, 32),
                self.runs[i],
                i == 0 ? self.activationChunkLog2 : self.constantChunkLog2,
                self.fill[i],
                self.slope[i]
            );
            if (i == 0) inputs[0] = root;
            else constants[i - 1] = root;
        }
        proof = hex"";
        for (uint256 i = 0; i < operands; ++i) {
            bytes memory path;
            if (i == 0) (path, claim.inputRoot) = _path(inputs, 0, self.short ? 2 : 4);
            else (path,) = _path(constants, i - 1, self.short ? 3 : 12);
            // an operand of which nothing is read has no path either
            if (self.runs[i].length == 0) path = "";
            proof = bytes.concat(proof, trees[i], path);
        }
        bytes memory output;
        (output, claim.nodesRoot) = _output(self);
        (bytes memory head, bytes32 modelId) = _head(self, constants);
        claim.modelId = modelId;
        proof = bytes.concat(head, proof, output);
    }

    /// @dev Up to and including the descriptor's path.
    function _head(SparseStep memory self, bytes32[] memory constants)
        private
        pure
        returns (bytes memory head, bytes32 modelId)
    {
        bytes32[] memory leaves = new bytes32[](4);
        leaves[NODE] = PlainCommitments.leaf(self.descriptor);
        (bytes memory path, bytes32 descriptorRoot) = _path(leaves, NODE, self.short ? 2 : 10);
        (, bytes32 constantsRoot) = _path(constants, 0, self.short ? 3 : 12);
        bytes memory counts = abi.encodePacked(
            self.short ? bytes(hex"000400040008") : bytes(hex"040000101000"),
            self.constantChunkLog2,
            self.activationChunkLog2
        );
        bytes32 programRoot = sha256(bytes.concat("assay.program.v1", descriptorRoot, bytes32(0), bytes32(0)));
        modelId = sha256(bytes.concat("assay.model.v1", counts, programRoot, constantsRoot));
        head = bytes.concat(
            abi.encodePacked(uint8(1), counts, descriptorRoot, bytes32(0), bytes32(0), constantsRoot),
            abi.encodePacked(uint16(NODE), self.element),
            self.descriptor,
            path
        );
    }

    function _output(SparseStep memory self) private pure returns (bytes memory section, bytes32 nodesRoot) {
        uint256 size = uint8(self.descriptor[1]) > 1 ? 4 : 1;
        Run[] memory runs = new Run[](1);
        runs[0] = Run(self.element * size, size);
        bytes memory head = slice(self.descriptor, 0, 32);
        bytes32[] memory items = new bytes32[](4);
        (section, items[NODE]) = _tree(head, runs, self.activationChunkLog2, 0xa5, 0);
        bytes memory path;
        (path, nodesRoot) = _path(items, NODE, self.short ? 2 : 10);
        section = bytes.concat(section, path);
    }

    /// @dev A section without its path.
    /// @param tensor 32 bytes with a dtype at 1 and a shape at 16: an operand, or a descriptor's head
    function _tree(bytes memory tensor, Run[] memory runs, uint256 log2, bytes1 fill, uint8 slope)
        private
        pure
        returns (bytes memory section, bytes32 root)
    {
        if (runs.length == 0) return (hex"0000", keccak256(tensor));
        uint32[] memory positions = _positions(runs, log2);
        bytes memory chunk = new bytes(1 << log2);
        for (uint256 i = 0; i < chunk.length; ++i) {
            chunk[i] = bytes1(uint8(uint256(uint8(fill)) + i * slope));
        }
        section = abi.encodePacked(uint16(positions.length));
        for (uint256 i = 0; i < positions.length; ++i) {
            section = bytes.concat(section, bytes4(positions[i]));
        }
        for (uint256 i = 0; i < positions.length; ++i) {
            section = bytes.concat(section, chunk);
        }
        bytes memory siblings;
        (siblings, root) = _siblings(positions, PlainCommitments.leaf(chunk), _depth(tensor, log2));
        section = bytes.concat(section, siblings);
    }

    function _depth(bytes memory tensor, uint256 log2) private pure returns (uint256) {
        uint256 size = uint8(tensor[1]) > 1 ? 4 : 1;
        for (uint256 i = 0; i < 4; ++i) {
            size *= uint32(bytes4(slice(tensor, 16 + 4 * i, 4)));
        }
        return PlainCommitments.depthOf((size + (1 << log2) - 1) >> log2);
    }

    function _positions(Run[] memory runs, uint256 log2) private pure returns (uint32[] memory positions) {
        uint32[] memory all = new uint32[](512);
        uint256 count;
        for (uint256 i = 0; i < runs.length; ++i) {
            uint256 last = (runs[i].start + runs[i].length - 1) >> log2;
            for (uint256 chunk = runs[i].start >> log2; chunk <= last; ++chunk) {
                if (count == 0 || all[count - 1] < chunk) all[count++] = uint32(chunk);
            }
        }
        positions = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            positions[i] = all[i];
        }
    }

    /// @dev All chunks alike; what stands beside them is made up from its place.
    function _siblings(uint32[] memory positions, bytes32 leaf, uint256 depth)
        private
        pure
        returns (bytes memory siblings, bytes32 root)
    {
        bytes32[] memory hashes = new bytes32[](positions.length);
        uint256[] memory places = new uint256[](positions.length);
        for (uint256 i = 0; i < hashes.length; ++i) {
            (hashes[i], places[i]) = (leaf, positions[i]);
        }
        uint256 count = hashes.length;
        for (uint256 level = 0; level < depth; ++level) {
            uint256 parents;
            for (uint256 i = 0; i < count; ++i) {
                uint256 place = places[i];
                bytes32 hash = hashes[i];
                bytes32 sibling = keccak256(abi.encode(level, place));
                if (place % 2 == 0 && i + 1 < count && places[i + 1] == place + 1) sibling = hashes[++i];
                else siblings = bytes.concat(siblings, sibling);
                hashes[parents] =
                    place % 2 == 0 ? PlainCommitments.inner(hash, sibling) : PlainCommitments.inner(sibling, hash);
                places[parents++] = place / 2;
            }
            count = parents;
        }
        root = hashes[0];
    }

    /// @dev Of the first items of a list of 2^depth.
    function _path(bytes32[] memory items, uint256 index, uint256 depth)
        private
        pure
        returns (bytes memory path, bytes32 root)
    {
        bytes32[][] memory levels = PlainCommitments.levels(items);
        uint256 given = levels.length - 1;
        for (uint256 level = 0; level < given; ++level) {
            path = bytes.concat(path, levels[level][(index >> level) ^ 1]);
        }
        root = levels[given][0];
        for (uint256 level = given; level < depth; ++level) {
            bytes32 sibling = keccak256(abi.encode("list", depth, level));
            path = bytes.concat(path, sibling);
            root = PlainCommitments.inner(root, sibling);
        }
    }

    function slice(bytes memory data, uint256 start, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            part[i] = data[start + i];
        }
    }
}
