// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim} from "../../../contracts/types/Fraud.sol";
import {PlainCommitments} from "./PlainCommitments.sol";

/// @dev A place in trees of any size, of which nothing exists but what a request shows.
struct OpeningCase {
    /// 1 inputs, 2 constants, 3 nodes
    uint8 tree;
    /// tensors in that list
    uint256 count;
    /// or 0xffff: the list itself
    uint256 tensor;
    uint8 dtype;
    uint32[4] shape;
    uint8 chunkLog2;
    uint8 level;
    uint256 index;
    bytes32 seed;
}

/// @notice Requests and answers by docs/format.md, "Openings", and nothing else; siblings are made up, and the roots follow.
library SparseOpening {
    uint256 internal constant LIST = 0xffff;

    function position(OpeningCase memory self) internal pure returns (uint64) {
        return (uint64(self.tree) << 56) | (uint64(self.tensor) << 40) | (uint64(self.level) << 32) | uint64(self.index);
    }

    /// @dev Leaves of the tree that the position lies in.
    function leaves(OpeningCase memory self) internal pure returns (uint256) {
        if (self.tensor == LIST) return self.count;
        uint256 size = self.dtype > 1 ? 4 : 1;
        for (uint256 i = 0; i < 4; ++i) {
            size *= self.shape[i];
        }
        return (size + (1 << self.chunkLog2) - 1) / (1 << self.chunkLog2);
    }

    function depth(OpeningCase memory self) internal pure returns (uint256) {
        return PlainCommitments.depthOf(leaves(self));
    }

    /// @dev Levels from the leaves up to the hash that is opened.
    function heightAt(OpeningCase memory self) internal pure returns (uint256) {
        uint256 levels = depth(self);
        if (self.level == 0) return 0;
        if (self.level == 1 && levels > 10) return 10;
        return levels;
    }

    /// @dev Hashes that are due; 0: a chunk.
    function hashesDue(OpeningCase memory self) internal pure returns (uint256) {
        uint256 all = leaves(self);
        if (self.level == 0) return 0;
        if (self.level == 2) return (all + 1023) / 1024;
        uint256 rest = all - 1024 * self.index;
        return rest > 1024 ? 1024 : rest;
    }

    /// @dev Something that hashes up to the position's hash, as long as is due; no byte is zero.
    function answer(OpeningCase memory self) internal pure returns (bytes memory data, bytes32 hash) {
        uint256 hashes = hashesDue(self);
        data = new bytes(hashes == 0 ? 1 << self.chunkLog2 : 32 * hashes);
        for (uint256 i = 0; i < data.length; i += 32) {
            bytes32 word = keccak256(abi.encode(self.seed, "answer", i)) | bytes32(type(uint256).max / 255);
            assembly ("memory-safe") {
                mstore(add(add(data, 32), i), word)
            }
        }
        if (hashes == 0) return (data, sha256(data));
        return (data, fold(self, data, hashes));
    }

    /// @dev A tree over the hashes, its lowest level filled up with what honest padding has there.
    function fold(OpeningCase memory self, bytes memory data, uint256 hashes) internal pure returns (bytes32) {
        uint256 height = heightAt(self);
        if (self.level == 2) height -= 10;
        bytes32 padding = self.tensor == LIST ? bytes32(0) : sha256(new bytes(1 << self.chunkLog2));
        if (self.level == 2) {
            for (uint256 i = 0; i < 10; ++i) {
                padding = sha256(bytes.concat(padding, padding));
            }
        }
        bytes32[] memory items = new bytes32[](1 << height);
        for (uint256 i = 0; i < items.length; ++i) {
            bytes32 item = padding;
            if (i < hashes) {
                assembly ("memory-safe") {
                    item := mload(add(add(data, 32), mul(i, 32)))
                }
            }
            items[i] = item;
        }
        return PlainCommitments.listRoot(items);
    }

    /// @dev A request for `hash` at the position, in `claim`'s trees.
    function request(OpeningCase memory self, bytes32 hash)
        internal
        pure
        returns (Claim memory claim, bytes memory data)
    {
        bytes32 root = hash;
        bytes memory path;
        uint256 listDepth = PlainCommitments.depthOf(self.count);
        (path, root) = _path(self.seed, "tree", root, self.index, depth(self) - heightAt(self));
        bytes memory row;
        bytes32 tableRoot = keccak256(abi.encode(self.seed, "table"));
        if (self.tensor != LIST) {
            bytes memory listPath;
            (listPath, root) = _path(self.seed, "list", root, self.tensor, listDepth);
            path = bytes.concat(path, listPath);
            row = _row(self);
            bytes memory rowPath;
            (rowPath, tableRoot) = _path(self.seed, "rows", sha256(row), self.tensor, listDepth);
            row = bytes.concat(row, rowPath);
        }
        bytes memory header = _header(self, tableRoot, self.tree == 2 ? root : keccak256("constants"));
        claim.modelId = _modelId(header);
        claim.inputRoot = self.tree == 1 ? root : keccak256("inputs");
        claim.nodesRoot = self.tree == 3 ? root : keccak256("nodes");
        claim.outputRoot = keccak256("output");
        data = bytes.concat(abi.encodePacked(position(self), header), row, hash, path);
    }

    /// @dev The first demand of a trace on demand.
    function revealing(OpeningCase memory self) internal pure returns (Claim memory claim, bytes memory data) {
        bytes memory header = _header(self, keccak256("table"), keccak256("constants"));
        claim = Claim(_modelId(header), keccak256("inputs"), 0, keccak256("output"));
        data = abi.encodePacked(position(self), header);
    }

    function _row(OpeningCase memory self) private pure returns (bytes memory row) {
        bytes memory shape = abi.encodePacked(self.shape[0], self.shape[1], self.shape[2], self.shape[3]);
        if (self.tree != 3) return bytes.concat(abi.encodePacked(self.dtype, bytes15(0)), shape);
        row = bytes.concat(abi.encodePacked(uint8(8), self.dtype, uint8(2), bytes13(0)), shape);
        bytes memory rest = new bytes(352);
        for (uint256 i = 0; i < 352; i += 32) {
            bytes32 word = keccak256(abi.encode(self.seed, "row", i));
            assembly ("memory-safe") {
                mstore(add(add(rest, 32), i), word)
            }
        }
        row = bytes.concat(row, rest);
    }

    function _header(OpeningCase memory self, bytes32 tableRoot, bytes32 constantsRoot)
        private
        pure
        returns (bytes memory)
    {
        uint16[4] memory counts = [uint16(0), 2, 3, 5];
        counts[self.tree] = uint16(self.count);
        bytes32[4] memory tables = [bytes32(0), keccak256("t1"), keccak256("t2"), keccak256("t3")];
        tables[self.tree] = tableRoot;
        // the other chunk size must not be taken for this tree's
        uint8 other = self.chunkLog2 == 8 ? 9 : 8;
        (uint8 constants, uint8 activations) = self.tree == 2 ? (self.chunkLog2, other) : (other, self.chunkLog2);
        return bytes.concat(
            abi.encodePacked(counts[3], counts[1], counts[2], constants, activations),
            abi.encodePacked(tables[3], tables[1], tables[2], constantsRoot)
        );
    }

    function _modelId(bytes memory header) private pure returns (bytes32) {
        bytes memory roots = new bytes(96);
        bytes8 counts;
        bytes32 constantsRoot;
        assembly ("memory-safe") {
            counts := mload(add(header, 32))
            mcopy(add(roots, 32), add(header, 40), 96)
            constantsRoot := mload(add(header, 136))
        }
        bytes32 programRoot = sha256(bytes.concat("assay.program.v1", roots));
        return sha256(bytes.concat("assay.model.v1", counts, programRoot, constantsRoot));
    }

    function _path(bytes32 seed, string memory what, bytes32 item, uint256 index, uint256 levels)
        private
        pure
        returns (bytes memory path, bytes32 root)
    {
        root = item;
        for (uint256 level = 0; level < levels; ++level) {
            bytes32 sibling = keccak256(abi.encode(seed, what, level));
            path = bytes.concat(path, sibling);
            root = (index >> level) & 1 == 0 ? sha256(bytes.concat(root, sibling)) : sha256(bytes.concat(sibling, root));
        }
    }
}
