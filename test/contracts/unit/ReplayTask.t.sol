// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Split} from "contracts/types/Split.sol";
import {Dials, TaskId, TaskState, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {ProgrammableStepVerifier} from "../support/ProgrammableStepVerifier.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev A whole program run on chain is the verdict, either way and at once. What the run gives is the step verifier's to say; here it
/// is told.
contract ReplayTaskTest is SpineTest {
    uint256 internal constant LOCK = 100e18 + 7;

    function test_T3_replayTask_ofARightResult_isFinalAtOnce() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskReplayed(taskId, watcher, OUTPUT_ROOT, HONEST_ROOT);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskFinalised(taskId, provider, PRICE - PRICE * 250 / 10_000, PRICE * 250 / 10_000);
        _replay(taskId, HONEST_ROOT, OUTPUT_ROOT);
        _assertState(taskId, TaskState.Final);
        assertEq(_stakeOf(provider).free, 1000e18, "the lock is free");
        assertEq(_stakeOf(watcher).credit, 0, "nothing for the caller");
    }

    function test_replayTask_ofAWrongOutput_convicts() public {
        _expectConviction(
            _submitted(HONEST_ROOT), HONEST_ROOT, keccak256("right output"), OUTPUT_ROOT, keccak256("right output")
        );
    }

    function test_replayTask_ofAWrongTrace_convicts() public {
        _expectConviction(_submitted(LYING_ROOT), HONEST_ROOT, OUTPUT_ROOT, LYING_ROOT, HONEST_ROOT);
    }

    /// @dev It claims its output and nothing else.
    function test_replayTask_ofATraceOnDemand_looksAtTheOutputAlone() public {
        TaskId taskId = _submittedOnDemand();
        _replay(taskId, HONEST_ROOT, OUTPUT_ROOT);
        _assertState(taskId, TaskState.Final);
        _expectConviction(
            _submittedOnDemand(), HONEST_ROOT, keccak256("right output"), OUTPUT_ROOT, keccak256("right output")
        );
    }

    function test_replayTask_ofATraceOnDemandThatIsRevealed_looksAtBoth() public {
        TaskId taskId = _submittedOnDemand();
        openings.ask(taskId);
        openings.answer(taskId, LYING_ROOT);
        _expectConviction(taskId, HONEST_ROOT, OUTPUT_ROOT, LYING_ROOT, HONEST_ROOT);
    }

    /// @dev The verdict is in: what is still to be answered does not matter any more.
    function test_replayTask_whileOpeningsArePending_isTheVerdict() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        openings.ask(taskId);
        _replay(taskId, HONEST_ROOT, OUTPUT_ROOT);
        _assertState(taskId, TaskState.Final);
        bytes memory ended =
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Final);
        vm.expectRevert(ended);
        openings.answer(taskId, 0);
        vm.expectRevert(ended);
        openings.convictSilence(taskId, watcher);
    }

    function test_replayTask_whateverTheTime_untilFinal() public {
        uint256 snapshot = vm.snapshotState();
        uint64[3] memory times = [START, START + 3 hours, START + 365 days];
        for (uint256 i = 0; i < times.length; ++i) {
            vm.revertToState(snapshot);
            TaskId taskId = _submitted(HONEST_ROOT);
            vm.warp(times[i]);
            _replay(taskId, HONEST_ROOT, OUTPUT_ROOT);
            _assertState(taskId, TaskState.Final);
        }
    }

    /// @dev Who runs its own right result on chain is paid at once; who runs its own wrong one is not its convictor (X-1).
    function test_X1_replayTask_byTheProvider_finalisesButConvictsNobody() public {
        address hot = makeAddr("hot");
        _authorise(hot, type(uint128).max, type(uint128).max);
        address[2] memory callers = [provider, hot];
        for (uint256 i = 0; i < 2; ++i) {
            TaskId right = _submittedBy(hot, HONEST_ROOT);
            vm.prank(callers[i]);
            verifier.replayTask(right, abi.encode(HONEST_ROOT, OUTPUT_ROOT));
            _assertState(right, TaskState.Final);

            TaskId wrong = _submittedBy(hot, LYING_ROOT);
            vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, wrong, callers[i]));
            vm.prank(callers[i]);
            verifier.replayTask(wrong, abi.encode(HONEST_ROOT, OUTPUT_ROOT));
        }
    }

    function test_T6_replayTask_runsOnTheFrozenVerifier_withTheTasksOwnClaim() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.startPrank(owner);
        address frozen = address(stepVerifier);
        _setStepVerifier(address(new ProgrammableStepVerifier()));
        vm.stopPrank();
        Claim memory claim = Claim(modelId, INPUT_ROOT, HONEST_ROOT, OUTPUT_ROOT);
        vm.expectCall(frozen, abi.encodeCall(IStepVerifier.replay, (claim, abi.encode(HONEST_ROOT, OUTPUT_ROOT))));
        _replay(taskId, HONEST_ROOT, OUTPUT_ROOT);
    }

    function test_replayTask_takesOneEncoding() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        bytes memory data = abi.encodeCall(verifier.replayTask, (taskId, abi.encode(HONEST_ROOT, OUTPUT_ROOT)));
        (bool success, bytes memory returned) = address(verifier).call(bytes.concat(data, hex"00"));
        assertFalse(success, "refused");
        assertEq(
            returned,
            abi.encodeWithSelector(IOptimisticVerifier.TrailingCalldata.selector, data.length + 1, data.length),
            "reason"
        );
    }

    function _expectConviction(TaskId taskId, bytes32 nodesRoot, bytes32 outputRoot, bytes32 committed, bytes32 right)
        internal
    {
        uint256 toClient = LOCK * 1500 / 10_000;
        uint256 bounty = LOCK * 2000 / 10_000;
        uint256 before = _stakeOf(watcher).credit;
        vm.expectEmit();
        emit IOptimisticVerifier.TaskReplayed(taskId, watcher, outputRoot, nodesRoot);
        vm.expectEmit();
        emit IOptimisticVerifier.FraudProven(
            taskId,
            provider,
            watcher,
            Fraud(ClaimKind.WrongReplay, 0, 0, int256(uint256(committed)), int256(uint256(right))),
            PRICE,
            Split(toClient, bounty, 0, LOCK - toClient - bounty)
        );
        vm.expectEmit();
        emit IFindings.FindingOpened(
            taskId,
            watcher,
            keccak256(abi.encode(nodesRoot, outputRoot)),
            bounty / 2,
            LOCK - toClient - bounty,
            _now() + REVEAL_SEC
        );
        _replay(taskId, nodesRoot, outputRoot);
        _assertState(taskId, TaskState.Refuted);
        assertEq(_stakeOf(watcher).credit - before, bounty - bounty / 2, "the convictor's half");
    }

    function _replay(TaskId taskId, bytes32 nodesRoot, bytes32 outputRoot) internal {
        vm.prank(watcher);
        verifier.replayTask(taskId, abi.encode(nodesRoot, outputRoot));
    }

    function _submittedBy(address hot, bytes32 nodesRoot) internal returns (TaskId taskId) {
        taskId = _request();
        vm.startPrank(hot);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot, "");
        vm.stopPrank();
    }

    function _submittedOnDemand() internal returns (TaskId taskId) {
        TaskTerms memory terms = _terms();
        terms.traceMode = TraceMode.OnDemand;
        taskId = _request(terms);
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, 0, "");
        vm.stopPrank();
    }

    function _setStepVerifier(address stepVerifier_) internal {
        Dials memory dials = _dials();
        dials.stepVerifier = stepVerifier_;
        verifier.setDials(dials);
    }
}
