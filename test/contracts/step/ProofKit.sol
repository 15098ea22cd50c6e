// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PlainCommitments} from "./PlainCommitments.sol";

/// @dev A proof of a wrong element in its parts, so that a test can spoil any one of them and keep the rest valid.
struct ElementProof {
    uint8 kind;
    bytes header;
    uint16 node;
    uint64 element;
    bytes descriptor;
    bytes descriptorPath;
    bytes[] sections;
}

/// @notice Builds proofs from whole tensors, by docs/format.md and nothing else.
library ProofKit {
    function encode(ElementProof memory proof) internal pure returns (bytes memory all) {
        all = bytes.concat(
            abi.encodePacked(proof.kind, proof.header, proof.node, proof.element),
            proof.descriptor,
            proof.descriptorPath
        );
        for (uint256 i = 0; i < proof.sections.length; ++i) {
            all = bytes.concat(all, proof.sections[i]);
        }
    }

    /// @dev `tensor` in chunks of 256 bytes, padded with zeros to a power of two of them.
    function pad(bytes memory tensor) internal pure returns (bytes memory) {
        uint256 chunks = (tensor.length + 255) / 256;
        return bytes.concat(tensor, new bytes((256 << PlainCommitments.depthOf(chunks)) - tensor.length));
    }

    /// @dev The chunks of a padded tensor.
    function chunksOf(bytes memory padded) internal pure returns (bytes[] memory chunks) {
        chunks = new bytes[](padded.length / 256);
        for (uint256 i = 0; i < chunks.length; ++i) {
            chunks[i] = slice(padded, 256 * i, 256);
        }
    }

    function rootOf(bytes memory padded) internal pure returns (bytes32 root) {
        (root,) = PlainCommitments.multiproof(chunksOf(padded), 1);
    }

    function rootsOf(bytes[] memory padded) internal pure returns (bytes32[] memory roots) {
        roots = new bytes32[](padded.length);
        for (uint256 i = 0; i < padded.length; ++i) {
            roots[i] = rootOf(padded[i]);
        }
    }

    /// @dev Siblings of the item at `index` of the padded list, bottom up.
    function path(bytes32[] memory items, uint256 index) internal pure returns (bytes memory siblings) {
        bytes32[][] memory levels = PlainCommitments.levels(items);
        for (uint256 level = 0; level + 1 < levels.length; ++level) {
            siblings = bytes.concat(siblings, levels[level][(index >> level) ^ 1]);
        }
    }

    /// @dev The chunks in `choice` (bit i: chunk i) of list item `index`, whose padded tensor this is.
    function section(bytes memory padded, uint256 choice, bytes32[] memory list, uint256 index)
        internal
        pure
        returns (bytes memory)
    {
        if (choice == 0) return hex"0000";
        (, bytes memory siblings) = PlainCommitments.multiproof(chunksOf(padded), choice);
        return sectionAs(padded, positionsOf(choice), positionsOf(choice), siblings, list, index);
    }

    /// @param stated the positions that the section claims
    /// @param taken the positions of the chunks that it holds
    function sectionAs(
        bytes memory padded,
        uint32[] memory stated,
        uint32[] memory taken,
        bytes memory siblings,
        bytes32[] memory list,
        uint256 index
    ) internal pure returns (bytes memory all) {
        all = abi.encodePacked(uint16(stated.length));
        for (uint256 i = 0; i < stated.length; ++i) {
            all = bytes.concat(all, bytes4(stated[i]));
        }
        for (uint256 i = 0; i < taken.length; ++i) {
            all = bytes.concat(all, slice(padded, 256 * taken[i], 256));
        }
        return bytes.concat(all, siblings, path(list, index));
    }

    function positionsOf(uint256 choice) internal pure returns (uint32[] memory positions) {
        uint256 count;
        for (uint256 rest = choice; rest != 0; rest >>= 1) {
            count += rest & 1;
        }
        positions = new uint32[](count);
        count = 0;
        for (uint32 i = 0; choice >> i != 0; ++i) {
            if ((choice >> i) & 1 == 1) positions[count++] = i;
        }
    }

    function slice(bytes memory data, uint256 start, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            part[i] = data[start + i];
        }
    }

    function flip(bytes memory data, uint256 position, uint8 bits) internal pure returns (bytes memory flipped) {
        flipped = bytes.concat(data);
        flipped[position] = bytes1(uint8(flipped[position]) ^ bits);
    }
}
