// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {TaskId, TaskState, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE T-1: a trace on demand is committed to when somebody asks, once, and from then on is a trace like any other.
contract OnDemandTest is SpineTest {
    function test_T1_aTraceOnDemand_isSubmittedWithoutIt_andBecomesFinal() public {
        TaskId taskId = _submittedOnDemand(0);
        assertEq(verifier.taskOf(taskId).nodesRoot, 0, "no trace");
        assertEq(verifier.claimOf(taskId).outputRoot, OUTPUT_ROOT, "but an output");
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);
        _assertState(taskId, TaskState.Final);
    }

    function test_T1_aTraceOnDemand_mayBeGivenAtOnce() public {
        TaskId taskId = _submittedOnDemand(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Refuted);
    }

    function test_T1_aTraceOnDemand_stillNeedsItsOutputRoot() public {
        TaskId taskId = _acceptedOnDemand();
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.ZeroRoot.selector, taskId, bytes32("outputRoot")));
        vm.prank(provider);
        verifier.submitResult(taskId, 0, 0, "");
    }

    function test_proveFraud_beforeTheTraceIsRevealed_reverts() public {
        TaskId taskId = _submittedOnDemand(0);
        stepVerifier.markLie(0);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TraceNotRevealed.selector, taskId));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
    }

    function test_T1_theFirstAnswer_revealsTheTrace_andALieInItIsProven() public {
        TaskId taskId = _submittedOnDemand(0);
        openings.ask(taskId);
        vm.warp(START + 1 hours);
        vm.expectEmit();
        emit IOptimisticVerifier.OpeningsChanged(taskId, 0, START + 3 hours);
        vm.expectEmit();
        emit IOptimisticVerifier.TraceRevealed(taskId, LYING_ROOT);
        openings.answer(taskId, LYING_ROOT);
        assertEq(verifier.claimOf(taskId).nodesRoot, LYING_ROOT, "revealed");
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Refuted);
    }

    function test_T1_aTraceIsRevealedOnce() public {
        TaskId[2] memory tasks = [_submittedOnDemand(0), _submitted(HONEST_ROOT)];
        openings.ask(tasks[0]);
        openings.answer(tasks[0], HONEST_ROOT);
        for (uint256 i = 0; i < 2; ++i) {
            openings.ask(tasks[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IOptimisticVerifier.TraceAlreadyRevealed.selector, tasks[i], HONEST_ROOT)
            );
            openings.answer(tasks[i], LYING_ROOT);
            assertEq(verifier.claimOf(tasks[i]).nodesRoot, HONEST_ROOT, "the first stands");
        }
    }

    function test_anHonestTraceOnDemand_isRevealedAndPaid() public {
        TaskId taskId = _submittedOnDemand(0);
        openings.ask(taskId);
        openings.answer(taskId, HONEST_ROOT);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
        _assertState(taskId, TaskState.Final);
    }

    function test_aTraceThatIsNotRevealed_convictsByItsSilence() public {
        TaskId taskId = _submittedOnDemand(0);
        openings.ask(taskId);
        vm.warp(START + 3 hours);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpeningsPending.selector, taskId, 1));
        verifier.finaliseTask(taskId);
        openings.convictSilence(taskId, watcher);
        _assertState(taskId, TaskState.Refuted);
        assertEq(_stakeOf(watcher).credit, (100e18 + 7) * uint256(2000) / 10_000, "the whole bounty is the asker's");
    }

    function _acceptedOnDemand() internal returns (TaskId taskId) {
        TaskTerms memory terms = _terms();
        terms.traceMode = TraceMode.OnDemand;
        taskId = _request(terms);
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
    }

    function _submittedOnDemand(bytes32 nodesRoot) internal returns (TaskId taskId) {
        taskId = _acceptedOnDemand();
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot, "");
    }
}
