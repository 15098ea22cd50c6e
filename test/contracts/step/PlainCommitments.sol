// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice docs/format.md, "Commitments", in the plainest Solidity: what the assembly of Commitments is held against.
library PlainCommitments {
    function leaf(bytes memory chunk) internal pure returns (bytes32) {
        return sha256(chunk);
    }

    function inner(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(bytes.concat(left, right));
    }

    function depthOf(uint256 count) internal pure returns (uint256 depth) {
        while ((1 << depth) < count) ++depth;
    }

    /// @dev Levels from the bottom: [0] the padded items, last the root.
    function levels(bytes32[] memory items) internal pure returns (bytes32[][] memory all) {
        uint256 depth = depthOf(items.length);
        all = new bytes32[][](depth + 1);
        all[0] = new bytes32[](1 << depth);
        for (uint256 i = 0; i < items.length; ++i) {
            all[0][i] = items[i];
        }
        for (uint256 level = 1; level <= depth; ++level) {
            all[level] = new bytes32[](all[level - 1].length / 2);
            for (uint256 i = 0; i < all[level].length; ++i) {
                all[level][i] = inner(all[level - 1][2 * i], all[level - 1][2 * i + 1]);
            }
        }
    }

    function listRoot(bytes32[] memory items) internal pure returns (bytes32) {
        bytes32[][] memory all = levels(items);
        return all[all.length - 1][0];
    }

    function rootFromPath(bytes32 item, uint256 index, bytes32[] memory siblings) internal pure returns (bytes32) {
        for (uint256 level = 0; level < siblings.length; ++level) {
            item = (index >> level) & 1 == 0 ? inner(item, siblings[level]) : inner(siblings[level], item);
        }
        return item;
    }

    /// @dev A full tree's root, and the siblings that a proof of the chunks in `choice` (bit i: chunk i) needs.
    function multiproof(bytes[] memory chunks, uint256 choice)
        internal
        pure
        returns (bytes32 root, bytes memory siblings)
    {
        bytes32[] memory leaves = new bytes32[](chunks.length);
        for (uint256 i = 0; i < chunks.length; ++i) {
            leaves[i] = leaf(chunks[i]);
        }
        bytes32[][] memory all = levels(leaves);
        uint256 known = choice;
        for (uint256 level = 0; level + 1 < all.length; ++level) {
            uint256 parents = 0;
            for (uint256 i = 0; i < all[level].length; ++i) {
                if ((known >> i) & 1 == 0) continue;
                parents |= 1 << (i / 2);
                if ((known >> (i ^ 1)) & 1 == 0) siblings = bytes.concat(siblings, all[level][i ^ 1]);
            }
            known = parents;
        }
        root = all[all.length - 1][0];
    }
}
