// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Commitments} from "../../../contracts/libraries/Commitments.sol";
import {PlainCommitments} from "../step/PlainCommitments.sol";

/// @notice Commitments, with its bytes in calldata as in a proof.
contract CommitmentsHarness {
    function leaf(bytes calldata chunk) external view returns (bytes32) {
        return Commitments.leaf(_offset(chunk), chunk.length);
    }

    function inner(bytes32 left, bytes32 right) external view returns (bytes32) {
        return Commitments.inner(left, right);
    }

    function rootFromPath(bytes32 item, uint256 index, bytes calldata siblings) external view returns (bytes32) {
        return Commitments.rootFromPath(item, index, _offset(siblings), siblings.length / 32);
    }

    function listRoot(bytes32[] memory items) external view returns (bytes32) {
        return Commitments.listRoot(items);
    }

    function rootFromChunks(
        bytes calldata positions,
        bytes calldata chunks,
        uint256 chunkLog2,
        bytes calldata siblings,
        uint256 depth
    ) external view returns (bytes32 root, uint256 used) {
        uint256 start = _offset(siblings);
        (root, used) = Commitments.rootFromChunks(
            _offset(positions), positions.length / 4, _offset(chunks), chunkLog2, start, depth
        );
        used -= start;
    }

    function rootFromHashes(bytes calldata hashes, uint256 height, bytes32 padding) external view returns (bytes32) {
        return Commitments.rootFromHashes(_offset(hashes), hashes.length / 32, height, padding);
    }

    function paddingLeaf(uint256 chunkLog2) external view returns (bytes32) {
        return Commitments.paddingLeaf(chunkLog2);
    }

    function depthOf(uint256 count) external pure returns (uint256) {
        return Commitments.depthOf(count);
    }

    function modelId(bytes8 header, bytes32 programRoot, bytes32 constantsRoot) external pure returns (bytes32) {
        return Commitments.modelId(header, programRoot, constantsRoot);
    }

    function traceRoot(bytes32 modelId_, bytes32 inputRoot, bytes32 nodesRoot, bytes32 outputRoot)
        external
        pure
        returns (bytes32)
    {
        return Commitments.traceRoot(modelId_, inputRoot, nodesRoot, outputRoot);
    }

    function _offset(bytes calldata data) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := data.offset
        }
    }
}

