// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "../../../contracts/types/Fraud.sol";
import {GuardModel} from "./GuardModel.sol";
import {PlainCommitments} from "./PlainCommitments.sol";
import {ElementProof, ProofKit} from "./ProofKit.sol";

/// @notice Each guard of the verifier, reached by a proof that is spoilt in that one respect, with the error's arguments.
contract GuardsTest is Test, GuardModel {
    using ProofKit for *;

    IStepVerifier internal verifier = IStepVerifier(vm.deployCode("StepVerifier.sol:StepVerifier"));

    // what the guards let through

    function test_a_wrong_element_of_every_node_convicts() public {
        // node 0: input 0x00 -> 0x55
        nodes[0] = nodes[0].flip(5, 0x40);
        Fraud memory fraud = verifier.verify(_claim(), _proof(0, 5).encode());
        assertEq(uint256(fraud.kind), uint256(ClaimKind.WrongElement), "kind");
        assertEq(fraud.node, 0, "node");
        assertEq(fraud.element, 5, "element");
        assertEq(fraud.committed, int256(uint256(uint8(nodes[0][5]))), "committed");
        assertEq(fraud.recomputed, int256(uint256(uint8(input[5]) ^ 0x55)), "recomputed");

        // node 1 contradicts node 0 at the same element
        fraud = verifier.verify(_claim(), _proof(1, 5).encode());
        assertEq(fraud.node, 1, "node");

        nodes[2] = nodes[2].flip(1, 1);
        fraud = verifier.verify(_claim(), _proof(2, 1).encode());
        assertEq(fraud.recomputed, int256(uint256(uint8(input[599]))), "matmul");
    }

    // the model

    function test_a_header_of_another_model_is_WrongModel() public {
        Claim memory claim = _claim();
        ElementProof memory proof = _proof(0, 5);
        for (uint256 i = 0; i < header.length; i += 3) {
            proof.header = header.flip(i, 0x80);
            _reverts(
                claim,
                proof.encode(),
                abi.encodeWithSelector(IStepVerifier.WrongModel.selector, _modelId(proof.header), modelId)
            );
        }
    }

    function test_another_model_than_the_tasks_is_WrongModel() public {
        Claim memory claim = _claim();
        claim.modelId = keccak256("another model");
        _reverts(
            claim,
            _proof(0, 5).encode(),
            abi.encodeWithSelector(IStepVerifier.WrongModel.selector, modelId, claim.modelId)
        );
    }

    function test_a_claim_of_no_kind_is_UnknownClaim() public {
        Claim memory claim = _claim();
        ElementProof memory proof = _proof(0, 5);
        uint8[3] memory kinds = [0, 4, 255];
        for (uint256 i = 0; i < kinds.length; ++i) {
            proof.kind = kinds[i];
            _reverts(claim, proof.encode(), abi.encodeWithSelector(IStepVerifier.UnknownClaim.selector, kinds[i]));
        }
    }

    // node and element

    function test_a_node_after_the_last_is_NodeOutOfRange() public {
        ElementProof memory proof = _proof(0, 5);
        proof.node = 3;
        proof.descriptorPath = descriptorLeaves().path(3);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.NodeOutOfRange.selector, 3, 3));
        // beyond the tree, where a path's upper bits would be lost
        proof = _proof(0, 5);
        proof.node = 4;
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.NodeOutOfRange.selector, 4, 3));
    }

    function test_an_element_after_the_last_is_ElementOutOfRange() public {
        // chunk 2 exists, and its padding differs from what the table makes of the input's padding
        _reverts(_proof(0, 600), abi.encodeWithSelector(IStepVerifier.ElementOutOfRange.selector, 600, 600));
        ElementProof memory proof = _proof(0, 5);
        proof.element = type(uint64).max;
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.ElementOutOfRange.selector, type(uint64).max, 600));
    }

    function test_another_nodes_descriptor_is_WrongRoot() public {
        ElementProof memory proof = _proof(0, 5);
        proof.descriptor = descriptors[1];
        proof.descriptorPath = descriptorLeaves().path(1);
        bytes32 actual =
            PlainCommitments.rootFromPath(PlainCommitments.leaf(descriptors[1]), 0, _words(proof.descriptorPath));
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, actual, _descriptorRoot()));
    }

    function test_an_altered_descriptor_is_WrongRoot() public {
        ElementProof memory proof = _proof(0, 5);
        proof.descriptor = proof.descriptor.flip(255, 1);
        bytes32 actual =
            PlainCommitments.rootFromPath(PlainCommitments.leaf(proof.descriptor), 0, _words(proof.descriptorPath));
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, actual, _descriptorRoot()));
    }

    // sections

    function test_chunks_of_another_tensor_are_WrongRoot() public {
        // node 1's section serves where node 0's belongs: the same dtype and shape, another place in the list
        ElementProof memory proof = _proof(1, 5);
        proof.sections[0] = nodeSection(1, 1);
        bytes32[] memory roots = nodes.rootsOf();
        bytes32 actual = PlainCommitments.rootFromPath(roots[1], 0, _words(roots.path(1)));
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, actual, _claim().nodesRoot));
    }

    function test_an_altered_chunk_of_any_section_is_WrongRoot() public {
        ElementProof memory proof = _proof(2, 0);
        bytes32[5] memory expected;
        expected[0] = _claim().nodesRoot;
        expected[4] = _claim().nodesRoot;
        for (uint256 i = 1; i < 4; ++i) {
            expected[i] = PlainCommitments.listRoot(constants.rootsOf());
        }
        for (uint256 i = 0; i < 5; ++i) {
            bytes memory kept = proof.sections[i];
            // the last byte of the first chunk
            uint256 count = uint8(kept[1]);
            proof.sections[i] = kept.flip(2 + 4 * count + 255, 1);
            _revertsWithWrongRoot(proof, expected[i]);
            proof.sections[i] = kept;
        }
    }

    function test_chunks_of_another_input_are_WrongRoot() public {
        ElementProof memory proof = _proof(0, 5);
        bytes memory other = input.flip(5, 1);
        proof.sections[0] = other.section(1, _one(other.rootOf()), 0);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, other.rootOf(), _claim().inputRoot));
    }

    function test_a_chunk_position_beyond_the_tree_is_ChunkOutOfRange() public {
        // 4 chunks: position 4 would take the path of position 0
        ElementProof memory proof = _proof(1, 5);
        (, bytes memory siblings) = PlainCommitments.multiproof(nodes[0].chunksOf(), 1);
        proof.sections[0] = nodes[0].sectionAs(_list(4), ProofKit.positionsOf(1), siblings, nodes.rootsOf(), 0);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.ChunkOutOfRange.selector, 4, 4));
    }

    function test_chunk_positions_that_do_not_increase_are_ChunksNotIncreasing() public {
        ElementProof memory proof = _proof(1, 300);
        bytes memory kept = nodeSection(0, 3);
        proof.sections[0] = bytes.concat(hex"0002", hex"0000000100000000", kept.slice(10, kept.length - 10));
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.ChunksNotIncreasing.selector, 1, 0));
        proof.sections[0] = bytes.concat(hex"0002", hex"0000000100000001", kept.slice(10, kept.length - 10));
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.ChunksNotIncreasing.selector, 1, 1));
    }

    function test_a_chunk_that_the_step_reads_and_the_proof_lacks_is_MissingChunk() public {
        ElementProof memory proof = _proof(0, 5);
        proof.sections[0] = hex"0000";
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.MissingChunk.selector, 0));
        // other chunks than the one: before it, after it
        proof = _proof(1, 300);
        proof.sections[0] = nodeSection(0, 1);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.MissingChunk.selector, 1));
        proof.sections[0] = nodeSection(0, 12);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.MissingChunk.selector, 1));
    }

    function test_a_run_with_a_chunk_missing_anywhere_is_MissingChunk() public {
        // a row of chunks 0, 1, 2. In case 1 the bytes after the positions read as position 1: see GuardModel
        uint256[6] memory choices = [uint256(1), 2, 3, 5, 11, 14];
        uint256[6] memory missing = [uint256(1), 0, 2, 1, 2, 0];
        ElementProof memory proof = _proof(2, 0);
        for (uint256 i = 0; i < 6; ++i) {
            proof.sections[0] = nodeSection(1, choices[i]);
            _reverts(proof, abi.encodeWithSelector(IStepVerifier.MissingChunk.selector, missing[i]));
        }
    }

    function test_more_chunks_than_needed_do_no_harm() public view {
        ElementProof memory proof = _proof(2, 0);
        proof.sections[0] = nodeSection(1, 15);
        proof.sections[1] = constantSection(1, 255);
        try verifier.verify(_claim(), proof.encode()) returns (Fraud memory) {
            revert("convicted the honest");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IStepVerifier.ElementIsRight.selector, "the honest are acquitted");
        }
    }

    function test_an_output_section_without_exactly_the_elements_chunk_is_refused() public {
        ElementProof memory proof = _proof(1, 300);
        proof.sections[2] = nodeSection(1, 1);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongOutputChunk.selector, 0, 1));
        proof.sections[2] = nodeSection(1, 6);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongOutputChunk.selector, 2, 1));
        proof.sections[2] = nodeSection(1, 3);
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.WrongOutputChunk.selector, 0, 1));
        proof.sections[2] = hex"0000";
        _reverts(proof, abi.encodeWithSelector(IStepVerifier.MissingChunk.selector, 1));
    }

    // length

    function test_every_proof_cut_short_is_ProofTooShort() public view {
        _checkCuts(_proof(1, 300).encode());
        _checkCuts(_outputProof());
        _checkCuts(_paddingProof(0, 2, 88));
        _checkCuts(_itemProof(3));
    }

    function test_every_proof_with_a_byte_more_is_TrailingData() public {
        bytes[4] memory proofs = [_proof(1, 300).encode(), _outputProof(), _paddingProof(0, 2, 88), _itemProof(3)];
        for (uint256 i = 0; i < 4; ++i) {
            uint256 length = proofs[i].length;
            _reverts(
                _claim(),
                bytes.concat(proofs[i], hex"00"),
                abi.encodeWithSelector(IStepVerifier.TrailingData.selector, length + 1, length)
            );
        }
    }

    // what is right

    function test_an_element_that_follows_is_ElementIsRight() public {
        _reverts(
            _proof(0, 599),
            abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 0, 599, int256(uint256(uint8(nodes[0][599]))))
        );
        _reverts(
            _proof(2, 1),
            abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 2, 1, int256(uint256(uint8(nodes[2][1]))))
        );
    }

    function test_an_output_root_that_is_the_last_nodes_is_OutputIsRight() public {
        Claim memory claim = _claim();
        _reverts(claim, _outputProof(), abi.encodeWithSelector(IStepVerifier.OutputIsRight.selector, claim.outputRoot));
    }

    function test_an_output_root_that_is_not_the_last_nodes_convicts() public view {
        Claim memory claim = _claim();
        bytes32 right = claim.outputRoot;
        claim.outputRoot = keccak256("another output");
        Fraud memory fraud = verifier.verify(claim, _outputProof());
        assertEq(uint256(fraud.kind), uint256(ClaimKind.WrongOutput), "kind");
        assertEq(fraud.node, 2, "node");
        assertEq(bytes32(uint256(fraud.committed)), claim.outputRoot, "committed");
        assertEq(bytes32(uint256(fraud.recomputed)), right, "recomputed");
    }

    function test_the_root_of_another_node_as_output_is_WrongRoot() public {
        // node 1's root with node 1's path: only its place differs
        bytes32[] memory roots = nodes.rootsOf();
        bytes32 actual = PlainCommitments.rootFromPath(roots[1], 2, _words(roots.path(1)));
        _reverts(
            _claim(),
            bytes.concat(hex"02", header, roots[1], roots.path(1)),
            abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, actual, _claim().nodesRoot)
        );
    }

    // padding

    function test_padding_that_is_not_zero_convicts() public {
        // the first byte after the end, the last of that chunk, a byte of a chunk after the end
        uint256[3] memory offsets = [uint256(600), 767, 1023];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory kept = nodes[0];
            nodes[0] = kept.flip(offsets[i], 0x80);
            Fraud memory fraud =
                verifier.verify(_claim(), _paddingProof(0, uint32(offsets[i] / 256), uint32(offsets[i] % 256)));
            assertEq(uint256(fraud.kind), uint256(ClaimKind.WrongPadding), "kind");
            assertEq(fraud.node, 0, "node");
            assertEq(fraud.element, offsets[i], "offset");
            assertEq(fraud.committed, 0x80, "committed");
            assertEq(fraud.recomputed, 0, "recomputed");
            nodes[0] = kept;
        }
    }

    function test_padding_that_is_zero_is_PaddingIsZero() public {
        _reverts(
            _claim(), _paddingProof(0, 2, 88), abi.encodeWithSelector(IStepVerifier.PaddingIsZero.selector, 0, 600)
        );
        _reverts(_claim(), _itemProof(3), abi.encodeWithSelector(IStepVerifier.PaddingIsZero.selector, 3, 0));
    }

    function test_a_byte_of_the_tensor_is_NotPadding() public {
        _reverts(_claim(), _paddingProof(0, 2, 87), abi.encodeWithSelector(IStepVerifier.NotPadding.selector, 599, 600));
    }

    function test_a_padding_chunk_beyond_the_tree_is_ChunkOutOfRange() public {
        // chunk 4 would take the path of chunk 0, which is not zero
        bytes memory proof = _paddingProof(0, 0, 9);
        proof[138 + 4] = 0x04;
        _reverts(_claim(), proof, abi.encodeWithSelector(IStepVerifier.ChunkOutOfRange.selector, 4, 4));
    }

    function test_a_padding_byte_beyond_its_chunk_is_ElementOutOfRange() public {
        // the byte would be read from the siblings that follow the chunk
        _reverts(
            _claim(),
            _paddingProof(0, 3, 256),
            abi.encodeWithSelector(IStepVerifier.ElementOutOfRange.selector, 256, 256)
        );
    }

    function test_a_padding_chunk_of_another_place_is_WrongRoot() public {
        // chunk 1, full of data, passed off as chunk 3
        bytes memory proof = _paddingProof(0, 1, 9);
        proof[138 + 4] = 0x03;
        _revertsWithWrongRoot(proof, _claim().nodesRoot);
    }

    function test_a_padding_descriptor_of_another_node_is_WrongRoot() public {
        // node 2 ends at 2; seen so, node 0's data would be padding
        bytes memory descriptorOf2 = bytes.concat(descriptors[2], descriptorLeaves().path(2));
        bytes memory proof = _paddingProof(0, 0, 9);
        bytes memory spoilt = bytes.concat(
            proof.slice(0, 147), descriptorOf2, proof.slice(147 + 256 + 64, proof.length - 147 - 256 - 64)
        );
        _revertsWithWrongRoot(spoilt, _descriptorRoot());
    }

    function test_an_item_after_the_last_node_that_is_not_zero_convicts() public view {
        bytes32[] memory roots = _rootsAndItem(keccak256("item"));
        Claim memory claim = _claim();
        claim.nodesRoot = PlainCommitments.listRoot(roots);
        bytes memory proof = bytes.concat(hex"03", header, hex"0003", roots[3], roots.path(3));
        Fraud memory fraud = verifier.verify(claim, proof);
        assertEq(uint256(fraud.kind), uint256(ClaimKind.WrongPadding), "kind");
        assertEq(fraud.node, 3, "index");
        assertEq(fraud.element, 0, "element");
        assertEq(bytes32(uint256(fraud.committed)), roots[3], "committed");
        assertEq(fraud.recomputed, 0, "recomputed");
    }

    function test_an_item_beyond_the_tree_is_NodeOutOfRange() public {
        // item 4 would take the path of node 0's root, which is not zero
        bytes32[] memory roots = nodes.rootsOf();
        _reverts(
            _claim(),
            bytes.concat(hex"03", header, hex"0004", roots[0], roots.path(0)),
            abi.encodeWithSelector(IStepVerifier.NodeOutOfRange.selector, 4, 4)
        );
    }

    function test_a_false_item_after_the_last_node_is_WrongRoot() public {
        _revertsWithWrongRoot(
            bytes.concat(hex"03", header, hex"0003", keccak256("item"), nodes.rootsOf().path(3)), _claim().nodesRoot
        );
    }

    // helpers

    function _outputProof() private view returns (bytes memory) {
        bytes32[] memory roots = nodes.rootsOf();
        return bytes.concat(hex"02", header, roots[2], roots.path(2));
    }

    function _paddingProof(uint16 node, uint32 chunk, uint32 byteInChunk) private view returns (bytes memory) {
        bytes[] memory chunks = nodes[node].chunksOf();
        (, bytes memory siblings) = PlainCommitments.multiproof(chunks, 1 << chunk);
        return bytes.concat(
            abi.encodePacked(uint8(3), header, node, chunk, byteInChunk),
            descriptors[node],
            descriptorLeaves().path(node),
            chunks[chunk],
            siblings,
            nodes.rootsOf().path(node)
        );
    }

    function _itemProof(uint16 index) private view returns (bytes memory) {
        return bytes.concat(abi.encodePacked(uint8(3), header, index), bytes32(0), nodes.rootsOf().path(index));
    }

    function _rootsAndItem(bytes32 item) private view returns (bytes32[] memory items) {
        bytes32[] memory roots = nodes.rootsOf();
        items = new bytes32[](4);
        (items[0], items[1], items[2], items[3]) = (roots[0], roots[1], roots[2], item);
    }

    function _descriptorRoot() private view returns (bytes32) {
        return PlainCommitments.listRoot(descriptorLeaves());
    }

    function _list(uint32 only) private pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = only;
    }

    function _words(bytes memory data) private pure returns (bytes32[] memory words) {
        words = new bytes32[](data.length / 32);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = bytes32(data.slice(32 * i, 32));
        }
    }

    function _checkCuts(bytes memory proof) private view {
        Claim memory claim = _claim();
        for (uint256 length = 0; length < proof.length; ++length) {
            if (length > 200 && length % 17 != 0 && length + 40 < proof.length) continue;
            try verifier.verify(claim, proof.slice(0, length)) returns (Fraud memory) {
                revert("convicted");
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IStepVerifier.ProofTooShort.selector, "error");
                (uint256 actual, uint256 needed) = abi.decode(reason.slice(4, 64), (uint256, uint256));
                assertEq(actual, length, "length");
                assertGt(needed, length, "needed");
                assertLe(needed, proof.length, "needed, of the whole");
            }
        }
    }

    function _reverts(ElementProof memory proof, bytes memory error_) private {
        _reverts(_claim(), proof.encode(), error_);
    }

    /// @dev The arguments are complete before the revert is expected: hashing is a call too.
    function _reverts(Claim memory claim, bytes memory proof, bytes memory error_) private {
        vm.expectRevert(error_);
        verifier.verify(claim, proof);
    }

    function _revertsWithWrongRoot(ElementProof memory proof, bytes32 expected) private view {
        _revertsWithWrongRoot(proof.encode(), expected);
    }

    /// @dev The actual root is what hashing gives; that it differs is all there is to say.
    function _revertsWithWrongRoot(bytes memory proof, bytes32 expected) private view {
        try verifier.verify(_claim(), proof) returns (Fraud memory) {
            revert("convicted");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IStepVerifier.WrongRoot.selector, "error");
            (bytes32 actual, bytes32 stated) = abi.decode(reason.slice(4, 64), (bytes32, bytes32));
            assertEq(stated, expected, "expected root");
            assertTrue(actual != expected, "actual root");
        }
    }
}
