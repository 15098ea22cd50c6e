// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IProgramErrors} from "contracts/interfaces/IProgramErrors.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim} from "contracts/types/Fraud.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";

/// @dev Holes of published designs, each shown to be absent here. (Those of the full protocol come with it.)
contract KnownHolesTest is SpineTest {
    /// @dev Elsewhere `finalise` looks at a flag that no code sets. Here a proof is the verdict: no state lies between.
    function test_hole_disputeFlagNeverSet() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.warp(START + 365 days);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Refuted)
        );
        verifier.finaliseTask(taskId);
        assertEq(_creditOf(provider), 0, "a refuted result is never paid");
    }

    /// @dev Elsewhere a liar replaces its result once it is challenged.
    function test_hole_resultSwappedAfterSubmission() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotAccepted.selector, taskId, TaskState.Submitted)
        );
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Refuted);
    }

    /// @dev Elsewhere a deadline of zero has always passed.
    function test_hole_finaliseBeforeSubmission() public {
        TaskId requested = _request();
        TaskId accepted = _accepted();
        for (uint256 i = 0; i < 2; ++i) {
            _expectNotSubmitted(requested, TaskState.Requested);
            _expectNotSubmitted(accepted, TaskState.Accepted);
            vm.warp(START + 365 days);
        }
        assertEq(_creditOf(provider), 0, "nothing without a result");
    }

    /// @dev Elsewhere the provider is "paid" out of its own stake, and the client's money stays behind.
    function test_hole_payingStakeInsteadOfPrice() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        uint256 staked = stakeToken.balanceOf(address(vault));
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);
        assertEq(_creditOf(provider) + _creditOf(treasury), PRICE, "paid the price, in the price's token");
        assertEq(stakeToken.balanceOf(address(vault)), staked, "no stake moved");
        assertEq(_stakeOf(provider).free, 1000e18, "all of it is free");
        assertEq(_stakeOf(provider).credit, 0, "and none of it became credit");
    }

    /// @dev Elsewhere the last to register an id owns it.
    function test_hole_reRegisteringAnIdTakesItOver() public {
        vm.prank(author);
        registry.stateModel(modelId, _statement("the author's"));
        IModelRegistry.ModelRecord memory before = registry.modelOf(modelId);
        vm.warp(START + 1);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelAlreadyRegistered.selector, modelId));
        registry.registerModel(TinyProgram.encode(16), keccak256("constants"));
        registry.stateModel(modelId, _statement("the stranger's"));
        assertEq(abi.encode(registry.modelOf(modelId)), abi.encode(before), "the record stands");
        assertEq(registry.statementOf(modelId, author).manifest, bytes32("the author's"), "and so does the statement");
    }

    /// @dev Elsewhere a window of 100 blocks is 20 minutes on one chain and 25 seconds on another.
    function test_hole_blockNumberWindows() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.roll(vm.getBlockNumber() + 10_000_000);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.WindowStillOpen.selector, taskId, START, START + 3 hours)
        );
        verifier.finaliseTask(taskId);
        vm.roll(1);
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);
        _assertState(taskId, TaskState.Final);
    }

    /// @dev Elsewhere bytes move from one packed field to its neighbour and the hash stays the same. Here every hashed field has
    /// a fixed width, a program has one length, and a proof's calldata one encoding.
    function test_hole_encodePackedOfTwoDynamicFields() public {
        bytes memory program = TinyProgram.encode(16);
        vm.expectRevert(
            abi.encodeWithSelector(IProgramErrors.ProgramLengthWrong.selector, program.length + 1, program.length)
        );
        registry.registerModel(bytes.concat(program, hex"00"), keccak256("constants"));

        bytes memory call = abi.encodeCall(verifier.proveFraud, (_submitted(LYING_ROOT), PROOF));
        vm.prank(watcher);
        (bool success, bytes memory returned) = address(verifier).call(bytes.concat(call, hex"00"));
        assertFalse(success, "a proof and a byte is not the proof");
        assertEq(
            returned,
            abi.encodeWithSelector(IOptimisticVerifier.TrailingCalldata.selector, call.length + 1, call.length),
            "reason"
        );
    }

    /// @dev Elsewhere one proof convicts every task. Here it is judged against the commitments of the very task it names, which
    /// the chain itself holds; a result with other roots, here or on another chain, is not touched by it.
    function test_hole_proofNotBoundToTaskOrChain() public {
        TaskId honest = _submitted(HONEST_ROOT);
        TaskId lying = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(lying, PROOF);

        bytes memory judged =
            abi.encodeCall(IStepVerifier.verify, (Claim(modelId, INPUT_ROOT, HONEST_ROOT, OUTPUT_ROOT), PROOF));
        vm.expectCall(address(stepVerifier), judged);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
        vm.prank(watcher);
        verifier.proveFraud(honest, PROOF);

        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, lying, TaskState.Refuted));
        vm.prank(watcher);
        verifier.proveFraud(lying, PROOF);
        assertEq(_stakeOf(provider).locked, _terms().lock, "the honest task's lock stands");
    }

    /// @dev Elsewhere a provider that says nothing is paid when time runs out.
    function test_hole_missingProofOrSilencePaysTheProvider() public {
        TaskId silent = _accepted();
        TaskId unwanted = _request();
        vm.warp(START + 365 days);
        verifier.expireTask(silent);
        verifier.cancelTask(unwanted);
        assertEq(_creditOf(provider), 0, "silence earns nothing");
        assertEq(_creditOf(client), 2 * PRICE, "the client has both prices back");
        assertGt(_stakeOf(client).credit, 0, "and the late penalty");

        TaskId taskId = _submitted(LYING_ROOT);
        bytes memory empty = "";
        vm.prank(watcher);
        verifier.proveFraud(taskId, empty);
        assertEq(_creditOf(provider), 0, "whatever the proof looks like, only the step verifier judges it");
    }

    function _expectNotSubmitted(TaskId taskId, TaskState state) internal {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, state));
        verifier.finaliseTask(taskId);
    }
}