/// @notice Commitments against the vectors that TypeScript wrote, and its assembly against the plain Solidity it replaces.
contract CommitmentsTest is Test {
    CommitmentsHarness internal harness = new CommitmentsHarness();
    string internal json = vm.readFile("vectors/commitments.json");

    function test_leaf_and_inner_are_as_in_TypeScript() public view {
        bytes[] memory chunks = vm.parseJsonBytesArray(json, ".leaf.chunk");
        bytes32[] memory hashes = vm.parseJsonBytes32Array(json, ".leaf.hash");
        for (uint256 i = 0; i < chunks.length; ++i) {
            assertEq(harness.leaf(chunks[i]), hashes[i], "leaf");
        }
        bytes32[] memory left = vm.parseJsonBytes32Array(json, ".inner.left");
        bytes32[] memory right = vm.parseJsonBytes32Array(json, ".inner.right");
        hashes = vm.parseJsonBytes32Array(json, ".inner.hash");
        for (uint256 i = 0; i < left.length; ++i) {
            assertEq(harness.inner(left[i], right[i]), hashes[i], "inner");
        }
    }

    function test_lists_and_paths_are_as_in_TypeScript() public view {
        bytes32[] memory roots = vm.parseJsonBytes32Array(json, ".list.root");
        uint256[] memory depths = vm.parseJsonUintArray(json, ".list.depth");
        for (uint256 i = 0; i < roots.length; ++i) {
            bytes32[] memory items = vm.parseJsonBytes32Array(json, string.concat(".list.items[", vm.toString(i), "]"));
            assertEq(harness.listRoot(items), roots[i], "list");
            if (items.length != 0) assertEq(harness.depthOf(items.length), depths[i], "depth");
        }
        bytes32[] memory item = vm.parseJsonBytes32Array(json, ".path.item");
        uint256[] memory index = vm.parseJsonUintArray(json, ".path.index");
        bytes[] memory siblings = vm.parseJsonBytesArray(json, ".path.siblings");
        roots = vm.parseJsonBytes32Array(json, ".path.root");
        for (uint256 i = 0; i < roots.length; ++i) {
            assertEq(harness.rootFromPath(item[i], index[i], siblings[i]), roots[i], "path");
        }
    }

    function testFuzz_the_hash_above_hashes_is_that_of_the_padded_tree(
        bytes32[] memory items,
        uint256 height,
        bytes32 padding
    ) public view {
        if (items.length == 0) return;
        uint256 depth =
            bound(height, PlainCommitments.depthOf(items.length), PlainCommitments.depthOf(items.length) + 3);
        bytes32[] memory padded = new bytes32[](1 << depth);
        bytes memory hashes;
        for (uint256 i = 0; i < padded.length; ++i) {
            padded[i] = i < items.length ? items[i] : padding;
            if (i < items.length) hashes = bytes.concat(hashes, items[i]);
        }
        assertEq(harness.rootFromHashes(hashes, depth, padding), PlainCommitments.listRoot(padded), "root");
    }

    function test_padding_is_the_hash_of_a_chunk_of_zeros() public view {
        for (uint256 chunkLog2 = 8; chunkLog2 <= 13; ++chunkLog2) {
            assertEq(harness.paddingLeaf(chunkLog2), sha256(new bytes(1 << chunkLog2)), "leaf");
        }
    }

    function test_multiproofs_are_as_in_TypeScript() public view {
        bytes[] memory chunks = vm.parseJsonBytesArray(json, ".multiproof.chunks");
        bytes[] memory siblings = vm.parseJsonBytesArray(json, ".multiproof.siblings");
        uint256[] memory chunkLog2 = vm.parseJsonUintArray(json, ".multiproof.chunkLog2");
        uint256[] memory depth = vm.parseJsonUintArray(json, ".multiproof.depth");
        bytes32[] memory roots = vm.parseJsonBytes32Array(json, ".multiproof.root");
        for (uint256 i = 0; i < roots.length; ++i) {
            uint256[] memory indices =
                vm.parseJsonUintArray(json, string.concat(".multiproof.indices[", vm.toString(i), "]"));
            (bytes32 root, uint256 used) =
                harness.rootFromChunks(_positions(indices), chunks[i], chunkLog2[i], siblings[i], depth[i]);
            assertEq(root, roots[i], "multiproof");
            assertEq(used, siblings[i].length, "siblings used");
        }
    }

    function test_models_and_traces_are_as_in_TypeScript() public view {
        bytes[] memory header = vm.parseJsonBytesArray(json, ".model.header");
        bytes32[] memory programRoot = vm.parseJsonBytes32Array(json, ".model.programRoot");
        bytes32[] memory constantsRoot = vm.parseJsonBytes32Array(json, ".model.constantsRoot");
        bytes32[] memory modelId = vm.parseJsonBytes32Array(json, ".model.modelId");
        for (uint256 i = 0; i < header.length; ++i) {
            assertEq(harness.modelId(bytes8(header[i]), programRoot[i], constantsRoot[i]), modelId[i], "modelId");
        }
        bytes32[] memory inputRoot = vm.parseJsonBytes32Array(json, ".trace.inputRoot");
        bytes32[] memory nodesRoot = vm.parseJsonBytes32Array(json, ".trace.nodesRoot");
        bytes32[] memory outputRoot = vm.parseJsonBytes32Array(json, ".trace.outputRoot");
        bytes32[] memory traceRoot = vm.parseJsonBytes32Array(json, ".trace.traceRoot");
        modelId = vm.parseJsonBytes32Array(json, ".trace.modelId");
        for (uint256 i = 0; i < modelId.length; ++i) {
            assertEq(
                harness.traceRoot(modelId[i], inputRoot[i], nodesRoot[i], outputRoot[i]), traceRoot[i], "traceRoot"
            );
        }
    }

    function testFuzz_depthOf_is_the_least_that_fits(uint32 count) public view {
        vm.assume(count != 0);
        assertEq(harness.depthOf(count), PlainCommitments.depthOf(count));
    }

    function test_depthOf_around_powers_of_two() public view {
        for (uint256 power = 0; power < 32; ++power) {
            uint256 count = 1 << power;
            assertEq(harness.depthOf(count), power, "2^n");
            assertEq(harness.depthOf(count + 1), power == 0 ? 1 : power + 1, "2^n + 1");
        }
    }

    function testFuzz_leaf_is_the_plain_hash(bytes calldata chunk) public view {
        assertEq(harness.leaf(chunk), PlainCommitments.leaf(chunk));
    }

    function testFuzz_inner_is_the_plain_hash(bytes32 left, bytes32 right) public view {
        assertEq(harness.inner(left, right), PlainCommitments.inner(left, right));
    }

    function testFuzz_listRoot_is_the_plain_root(bytes32[] memory items) public view {
        assertEq(harness.listRoot(items), PlainCommitments.listRoot(items));
    }

    function testFuzz_rootFromPath_is_the_plain_root(bytes32 item, uint256 index, bytes32[] memory siblings)
        public
        view
    {
        assertEq(
            harness.rootFromPath(item, index, abi.encodePacked(siblings)),
            PlainCommitments.rootFromPath(item, index, siblings)
        );
    }

    /// @param choice bit i: chunk i is in the proof
    function testFuzz_rootFromChunks_is_the_plain_root(uint256 seed, uint8 depth, uint256 choice) public view {
        depth = uint8(bound(depth, 0, 5));
        choice = bound(choice, 1, (1 << (1 << depth)) - 1);
        bytes[] memory chunks = new bytes[](1 << depth);
        for (uint256 i = 0; i < chunks.length; ++i) {
            chunks[i] =
                abi.encodePacked(keccak256(abi.encode(seed, i, 0)), new bytes(192), keccak256(abi.encode(seed, i, 1)));
        }
        (uint256[] memory indices, bytes memory data) = _choose(chunks, choice);
        (bytes32 root, bytes memory siblings) = PlainCommitments.multiproof(chunks, choice);
        (bytes32 actual, uint256 used) = harness.rootFromChunks(_positions(indices), data, 8, siblings, depth);
        assertEq(actual, root, "root");
        assertEq(used, siblings.length, "siblings used");
    }

    function _choose(bytes[] memory chunks, uint256 choice)
        private
        pure
        returns (uint256[] memory indices, bytes memory data)
    {
        uint256 count;
        for (uint256 i = 0; i < chunks.length; ++i) {
            count += (choice >> i) & 1;
        }
        indices = new uint256[](count);
        count = 0;
        for (uint256 i = 0; i < chunks.length; ++i) {
            if ((choice >> i) & 1 == 0) continue;
            indices[count++] = i;
            data = bytes.concat(data, chunks[i]);
        }
    }

    function _positions(uint256[] memory indices) private pure returns (bytes memory positions) {
        for (uint256 i = 0; i < indices.length; ++i) {
            positions = bytes.concat(positions, bytes4(uint32(indices[i])));
        }
    }
}
