// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title All hashing of the protocol: docs/format.md, "Commitments"
/// @dev Twin of packages/proof/src/hash.ts, pinned by vectors/commitments.json. Every assembly block stands under the plain
/// Solidity that it replaces; test/contracts/step/Commitments.t.sol fuzzes one against the other.
library Commitments {
    bytes16 private constant PROGRAM_TAG = "assay.program.v1";
    bytes14 private constant MODEL_TAG = "assay.model.v1";
    bytes14 private constant TRACE_TAG = "assay.trace.v1";

    /// @param header the first 8 bytes of the program
    function modelId(bytes8 header, bytes32 programRoot_, bytes32 constantsRoot) internal pure returns (bytes32) {
        return sha256(bytes.concat(MODEL_TAG, header, programRoot_, constantsRoot));
    }

    function programRoot(bytes32 descriptorRoot, bytes32 inputTableRoot, bytes32 constantTableRoot)
        internal
        pure
        returns (bytes32)
    {
        return sha256(bytes.concat(PROGRAM_TAG, descriptorRoot, inputTableRoot, constantTableRoot));
    }

    function traceRoot(bytes32 modelId_, bytes32 inputRoot, bytes32 nodesRoot, bytes32 outputRoot)
        internal
        pure
        returns (bytes32)
    {
        return sha256(bytes.concat(TRACE_TAG, modelId_, inputRoot, nodesRoot, outputRoot));
    }

    /// @dev Levels of a tree over `count` >= 1 leaves: the least d with 2^d >= count.
    function depthOf(uint256 count) internal pure returns (uint256 depth) {
        // plain: while ((1 << depth) < count) ++depth;
        unchecked {
            uint256 rest = count - 1;
            if (rest > 0xffff) (rest, depth) = (rest >> 16, 16);
            if (rest > 0xff) (rest, depth) = (rest >> 8, depth + 8);
            if (rest > 0xf) (rest, depth) = (rest >> 4, depth + 4);
            if (rest > 3) (rest, depth) = (rest >> 2, depth + 2);
            depth += rest > 1 ? 2 : rest;
        }
    }

    /// @dev leaf(chunk) for the `length` calldata bytes at `offset`.
    function leaf(uint256 offset, uint256 length) internal view returns (bytes32 hash) {
        // plain: return sha256(msg.data[offset:offset + length]);
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            calldatacopy(scratch, offset, length)
            if iszero(staticcall(gas(), 2, scratch, length, 0, 32)) { invalid() }
            hash := mload(0)
        }
    }

    function inner(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        // plain: return sha256(bytes.concat(left, right));
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            if iszero(staticcall(gas(), 2, 0, 64, 0, 32)) { invalid() }
            hash := mload(0)
        }
    }

    /// @dev Root above the item at `index`, whose `depth` siblings lie in calldata at `siblings`, bottom up.
    function rootFromPath(bytes32 item, uint256 index, uint256 siblings, uint256 depth)
        internal
        view
        returns (bytes32 root)
    {
        // plain: for (uint256 level = 0; level < depth; ++level) {
        //     bytes32 sibling = bytes32(msg.data[siblings + 32 * level:][:32]);
        //     item = (index >> level) & 1 == 0 ? inner(item, sibling) : inner(sibling, item);
        // }
        assembly ("memory-safe") {
            // an item goes left (0) or right (32), its sibling to the other side; the hash is written where the next level wants it
            let place := shl(5, and(index, 1))
            mstore(place, item)
            let ok := 1
            for { let end := add(siblings, shl(5, depth)) } lt(siblings, end) { siblings := add(siblings, 32) } {
                mstore(xor(place, 32), calldataload(siblings))
                index := shr(1, index)
                place := shl(5, and(index, 1))
                ok := and(ok, staticcall(gas(), 2, 0, 64, place, 32))
            }
            if iszero(ok) { invalid() }
            root := mload(place)
        }
    }

    /// @dev List root over `items`, which are overwritten. No items: 32 zero bytes.
    function listRoot(bytes32[] memory items) internal view returns (bytes32) {
        unchecked {
            uint256 count = items.length;
            if (count == 0) return 0;
            // the value of every position right of the last item, one level up at a time
            bytes32 padding = 0;
            while (count > 1) {
                uint256 parents = (count + 1) / 2;
                for (uint256 i = 0; i < count / 2; ++i) {
                    items[i] = inner(items[2 * i], items[2 * i + 1]);
                }
                if (count & 1 == 1) items[parents - 1] = inner(items[count - 1], padding);
                count = parents;
                if (count > 1) padding = inner(padding, padding);
            }
            return items[0];
        }
    }

    /// @dev leaf(zero chunk): what stands beside the last leaf of a tensor's tree.
    function paddingLeaf(uint256 chunkLog2) internal view returns (bytes32 hash) {
        // plain: return sha256(new bytes(1 << chunkLog2));
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            let size := shl(chunkLog2, 1)
            // behind its end calldata is zero
            calldatacopy(scratch, calldatasize(), size)
            if iszero(staticcall(gas(), 2, scratch, size, 0, 32)) { invalid() }
            hash := mload(0)
        }
    }

    /// @dev The hash `height` levels above `count` >= 1 hashes, at most 2^height, in calldata at `hashes`; `padding` fills their level.
    function rootFromHashes(uint256 hashes, uint256 count, uint256 height, bytes32 padding)
        internal
        view
        returns (bytes32 root)
    {
        // plain: items = the hashes;
        //     `height` times: if (items.length is odd) items.push(padding); every two become inner(left, right);
        //     padding = inner(padding, padding);
        assembly ("memory-safe") {
            let items := mload(0x40)
            calldatacopy(items, hashes, shl(5, count))
            let ok := 1
            for {} height { height := sub(height, 1) } {
                if and(count, 1) {
                    mstore(add(items, shl(5, count)), padding)
                    count := add(count, 1)
                }
                let to := items
                for {
                    let from := items
                    let end := add(items, shl(5, count))
                } lt(from, end) { from := add(from, 64) } {
                    ok := and(ok, staticcall(gas(), 2, from, 64, to, 32))
                    to := add(to, 32)
                }
                count := shr(1, count)
                mstore(0, padding)
                mstore(32, padding)
                ok := and(ok, staticcall(gas(), 2, 0, 64, 0, 32))
                padding := mload(0)
            }
            if iszero(ok) { invalid() }
            root := mload(items)
        }
    }

    /// @dev Root of a tensor's tree from `count` >= 1 chunks, in calldata at `chunks`, of 2^`chunkLog2` bytes each, whose
    /// strictly increasing positions are the u32s at `positions`. `siblings` are what cannot be computed: level by level
    /// from the bottom, left to right.
    /// @return root at `depth`
    /// @return end calldata offset after the siblings that were read
    function rootFromChunks(
        uint256 positions,
        uint256 count,
        uint256 chunks,
        uint256 chunkLog2,
        uint256 siblings,
        uint256 depth
    ) internal view returns (bytes32 root, uint256 end) {
        // plain: nodes[i] = (position of chunk i, leaf(chunk i)), then `depth` times, left to right:
        //     a node whose right neighbour is its sibling takes it; any other takes the next of `siblings`;
        //     the parents, at position / 2, are the next level's nodes.
        uint256 index;
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            let size := shl(chunkLog2, 1)
            // pairs (position, hash) behind the scratch, which holds a chunk
            let nodes := add(scratch, size)
            let last := nodes
            for { let full := add(nodes, shl(6, count)) } lt(last, full) { last := add(last, 64) } {
                calldatacopy(scratch, chunks, size)
                mstore(last, shr(224, calldataload(positions)))
                if iszero(staticcall(gas(), 2, scratch, size, add(last, 32), 32)) { invalid() }
                chunks := add(chunks, size)
                positions := add(positions, 4)
            }
            mstore(last, not(0))
            end := siblings
            let ok := 1
            // until one node is left: from there on it is a path
            for {} gt(sub(last, nodes), 64) { depth := sub(depth, 1) } {
                let to := nodes
                for { let from := nodes } lt(from, last) { from := add(from, 64) } {
                    let position := mload(from)
                    switch and(position, 1)
                    case 1 {
                        mstore(0, calldataload(end))
                        mstore(32, mload(add(from, 32)))
                        end := add(end, 32)
                    }
                    default {
                        mstore(0, mload(add(from, 32)))
                        // what lies behind the last node is no position that could follow
                        switch eq(mload(add(from, 64)), add(position, 1))
                        case 1 {
                            from := add(from, 64)
                            mstore(32, mload(add(from, 32)))
                        }
                        default {
                            mstore(32, calldataload(end))
                            end := add(end, 32)
                        }
                    }
                    mstore(to, shr(1, position))
                    ok := and(ok, staticcall(gas(), 2, 0, 64, add(to, 32), 32))
                    to := add(to, 64)
                }
                last := to
                mstore(last, not(0))
            }
            if iszero(ok) { invalid() }
            index := mload(nodes)
            root := mload(add(nodes, 32))
            siblings := end
            end := add(end, shl(5, depth))
        }
        return (rootFromPath(root, index, siblings, depth), end);
    }
}
