// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev A place in what a task commits to, below which data can be demanded: u8 tree | u16 tensor | u8 level | u32 index.
/// With its task it names an opening: docs/format.md, "Openings".
type Position is uint64;

using {tree, tensor, level, index, isList, above} for Position global;

/// @dev In the place of a tensor: the list of the tensors' roots itself.
uint256 constant LIST = 0xffff;

/// @dev An answer shows at most 2^10 hashes.
uint256 constant FAN_OUT_LOG2 = 10;

library Level {
    /// the bytes of one chunk
    uint256 internal constant CHUNK = 0;
    /// the lowest hashes of a tree, up to 2^10 of them, of the index-th part
    uint256 internal constant LEAVES = 1;
    /// the roots of its parts, where there are several
    uint256 internal constant PARTS = 2;
}

/// @notice What a position shows when it is opened.
struct Due {
    /// what the answer hashes to
    bytes32 hash;
    /// an answer that no hash is known of: it becomes the nodesRoot of a trace on demand
    bool reveals;
    /// how many hashes; 0: the bytes of a chunk
    uint16 hashes;
    /// levels from the answer's hashes up to `hash`
    uint8 height;
    /// binary logarithm of the bytes of the tree's chunks, and of the tensor's elements; 0 for a list
    uint8 chunkLog2;
    uint8 elementLog2;
}

using {length} for Due global;

/// @dev Bytes of the answer.
function length(Due memory self) pure returns (uint256) {
    unchecked {
        return self.hashes == 0 ? 1 << self.chunkLog2 : 32 * uint256(self.hashes);
    }
}

/// @dev Of the place `level_`, `index_` of a tensor's tree or of a list's.
function positionOf(uint256 tree_, uint256 tensor_, uint256 level_, uint256 index_) pure returns (Position) {
    return Position.wrap(uint64((tree_ << 56) | (tensor_ << 40) | (level_ << 32) | index_));
}

/// @dev A Source.
function tree(Position self) pure returns (uint256) {
    return Position.unwrap(self) >> 56;
}

function tensor(Position self) pure returns (uint256) {
    return (Position.unwrap(self) >> 40) & 0xffff;
}

function level(Position self) pure returns (uint256) {
    return (Position.unwrap(self) >> 32) & 0xff;
}

function index(Position self) pure returns (uint256) {
    return Position.unwrap(self) & 0xffffffff;
}

function isList(Position self) pure returns (bool) {
    return self.tensor() == LIST;
}

/// @dev The position whose answer shows the hash of this one, if the tree is that deep; zero above the highest that there can be.
function above(Position self) pure returns (Position) {
    uint256 upper = self.level() + 1;
    if (upper == Level.LEAVES) return positionOf(self.tree(), self.tensor(), upper, self.index() >> FAN_OUT_LOG2);
    if (upper == Level.PARTS) return positionOf(self.tree(), self.tensor(), upper, 0);
    if (self.isList()) return Position.wrap(0);
    return positionOf(self.tree(), LIST, Level.LEAVES, self.tensor() >> FAN_OUT_LOG2);
}
