// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Split} from "contracts/types/Split.sol";
import {Dials, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev The spine with the real StepVerifier and ModelRegistry, on the proofs of vectors/proofs: every lie ends in Refuted, every
/// honest result in Final, through the calls that everyone makes. Each call is a transaction of its own, so that its gas is what a
/// receipt would say.
/// forge-config: default.isolate = true
contract RealStepVerifierTest is SpineTest {
    /// @dev Columns of vectors/proofs/<file>.json: row i is a result and a proof about it.
    struct Columns {
        bytes[] program;
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
    }

    function setUp() public override {
        super.setUp();
        Dials memory dials = _dials();
        dials.stepVerifier = vm.deployCode("StepVerifier.sol:StepVerifier");
        vm.prank(owner);
        verifier.setDials(dials);
        stakeToken.transfer(provider, 1e26);
        vm.prank(provider);
        vault.deposit(1e26);
    }

    function test_everyLieIsRefuted_andEveryHonestResultBecomesFinal() public {
        string[10] memory files = [
            "conv2d", "matmul", "add", "max_pool", "avg_pool", "reduce_sum", "requantise", "lookup", "output", "padding"
        ];
        uint256 lies;
        uint256 honest;
        for (uint256 f = 0; f < files.length; ++f) {
            Columns memory rows = _read(files[f]);
            for (uint256 i = 0; i < rows.proof.length; ++i) {
                if (bytes(rows.errors[i]).length == 0) {
                    _expectRefuted(rows, i);
                    ++lies;
                } else {
                    _expectFinal(rows, i);
                    ++honest;
                }
            }
        }
        assertGt(lies, 100, "lies played");
        assertGt(honest, 10, "honest results played");
    }

    function test_hole_proofNotBoundToTask_withTheRealVerifier() public {
        Columns memory rows = _read("conv2d");
        TaskId lying = _submitRow(rows, 0);
        uint256 bound;
        for (uint256 i = 1; i < rows.proof.length; ++i) {
            if (keccak256(rows.program[i]) != keccak256(rows.program[0])) continue;
            if (rows.nodesRoot[i] == rows.nodesRoot[0]) continue;
            TaskId other = _submitRow(rows, i);
            vm.prank(watcher);
            (bool success,) = address(verifier).call(abi.encodeCall(verifier.proveFraud, (other, rows.proof[0])));
            assertFalse(success, "a proof against one task does nothing to another task of the same model");
            ++bound;
        }
        assertGt(bound, 3, "other tasks tried");
        vm.prank(watcher);
        verifier.proveFraud(lying, rows.proof[0]);
        _assertState(lying, TaskState.Refuted);
    }

    function _expectRefuted(Columns memory rows, uint256 i) internal {
        TaskId taskId = _submitRow(rows, i);
        uint256 lock = verifier.taskOf(taskId).terms.lock;
        Fraud memory fraud =
            Fraud(ClaimKind(rows.claim[i]), rows.node[i], rows.element[i], rows.committed[i], rows.recomputed[i]);
        uint256 toClient = lock * 1500 / 10_000;
        uint256 bounty = lock * 2000 / 10_000;
        Split memory split = Split(toClient, bounty, 0, lock - toClient - bounty);
        vm.expectEmit(address(verifier));
        emit IOptimisticVerifier.FraudProven(taskId, provider, watcher, fraud, PRICE, split);
        vm.prank(watcher);
        verifier.proveFraud(taskId, rows.proof[i]);
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        _assertState(taskId, TaskState.Refuted);
        // RULE S-4 rests on it: the bounty is counted from the model's worst gas.
        assertLe(gasUsed, registry.modelOf(verifier.taskOf(taskId).terms.modelId).worstGas, "within the worst gas");
        assertGt(gasUsed, 100_000, "a whole transaction was measured");
    }

    function _expectFinal(Columns memory rows, uint256 i) internal {
        TaskId taskId = _submitRow(rows, i);
        vm.prank(watcher);
        (bool success,) = address(verifier).call(abi.encodeCall(verifier.proveFraud, (taskId, rows.proof[i])));
        assertFalse(success, "an honest result is not convicted");
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
        _assertState(taskId, TaskState.Final);
    }

    function _submitRow(Columns memory rows, uint256 i) internal returns (TaskId taskId) {
        TaskTerms memory terms = _terms();
        terms.modelId = _registered(rows.program[i], _constantsRootOf(rows.proof[i]));
        terms.inputRoot = rows.inputRoot[i];
        terms.lock = uint128(verifier.minimumLock(terms.modelId));
        taskId = _request(terms);
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, rows.outputRoot[i], rows.nodesRoot[i], "");
        vm.stopPrank();
    }

    function _registered(bytes memory program, bytes32 constantsRoot) internal returns (bytes32 id) {
        try registry.registerModel(program, constantsRoot) returns (bytes32 fresh) {
            return fresh;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IModelRegistry.ModelAlreadyRegistered.selector, "registered before");
            assembly ("memory-safe") {
                id := mload(add(reason, 36))
            }
        }
    }

    /// @dev docs/format.md, "Fraud proof": claim (1) | counts (8) | three roots (96) | constantsRoot.
    function _constantsRootOf(bytes memory proof) internal pure returns (bytes32 root) {
        assembly ("memory-safe") {
            root := mload(add(proof, 137))
        }
    }

    function _read(string memory file) internal view returns (Columns memory rows) {
        string memory json = vm.readFile(string.concat("vectors/proofs/", file, ".json"));
        rows.program = vm.parseJsonBytesArray(json, ".program");
        rows.inputRoot = vm.parseJsonBytes32Array(json, ".inputRoot");
        rows.nodesRoot = vm.parseJsonBytes32Array(json, ".nodesRoot");
        rows.outputRoot = vm.parseJsonBytes32Array(json, ".outputRoot");
        rows.proof = vm.parseJsonBytesArray(json, ".proof");
        rows.errors = vm.parseJsonStringArray(json, ".error");
        rows.claim = vm.parseJsonUintArray(json, ".claim");
        rows.node = vm.parseJsonUintArray(json, ".node");
        rows.element = vm.parseJsonUintArray(json, ".element");
        rows.committed = vm.parseJsonIntArray(json, ".committed");
        rows.recomputed = vm.parseJsonIntArray(json, ".recomputed");
    }
}
