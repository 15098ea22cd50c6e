// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PlainCommitments} from "../step/PlainCommitments.sol";

/// @dev A result of three nodes; the tensor of node 1 has 1,030 chunks of 256 bytes, of which the one at `chunk` is known.
struct DeepTrace {
    uint8 dtype;
    uint256 chunk;
    bytes32 seed;
}

/// @notice Its commitments, and what each demand of it shows: docs/format.md, "Openings".
library DeepTraces {
    uint256 internal constant CHUNKS = 1030;
    uint256 internal constant NODES = 3;
    uint256 internal constant NODE = 1;

    uint64 internal constant LIST = 0x03ffff0100000000;
    uint64 internal constant PARTS = 0x0300010200000000;
    uint64 internal constant LEAVES = 0x0300010100000000;
    uint64 internal constant CHUNK = 0x0300010000000000;
    uint64 internal constant INPUT_CHUNK = 0x0100000000000000;

    function position(DeepTrace memory self, uint64 kind) internal pure returns (uint64) {
        if (kind == LEAVES) return kind + uint64(self.chunk / 1024);
        return kind == CHUNK ? kind + uint64(self.chunk) : kind;
    }

    function modelId(DeepTrace memory self) internal pure returns (bytes32) {
        bytes memory roots = bytes.concat(descriptorRoot(self), _inputTable(), keccak256("constant table"));
        bytes32 programRoot = sha256(bytes.concat("assay.program.v1", roots));
        return sha256(bytes.concat("assay.model.v1", _counts(), programRoot, keccak256("constants")));
    }

    function header(DeepTrace memory self) internal pure returns (bytes memory) {
        return bytes.concat(
            _counts(), descriptorRoot(self), _inputTable(), keccak256("constant table"), keccak256("constants")
        );
    }

    function descriptorRoot(DeepTrace memory self) internal pure returns (bytes32) {
        return PlainCommitments.listRoot(_descriptors(self));
    }

    function inputRoot(DeepTrace memory self) internal pure returns (bytes32) {
        return sha256(inputChunk(self));
    }

    function inputChunk(DeepTrace memory self) internal pure returns (bytes memory) {
        return _noise(self, "input");
    }

    function nodesRoot(DeepTrace memory self) internal pure returns (bytes32) {
        return PlainCommitments.listRoot(_tensorRoots(self));
    }

    function request(DeepTrace memory self, uint64 kind) internal pure returns (bytes memory) {
        bytes memory start = abi.encodePacked(position(self, kind), header(self));
        if (kind == LIST) return bytes.concat(start, nodesRoot(self));
        if (kind == INPUT_CHUNK) return bytes.concat(start, _row(), inputRoot(self));
        bytes32[][] memory tree = PlainCommitments.levels(_leaves(self));
        uint256 level = kind == PARTS ? 11 : kind == LEAVES ? 10 : 0;
        uint256 index = kind == PARTS ? 0 : kind == LEAVES ? self.chunk / 1024 : self.chunk;
        bytes memory path = bytes.concat(tree[level][index]);
        for (; level < 11; ++level) {
            path = bytes.concat(path, tree[level][index ^ 1]);
            index /= 2;
        }
        return bytes.concat(
            bytes.concat(start, _descriptor(self, NODE), _path(_descriptors(self), NODE)),
            path,
            _path(_tensorRoots(self), NODE)
        );
    }

    /// @dev The first demand of it on demand.
    function revealing(DeepTrace memory self) internal pure returns (bytes memory) {
        return abi.encodePacked(LIST, header(self));
    }

    function answer(DeepTrace memory self, uint64 kind) internal pure returns (bytes memory data) {
        if (kind == CHUNK) return chunkBytes(self);
        if (kind == INPUT_CHUNK) return inputChunk(self);
        bytes32[] memory items;
        uint256 first;
        uint256 last;
        if (kind == LIST) (items, last) = (_tensorRoots(self), NODES);
        if (kind == PARTS) (items, last) = (PlainCommitments.levels(_leaves(self))[10], 2);
        if (kind == LEAVES) {
            items = _leaves(self);
            first = self.chunk / 1024 * 1024;
            last = first + 1024 < CHUNKS ? first + 1024 : CHUNKS;
        }
        data = new bytes(32 * (last - first));
        for (uint256 i = first; i < last; ++i) {
            bytes32 item = items[i];
            assembly ("memory-safe") {
                mstore(add(add(data, 32), shl(5, sub(i, first))), item)
            }
        }
    }

    function chunkBytes(DeepTrace memory self) internal pure returns (bytes memory) {
        return _noise(self, "chunk");
    }

    function _counts() private pure returns (bytes memory) {
        return abi.encodePacked(uint16(NODES), uint16(1), uint16(0), uint8(9), uint8(8));
    }

    function _inputTable() private pure returns (bytes32) {
        return sha256(_row());
    }

    function _row() private pure returns (bytes memory) {
        return abi.encodePacked(uint8(0), bytes15(0), uint32(1), uint32(1), uint32(1), uint32(256));
    }

    function _descriptor(DeepTrace memory self, uint256 node) private pure returns (bytes memory) {
        uint32 elements = uint32(CHUNKS * 256 / (self.dtype > 1 ? 4 : 1));
        bytes memory head = abi.encodePacked(uint8(8), self.dtype, uint8(1), bytes13(0));
        bytes memory shape = abi.encodePacked(uint32(1), uint32(1), uint32(1), node == NODE ? elements : 1);
        return bytes.concat(head, shape, new bytes(352));
    }

    function _descriptors(DeepTrace memory self) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](NODES);
        for (uint256 i = 0; i < NODES; ++i) {
            leaves[i] = sha256(_descriptor(self, i));
        }
    }

    function _tensorRoots(DeepTrace memory self) private pure returns (bytes32[] memory roots) {
        roots = new bytes32[](NODES);
        for (uint256 i = 0; i < NODES; ++i) {
            roots[i] = keccak256(abi.encode(self.seed, "root", i));
        }
        roots[NODE] = PlainCommitments.listRoot(_leaves(self));
    }

    function _leaves(DeepTrace memory self) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2048);
        bytes32 padding = sha256(new bytes(256));
        for (uint256 i = 0; i < 2048; ++i) {
            leaves[i] = i < CHUNKS ? keccak256(abi.encode(self.seed, i)) : padding;
        }
        leaves[self.chunk] = sha256(chunkBytes(self));
    }

    function _path(bytes32[] memory items, uint256 index) private pure returns (bytes memory path) {
        bytes32[][] memory levels = PlainCommitments.levels(items);
        for (uint256 level = 0; level + 1 < levels.length; ++level) {
            path = bytes.concat(path, levels[level][(index >> level) ^ 1]);
        }
    }

    function _noise(DeepTrace memory self, string memory what) private pure returns (bytes memory data) {
        for (uint256 i = 0; i < 8; ++i) {
            // no byte is zero: what costs most
            data = bytes.concat(
                data,
                keccak256(abi.encode(self.seed, what, i))
                    | 0x0101010101010101010101010101010101010101010101010101010101010101
            );
        }
    }
}
