// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev Every state x every call. A call moves the state that it needs to the state that it names, and reverts in any other,
/// whoever calls and however late it is.
contract TransitionTableTest is SpineTest {
    struct Row {
        bytes data;
        address caller;
        TaskState from;
        TaskState to;
        /// the error's selector when the state is another
        bytes4 refusal;
        /// seconds to wait before the call is due
        uint64 waitSec;
    }

    function test_T1_T3_T4_everyCallInEveryState() public {
        for (uint8 i = 0; i <= uint8(type(TaskState).max); ++i) {
            uint256 clean = vm.snapshotState();
            TaskState state = TaskState(i);
            TaskId taskId = _taskIn(state);
            Row[6] memory table = _table(taskId);
            uint256 ready = vm.snapshotState();
            for (uint256 row = 0; row < table.length; ++row) {
                vm.revertToState(ready);
                if (state == table[row].from) _expectMoves(taskId, table[row]);
                else _expectRefusals(taskId, state, table[row]);
            }
            vm.revertToState(clean);
        }
    }

    function _expectMoves(TaskId taskId, Row memory row) internal {
        vm.warp(_now() + row.waitSec);
        vm.prank(row.caller);
        (bool success,) = address(verifier).call(row.data);
        assertTrue(success, "the call is due");
        _assertState(taskId, row.to);
    }

    function _expectRefusals(TaskId taskId, TaskState state, Row memory row) internal {
        bytes memory expected = state == TaskState.None
            ? abi.encodeWithSelector(IOptimisticVerifier.UnknownTask.selector, taskId)
            : abi.encodeWithSelector(row.refusal, taskId, state);
        address[4] memory callers = [client, provider, watcher, stranger];
        for (uint256 late = 0; late < 2; ++late) {
            for (uint256 i = 0; i < callers.length; ++i) {
                vm.prank(callers[i]);
                (bool success, bytes memory returned) = address(verifier).call(row.data);
                assertFalse(success, "refused");
                assertEq(returned, expected, "for its state");
            }
            vm.warp(_now() + 3650 days);
        }
        _assertState(taskId, state);
    }

    function _table(TaskId taskId) internal view returns (Row[6] memory) {
        bytes4 notRequested = IOptimisticVerifier.TaskNotRequested.selector;
        bytes4 notAccepted = IOptimisticVerifier.TaskNotAccepted.selector;
        bytes4 notSubmitted = IOptimisticVerifier.TaskNotSubmitted.selector;
        return [
            Row(
                abi.encodeCall(verifier.cancelTask, (taskId)),
                client,
                TaskState.Requested,
                TaskState.Cancelled,
                notRequested,
                0
            ),
            Row(
                abi.encodeCall(verifier.acceptTask, (taskId, provider)),
                provider,
                TaskState.Requested,
                TaskState.Accepted,
                notRequested,
                0
            ),
            Row(
                abi.encodeCall(verifier.submitResult, (taskId, OUTPUT_ROOT, HONEST_ROOT, "")),
                provider,
                TaskState.Accepted,
                TaskState.Submitted,
                notAccepted,
                0
            ),
            Row(
                abi.encodeCall(verifier.expireTask, (taskId)),
                stranger,
                TaskState.Accepted,
                TaskState.Expired,
                notAccepted,
                2 hours
            ),
            Row(
                abi.encodeCall(verifier.proveFraud, (taskId, PROOF)),
                watcher,
                TaskState.Submitted,
                TaskState.Refuted,
                notSubmitted,
                0
            ),
            Row(
                abi.encodeCall(verifier.finaliseTask, (taskId)),
                stranger,
                TaskState.Submitted,
                TaskState.Final,
                notSubmitted,
                3 hours
            )
        ];
    }
}
