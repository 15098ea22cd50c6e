// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IOpeningVerifier} from "../../../contracts/interfaces/IOpeningVerifier.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";
import {Due, Position} from "../../../contracts/types/Opening.sol";
import {OpeningCase, SparseOpening} from "./SparseOpening.sol";

/// @notice What can be demanded, and what answers it, against the plainest reading of docs/format.md, "Openings".
contract OpeningVerifierTest is Test {
    using SparseOpening for OpeningCase;

    uint256 internal constant LIST = 0xffff;
    IOpeningVerifier internal verifier = IOpeningVerifier(vm.deployCode("OpeningVerifier.sol:OpeningVerifier"));

    // honest positions

    function testFuzz_an_honest_answer_is_accepted_and_nothing_else(
        OpeningCase memory c,
        uint256 levelSeed,
        uint256 flip
    ) public view {
        _bound(c, levelSeed);
        (bytes memory answer, bytes32 hash) = c.answer();
        (Claim memory claim, bytes memory request) = c.request(hash);
        (Position position, Due memory due) = verifier.dueOf(claim, request);

        assertEq(Position.unwrap(position), c.position(), "position");
        assertEq(due.hash, hash, "hash");
        assertFalse(due.reveals, "reveals");
        assertEq(due.hashes, c.hashesDue(), "hashes");
        assertEq(due.elementLog2, c.tensor == LIST ? 0 : c.dtype > 1 ? 2 : 0, "element size");
        assertEq(verifier.check(position, due, answer), hash, "answer");

        // any bit of it, and any other length
        uint256 place = flip % answer.length;
        answer[place] = bytes1(uint8(answer[place]) ^ uint8(1 << (flip % 8)));
        _isRefused(position, due, answer);
        answer[place] = bytes1(uint8(answer[place]) ^ uint8(1 << (flip % 8)));
        _isRefused(position, due, bytes.concat(answer, hex"00"));
        _isRefused(position, due, bytes.concat(answer, bytes32(0)));
        assembly ("memory-safe") {
            mstore(answer, sub(mload(answer), 1))
        }
        _isRefused(position, due, answer);
    }

    function testFuzz_a_request_has_no_byte_too_many_nor_one_that_does_not_count(
        OpeningCase memory c,
        uint256 levelSeed,
        uint256 flip
    ) public view {
        _bound(c, levelSeed);
        (Claim memory claim, bytes memory request) = c.request(keccak256(abi.encode(c.seed, "any hash")));
        uint256 place = flip % request.length;
        request[place] = bytes1(uint8(request[place]) ^ uint8(1 << (flip % 8)));
        _isRefused(claim, request);
        request[place] = bytes1(uint8(request[place]) ^ uint8(1 << (flip % 8)));
        verifier.dueOf(claim, request);
        _isRefused(claim, bytes.concat(request, hex"00"));
        assembly ("memory-safe") {
            mstore(request, sub(mload(request), 1))
        }
        _isRefused(claim, request);
    }

    /// @dev A liar may commit to any hash at all, also to 32 zero bytes: it has to answer what hashes to it.
    function test_a_hash_of_zero_bytes_is_a_hash_like_any_other() public {
        OpeningCase memory c = _node(2, 0, 0, 300);
        c.index = 0;
        (Claim memory claim, bytes memory request) = c.request(0);
        (Position position, Due memory due) = verifier.dueOf(claim, request);
        assertFalse(due.reveals, "reveals");
        bytes memory chunk = new bytes(256);
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.WrongAnswer.selector, sha256(chunk), bytes32(0)));
        verifier.check(position, due, chunk);
    }

    // what an honest result does not have

    function testFuzz_padding_is_not_demanded(OpeningCase memory c, uint256 levelSeed) public {
        _bound(c, levelSeed);
        if (c.level == 2) return;
        uint256 positions = c.level == 0 ? c.leaves() : (c.leaves() + 1023) / 1024;
        uint256 last = (1 << (c.depth() - c.heightAt())) - 1;
        if (positions > last) return;
        // it has a path to the root: a tree is padded to a power of two
        c.index = bound(c.index, positions, last);
        (Claim memory claim, bytes memory request) = c.request(keccak256("padding"));
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.IndexOutOfRange.selector, c.index, positions));
        verifier.dueOf(claim, request);
    }

    function test_a_tree_of_one_leaf_has_no_hashes() public {
        OpeningCase memory c = _node(2, 1, 0, 256);
        c.level = 1;
        _isNoLevel(c, 0);
        c.level = 2;
        _isNoLevel(c, 0);
        // a list of one
        c = _node(1, LIST, 0, 256);
        c.level = 1;
        _isNoLevel(c, 0);
    }

    function test_a_tree_of_one_part_has_no_parts() public {
        OpeningCase memory c = _node(2, 1, 0, 1024 * 256);
        c.level = 2;
        _isNoLevel(c, 10);
        // one chunk more
        c = _node(2, 1, 0, 1024 * 256 + 1);
        c.level = 2;
        c.index = 0;
        (bytes memory answer, bytes32 hash) = c.answer();
        assertEq(answer.length, 64, "two parts");
        (Claim memory claim, bytes memory request) = c.request(hash);
        (Position position, Due memory due) = verifier.dueOf(claim, request);
        verifier.check(position, due, answer);
        c.index = 1;
        // above a root there is nothing
        (claim, request) = c.request(hash);
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.IndexOutOfRange.selector, 1, 1));
        verifier.dueOf(claim, request);
    }

    function test_a_list_has_no_chunks_and_no_fourth_level() public {
        OpeningCase memory c = _node(5, LIST, 0, 256);
        c.level = 0;
        c.index = 2;
        _isNoLevel(c, 3);
        c.level = 3;
        c.index = 0;
        _isNoLevel(c, 3);
        c.tensor = 2;
        c.level = 255;
        _isNoLevel(c, 0);
    }

    function test_tensors_and_trees_that_there_are_not() public {
        OpeningCase memory c = _node(5, 5, 0, 256);
        c.level = 0;
        (Claim memory claim, bytes memory request) = c.request(keccak256("any"));
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.TensorOutOfRange.selector, 5, 5));
        verifier.dueOf(claim, request);
        c = _node(5, 0, 0, 256);
        (claim, request) = c.request(keccak256("any"));
        for (uint256 tree = 0; tree < 256; tree += 4) {
            request[0] = bytes1(uint8(tree));
            vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.UnknownTree.selector, tree));
            verifier.dueOf(claim, request);
        }
    }

    /// @dev A model without constants has nothing to demand of them.
    function test_no_constants_no_positions() public {
        OpeningCase memory c = _node(0, LIST, 0, 256);
        c.tree = 2;
        c.level = 1;
        (Claim memory claim, bytes memory request) = c.revealing();
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.IndexOutOfRange.selector, 0, 0));
        verifier.dueOf(claim, request);
        c.tensor = 0;
        (claim, request) = c.revealing();
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.TensorOutOfRange.selector, 0, 0));
        verifier.dueOf(claim, request);
        (c.tensor, c.level) = (LIST, 2);
        (claim, request) = c.revealing();
        vm.expectRevert();
        verifier.dueOf(claim, request);
    }

    function test_another_model_is_WrongModel() public {
        OpeningCase memory c = _node(5, 3, 0, 300);
        (Claim memory claim, bytes memory request) = c.request(keccak256("any"));
        bytes32 actual = claim.modelId;
        claim.modelId = keccak256("another");
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.WrongModel.selector, actual, claim.modelId));
        verifier.dueOf(claim, request);
    }

    // traces on demand

    function test_a_trace_on_demand_is_revealed_by_its_tensors_roots_first() public {
        for (uint256 nodes = 1; nodes <= 1024; nodes += 341) {
            OpeningCase memory c = _node(nodes, LIST, 0, 256);
            c.level = 1;
            (Claim memory claim, bytes memory request) = c.revealing();
            (Position position, Due memory due) = verifier.dueOf(claim, request);
            assertTrue(due.reveals, "reveals");
            assertEq(due.hashes, nodes, "hashes");
            (bytes memory answer, bytes32 root) = c.answer();
            assertEq(verifier.check(position, due, answer), root, "root");
            _isRefused(position, due, bytes.concat(answer, bytes32(0)));
        }
    }

    function test_nothing_else_of_its_nodes_is_demanded_before() public {
        OpeningCase memory c = _node(5, 0, 0, 256);
        (Claim memory claim, bytes memory request) = c.request(keccak256("any"));
        claim.nodesRoot = 0;
        Position expected = Position.wrap(0x03ffff0100000000);
        vm.expectRevert(
            abi.encodeWithSelector(IOpeningVerifier.NotRevealed.selector, Position.wrap(c.position()), expected)
        );
        verifier.dueOf(claim, request);
        (c.tensor, c.level, c.index) = (LIST, 1, 1);
        (claim, request) = c.revealing();
        vm.expectRevert(
            abi.encodeWithSelector(IOpeningVerifier.NotRevealed.selector, Position.wrap(c.position()), expected)
        );
        verifier.dueOf(claim, request);
        // a hash of what nobody has committed to
        c.index = 0;
        (claim, request) = c.revealing();
        _isRefused(claim, bytes.concat(request, keccak256("hash")));
    }

    function test_its_inputs_and_constants_are_demanded_like_any_others() public view {
        OpeningCase memory c = _node(3, 1, 0, 700);
        for (uint8 tree = 1; tree <= 2; ++tree) {
            c.tree = tree;
            (Claim memory claim, bytes memory request) = c.request(keccak256("any"));
            claim.nodesRoot = 0;
            (, Due memory due) = verifier.dueOf(claim, request);
            assertEq(due.hash, keccak256("any"), "hash");
        }
    }

    function _isNoLevel(OpeningCase memory c, uint256 depth) private {
        // the root, which has no path
        (Claim memory claim, bytes memory request) = c.request(keccak256("root"));
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.NoSuchLevel.selector, c.level, depth));
        verifier.dueOf(claim, request);
    }

    function _isRefused(Position position, Due memory due, bytes memory answer) private view {
        try verifier.check(position, due, answer) {
            revert("an answer that is not due was accepted");
        } catch {}
    }

    function _isRefused(Claim memory claim, bytes memory request) private view {
        try verifier.dueOf(claim, request) {
            revert("a malformed request was accepted");
        } catch {}
    }

    function _node(uint256 count, uint256 tensor, uint8 dtype, uint32 elements)
        private
        pure
        returns (OpeningCase memory c)
    {
        c.tree = 3;
        c.count = count;
        c.tensor = tensor;
        c.dtype = dtype;
        c.shape = [uint32(1), 1, 1, elements];
        c.chunkLog2 = 8;
        c.seed = keccak256("seed");
    }

    /// @dev To a position that an honest result of some valid program has.
    function _bound(OpeningCase memory c, uint256 levelSeed) private pure {
        c.tree = uint8(bound(c.tree, 1, 3));
        uint16[4] memory most = [uint16(0), 16, 4096, 1024];
        c.count = levelSeed % 5 == 0 ? bound(c.count, 1, most[c.tree]) : bound(c.count, 1, 20);
        if (c.count > most[c.tree]) c.count = most[c.tree];
        c.dtype = uint8(bound(c.dtype, 0, c.tree == 2 ? 3 : 2));
        c.chunkLog2 = uint8(bound(c.chunkLog2, 8, 13));
        bool isList = levelSeed % 4 == 0 && c.count > 1;
        c.tensor = isList ? LIST : bound(c.tensor, 0, c.count - 1);
        // mostly small tensors, some of more than 1,024 chunks, up to 2^20 of them
        uint256 chunks = levelSeed % 3 == 0 ? bound(c.shape[0], 1025, 1 << 20) : bound(c.shape[0], 1, 40);
        uint256 bytes_ = (chunks << c.chunkLog2) - bound(c.shape[1], 0, (1 << c.chunkLog2) - 1);
        uint256 elements = c.dtype > 1 ? (bytes_ + 3) / 4 : bytes_;
        c.shape = [uint32(1), 1, 1, uint32(elements)];
        if (elements > type(uint32).max) c.shape = [uint32(1), 1, 4, uint32(elements / 4)];
        uint256 depth = c.depth();
        uint256 levels = depth == 0 ? 1 : depth > 10 ? 3 : 2;
        c.level = uint8((levelSeed / 60) % levels);
        if (isList && c.level == 0) c.level = 1;
        uint256 positions = c.level == 0 ? c.leaves() : c.level == 2 ? 1 : (c.leaves() + 1023) / 1024;
        // often the last, whose data is partly padding
        c.index = levelSeed % 7 == 0 ? positions - 1 : bound(c.index, 0, positions - 1);
    }
}
