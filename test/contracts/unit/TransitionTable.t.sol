// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {stdError} from "forge-std/Test.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {Task, TaskId, TaskState, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev Every state, with and without openings that wait and a trace that is revealed, x every call x before, at and after its
/// deadline: `_expectation` says in the order of docs/protocol.md what becomes of each, and the contract does that and nothing else.
contract TransitionTableTest is SpineTest {
    enum Call {
        Accept,
        CancelByClient,
        CancelByStranger,
        Submit,
        Expire,
        ProveFraud,
        ReplayRight,
        ReplayWrong,
        Finalise,
        Ask,
        Answer,
        ConvictSilence
    }

    struct Situation {
        TaskState state;
        TraceMode traceMode;
        uint32 pending;
    }

    function test_T1_T3_T4_everyCall_inEverySituation_aroundEveryDeadline() public {
        Situation[11] memory situations = _situations();
        uint256 cases;
        uint256 moves;
        for (uint256 i = 0; i < situations.length; ++i) {
            uint256 clean = vm.snapshotState();
            TaskId taskId = _enter(situations[i]);
            uint64[5] memory times = _times(taskId);
            uint256 ready = vm.snapshotState();
            for (uint256 t = 0; t < times.length; ++t) {
                for (uint256 c = 0; c <= uint256(type(Call).max); ++c) {
                    vm.revertToState(ready);
                    vm.warp(times[t]);
                    if (_play(taskId, Call(c))) ++moves;
                    ++cases;
                }
            }
            vm.revertToState(clean);
        }
        assertEq(cases, 11 * 5 * 12, "cases");
        assertGt(moves, 100, "of which some move");
    }

    /// @dev RULE T-4, read off the table: in the end some call by a stranger ends every task that is open.
    function test_T4_everyOpenSituation_hasAnExitForAStranger() public {
        Situation[11] memory situations = _situations();
        Call[4] memory exits = [Call.CancelByStranger, Call.Expire, Call.Finalise, Call.ConvictSilence];
        for (uint256 i = 0; i < situations.length; ++i) {
            TaskState state = situations[i].state;
            if (state != TaskState.Requested && state != TaskState.Accepted && state != TaskState.Submitted) continue;
            uint256 clean = vm.snapshotState();
            TaskId taskId = _enter(situations[i]);
            vm.warp(_deadline(taskId));
            bool ended;
            for (uint256 e = 0; e < exits.length && !ended; ++e) {
                ended = _play(taskId, exits[e]);
            }
            assertTrue(ended, "an exit");
            assertGe(uint8(verifier.taskOf(taskId).state), uint8(TaskState.Final), "which is an end");
            vm.revertToState(clean);
        }
    }

    function _situations() internal pure returns (Situation[11] memory) {
        return [
            Situation(TaskState.None, TraceMode.Eager, 0),
            Situation(TaskState.Requested, TraceMode.Eager, 0),
            Situation(TaskState.Accepted, TraceMode.Eager, 0),
            Situation(TaskState.Submitted, TraceMode.Eager, 0),
            Situation(TaskState.Submitted, TraceMode.Eager, 2),
            Situation(TaskState.Submitted, TraceMode.OnDemand, 0),
            Situation(TaskState.Submitted, TraceMode.OnDemand, 1),
            Situation(TaskState.Final, TraceMode.Eager, 0),
            Situation(TaskState.Refuted, TraceMode.Eager, 0),
            Situation(TaskState.Expired, TraceMode.Eager, 0),
            Situation(TaskState.Cancelled, TraceMode.Eager, 0)
        ];
    }

    function _enter(Situation memory situation) internal returns (TaskId taskId) {
        if (situation.traceMode == TraceMode.Eager) {
            taskId = _taskIn(situation.state);
        } else {
            TaskTerms memory terms = _terms();
            terms.traceMode = TraceMode.OnDemand;
            taskId = _request(terms);
            vm.startPrank(provider);
            verifier.acceptTask(taskId, provider);
            verifier.submitResult(taskId, OUTPUT_ROOT, 0, "");
            vm.stopPrank();
        }
        for (uint256 i = 0; i < situation.pending; ++i) {
            openings.ask(taskId);
        }
    }

    /// @return whether the call did something
    function _play(TaskId taskId, Call call) internal returns (bool) {
        Task memory before = verifier.taskOf(taskId);
        (bytes memory refusal, Task memory expected) = _expectation(taskId, call);
        (address caller, address target, bytes memory data) = _message(taskId, call);
        if (refusal.length != 0) {
            _expectRefused(caller, target, data, refusal);
            // A state refuses whoever calls.
            if (target == address(verifier) && _isOfState(refusal)) {
                address[6] memory others = [client, provider, watcher, stranger, owner, guardian];
                for (uint256 i = 0; i < others.length; ++i) {
                    _expectRefused(others[i], target, data, refusal);
                }
            }
            assertEq(abi.encode(verifier.taskOf(taskId)), abi.encode(before), "nothing moved");
            return false;
        }
        vm.prank(caller);
        (bool success,) = target.call(data);
        assertTrue(success, string.concat("the call is due: ", vm.toString(uint256(call))));
        assertEq(abi.encode(verifier.taskOf(taskId)), abi.encode(expected), "what it does is what the table says");
        return true;
    }

    function _expectRefused(address caller, address target, bytes memory data, bytes memory refusal) internal {
        vm.prank(caller);
        (bool success, bytes memory returned) = target.call(data);
        assertFalse(success, "refused");
        assertEq(returned, refusal, "for its reason");
    }

    /// @return refusal empty if the call is due
    /// @return task as the call leaves it
    function _expectation(TaskId taskId, Call call) internal view returns (bytes memory refusal, Task memory task) {
        task = verifier.taskOf(taskId);
        if (task.state == TaskState.None) {
            return (abi.encodeWithSelector(IOptimisticVerifier.UnknownTask.selector, taskId), task);
        }
        if (call <= Call.CancelByStranger) return (_expectRequested(taskId, task, call), task);
        if (call <= Call.Expire) return (_expectAccepted(taskId, task, call), task);
        return (_expectSubmitted(taskId, task, call), task);
    }

    function _expectRequested(TaskId taskId, Task memory task, Call call) internal view returns (bytes memory) {
        if (task.state != TaskState.Requested) {
            return abi.encodeWithSelector(IOptimisticVerifier.TaskNotRequested.selector, taskId, task.state);
        }
        bool over = _now() >= task.acceptBy;
        if (call == Call.Accept && over) {
            return _at(IOptimisticVerifier.AcceptDeadlinePassed.selector, taskId, task.acceptBy);
        }
        if (call == Call.CancelByStranger && !over) {
            return _at(IOptimisticVerifier.AcceptDeadlineNotReached.selector, taskId, task.acceptBy);
        }
        task.state = call == Call.Accept ? TaskState.Accepted : TaskState.Cancelled;
        if (call != Call.Accept) return "";
        (task.provider, task.operator, task.submitBy) = (provider, provider, _now() + 2 hours);
        return "";
    }

    function _expectAccepted(TaskId taskId, Task memory task, Call call) internal view returns (bytes memory) {
        if (task.state != TaskState.Accepted) {
            return abi.encodeWithSelector(IOptimisticVerifier.TaskNotAccepted.selector, taskId, task.state);
        }
        bool over = _now() >= task.submitBy;
        if (call == Call.Submit && over) {
            return _at(IOptimisticVerifier.SubmitDeadlinePassed.selector, taskId, task.submitBy);
        }
        if (call == Call.Expire && !over) {
            return _at(IOptimisticVerifier.SubmitDeadlineNotReached.selector, taskId, task.submitBy);
        }
        task.state = call == Call.Submit ? TaskState.Submitted : TaskState.Expired;
        if (call == Call.Expire) return "";
        (task.outputRoot, task.nodesRoot, task.finalAt) = (OUTPUT_ROOT, HONEST_ROOT, _now() + 3 hours);
        return "";
    }

    function _expectSubmitted(TaskId taskId, Task memory task, Call call) internal view returns (bytes memory) {
        if (task.state != TaskState.Submitted) {
            return abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, task.state);
        }
        bool over = _now() >= task.finalAt;
        if (call == Call.ProveFraud) {
            if (task.nodesRoot == 0) {
                return abi.encodeWithSelector(IOptimisticVerifier.TraceNotRevealed.selector, taskId);
            }
            task.state = TaskState.Refuted;
        } else if (call == Call.Finalise) {
            if (!over) return _at(IOptimisticVerifier.WindowStillOpen.selector, taskId, task.finalAt);
            if (task.pendingOpenings != 0) {
                return
                    abi.encodeWithSelector(IOptimisticVerifier.OpeningsPending.selector, taskId, task.pendingOpenings);
            }
            task.state = TaskState.Final;
        } else if (call == Call.Ask) {
            if (over) return _at(IOptimisticVerifier.WindowPassed.selector, taskId, task.finalAt);
            ++task.pendingOpenings;
            task.demanded = true;
        } else if (call == Call.Answer) {
            if (task.pendingOpenings == 0) return stdError.arithmeticError;
            --task.pendingOpenings;
            uint64 grace = _now() + openings.graceSec();
            if (grace > task.finalAt) task.finalAt = grace;
            if (task.terms.traceMode == TraceMode.OnDemand) task.nodesRoot = HONEST_ROOT;
        } else {
            task.state = call == Call.ReplayRight ? TaskState.Final : TaskState.Refuted;
        }
        return "";
    }

    function _message(TaskId taskId, Call call) internal view returns (address caller, address target, bytes memory) {
        target = address(verifier);
        if (call == Call.Accept) return (provider, target, abi.encodeCall(verifier.acceptTask, (taskId, provider)));
        if (call == Call.CancelByClient) return (client, target, abi.encodeCall(verifier.cancelTask, (taskId)));
        if (call == Call.CancelByStranger) return (stranger, target, abi.encodeCall(verifier.cancelTask, (taskId)));
        if (call == Call.Submit) {
            return (provider, target, abi.encodeCall(verifier.submitResult, (taskId, OUTPUT_ROOT, HONEST_ROOT, "")));
        }
        if (call == Call.Expire) return (stranger, target, abi.encodeCall(verifier.expireTask, (taskId)));
        if (call == Call.ProveFraud) return (watcher, target, abi.encodeCall(verifier.proveFraud, (taskId, PROOF)));
        if (call == Call.ReplayRight || call == Call.ReplayWrong) {
            bytes memory trace =
                abi.encode(LYING_ROOT, call == Call.ReplayRight ? OUTPUT_ROOT : keccak256("right output"));
            return (stranger, target, abi.encodeCall(verifier.replayTask, (taskId, trace)));
        }
        if (call == Call.Finalise) return (stranger, target, abi.encodeCall(verifier.finaliseTask, (taskId)));
        target = address(openings);
        if (call == Call.Ask) return (stranger, target, abi.encodeCall(openings.ask, (taskId)));
        if (call == Call.ConvictSilence) {
            return (stranger, target, abi.encodeCall(openings.convictSilence, (taskId, watcher)));
        }
        bool onDemand = verifier.taskOf(taskId).terms.traceMode == TraceMode.OnDemand;
        bytes32 revealed = onDemand ? HONEST_ROOT : bytes32(0);
        return (stranger, target, abi.encodeCall(openings.answer, (taskId, revealed)));
    }

    /// @dev Just before, at and after the deadline that the task waits for; now; and when everyone has forgotten it.
    function _times(TaskId taskId) internal view returns (uint64[5] memory) {
        uint64 deadline = _deadline(taskId);
        return [_now(), deadline - 1, deadline, deadline + 1, deadline + 3650 days];
    }

    function _deadline(TaskId taskId) internal view returns (uint64) {
        Task memory task = verifier.taskOf(taskId);
        if (task.state == TaskState.Requested) return task.acceptBy;
        if (task.state == TaskState.Accepted) return task.submitBy;
        return task.state == TaskState.Submitted ? task.finalAt : _now() + 1;
    }

    function _at(bytes4 selector, TaskId taskId, uint64 deadline) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, taskId, _now(), deadline);
    }

    function _isOfState(bytes memory refusal) internal pure returns (bool) {
        bytes4 selector = bytes4(refusal);
        return selector == IOptimisticVerifier.UnknownTask.selector
            || selector == IOptimisticVerifier.TaskNotRequested.selector
            || selector == IOptimisticVerifier.TaskNotAccepted.selector
            || selector == IOptimisticVerifier.TaskNotSubmitted.selector;
    }
}
