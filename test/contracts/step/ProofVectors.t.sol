// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {Claim, Fraud} from "../../../contracts/types/Fraud.sol";

/// @notice Theorem 2 (docs/protocol.md, "A liar loses wherever it lies") on proofs that TypeScript made: each lie convicts with the
/// values that the interpreter found, and each proof against an honest result reverts with the value that was right.
contract ProofVectorsTest is Test {
    struct Column {
        bytes32[] modelId;
        bytes32[] inputRoot;
        bytes32[] nodesRoot;
        bytes32[] outputRoot;
        bytes[] proof;
        string[] errors;
        uint256[] claim;
        uint256[] node;
        uint256[] element;
        int256[] committed;
        int256[] recomputed;
        string[] names;
    }

    IStepVerifier internal verifier = IStepVerifier(vm.deployCode("StepVerifier.sol:StepVerifier"));

    function test_proofs_about_conv2d() public {
        _check("conv2d");
    }

    function test_proofs_about_matmul() public {
        _check("matmul");
    }

    function test_proofs_about_add() public {
        _check("add");
    }

    function test_proofs_about_max_pool() public {
        _check("max_pool");
    }

    function test_proofs_about_avg_pool() public {
        _check("avg_pool");
    }

    function test_proofs_about_reduce_sum() public {
        _check("reduce_sum");
    }

    function test_proofs_about_requantise() public {
        _check("requantise");
    }

    function test_proofs_about_lookup() public {
        _check("lookup");
    }

    function test_proofs_about_concat() public {
        _check("concat");
    }

    function test_proofs_about_pad() public {
        _check("pad");
    }

    function test_proofs_about_slice() public {
        _check("slice");
    }

    function test_proofs_about_transpose() public {
        _check("transpose");
    }

    function test_proofs_about_gather() public {
        _check("gather");
    }

    function test_proofs_about_resize_nearest() public {
        _check("resize_nearest");
    }

    function test_proofs_about_reduce_max() public {
        _check("reduce_max");
    }

    function test_proofs_about_arg_max() public {
        _check("arg_max");
    }

    function test_proofs_about_softmax() public {
        _check("softmax");
    }

    function test_proofs_about_layer_norm() public {
        _check("layer_norm");
    }

    function test_proofs_about_mul() public {
        _check("mul");
    }

    function test_proofs_about_sub() public {
        _check("sub");
    }

    function test_proofs_about_conv2d_add() public {
        _check("conv2d_add");
    }

    function test_proofs_about_conv2d_depthwise() public {
        _check("conv2d_depthwise");
    }

    function test_proofs_about_conv2d_max_pool() public {
        _check("conv2d_max_pool");
    }

    function test_proofs_about_conv2d_conv2d_add() public {
        _check("conv2d_conv2d_add");
    }

    function test_proofs_about_the_output() public {
        _check("output");
    }

    function test_proofs_about_padding() public {
        _check("padding");
    }

    function _check(string memory file) private {
        string memory json = vm.readFile(string.concat("vectors/proofs/", file, ".json"));
        Column memory all;
        all.names = vm.parseJsonStringArray(json, ".name");
        all.modelId = vm.parseJsonBytes32Array(json, ".modelId");
        all.inputRoot = vm.parseJsonBytes32Array(json, ".inputRoot");
        all.nodesRoot = vm.parseJsonBytes32Array(json, ".nodesRoot");
        all.outputRoot = vm.parseJsonBytes32Array(json, ".outputRoot");
        all.proof = vm.parseJsonBytesArray(json, ".proof");
        all.errors = vm.parseJsonStringArray(json, ".error");
        all.claim = vm.parseJsonUintArray(json, ".claim");
        all.node = vm.parseJsonUintArray(json, ".node");
        all.element = vm.parseJsonUintArray(json, ".element");
        all.committed = vm.parseJsonIntArray(json, ".committed");
        all.recomputed = vm.parseJsonIntArray(json, ".recomputed");
        assertGt(all.names.length, 0, "no cases");
        for (uint256 i = 0; i < all.names.length; ++i) {
            _checkOne(all, i);
        }
    }

    function _checkOne(Column memory all, uint256 i) private {
        Claim memory claim = Claim(all.modelId[i], all.inputRoot[i], all.nodesRoot[i], all.outputRoot[i]);
        if (bytes(all.errors[i]).length != 0) {
            vm.expectRevert(_error(all, i));
            verifier.verify(claim, all.proof[i]);
            return;
        }
        Fraud memory fraud = verifier.verify(claim, all.proof[i]);
        assertEq(uint256(fraud.kind), all.claim[i], all.names[i]);
        assertEq(fraud.node, all.node[i], all.names[i]);
        assertEq(fraud.element, all.element[i], all.names[i]);
        assertEq(fraud.committed, all.committed[i], all.names[i]);
        assertEq(fraud.recomputed, all.recomputed[i], all.names[i]);
    }

    function _error(Column memory all, uint256 i) private pure returns (bytes memory) {
        bytes32 name = keccak256(bytes(all.errors[i]));
        if (name == keccak256("ElementIsRight")) {
            return abi.encodeWithSelector(
                IStepVerifier.ElementIsRight.selector, all.node[i], all.element[i], all.committed[i]
            );
        }
        if (name == keccak256("PaddingIsZero")) {
            return abi.encodeWithSelector(IStepVerifier.PaddingIsZero.selector, all.node[i], all.element[i]);
        }
        assertEq(name, keccak256("OutputIsRight"), "unknown error in the vectors");
        return abi.encodeWithSelector(IStepVerifier.OutputIsRight.selector, all.outputRoot[i]);
    }
}
