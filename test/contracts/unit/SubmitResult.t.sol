// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {Task, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract SubmitResultTest is SpineTest {
    function test_submitResult_recordsTheRootsAndOpensTheWindow() public {
        TaskId taskId = _accepted();
        vm.warp(START + 100);
        vm.expectEmit();
        emit IOptimisticVerifier.ResultSubmitted(taskId, provider, OUTPUT_ROOT, HONEST_ROOT, START + 100 + 3 hours, "");
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");

        Task memory task = verifier.taskOf(taskId);
        assertEq(task.outputRoot, OUTPUT_ROOT, "outputRoot");
        assertEq(task.nodesRoot, HONEST_ROOT, "nodesRoot");
        assertEq(task.finalAt, START + 100 + 3 hours, "finalAt");
    }

    function test_T1_submitResult_twice_reverts() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotAccepted.selector, taskId, TaskState.Submitted)
        );
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        assertEq(verifier.taskOf(taskId).nodesRoot, LYING_ROOT, "the first result stands");
    }

    function test_T1_submitResult_withAZeroRoot_reverts() public {
        TaskId taskId = _accepted();
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.ZeroRoot.selector, taskId, bytes32("outputRoot")));
        verifier.submitResult(taskId, 0, HONEST_ROOT, "");
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.ZeroRoot.selector, taskId, bytes32("nodesRoot")));
        verifier.submitResult(taskId, OUTPUT_ROOT, 0, "");
    }

    function test_submitResult_byAnother_reverts() public {
        TaskId taskId = _accepted();
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.NotTaskProvider.selector, taskId, stranger, provider)
        );
        vm.prank(stranger);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
    }

    function test_submitResult_untilSubmitByOnly() public {
        TaskId taskId = _accepted();
        uint64 submitBy = START + 2 hours;
        uint256 snapshot = vm.snapshotState();

        vm.warp(submitBy - 1);
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(submitBy + late);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IOptimisticVerifier.SubmitDeadlinePassed.selector, taskId, submitBy + late, submitBy
                )
            );
            vm.prank(provider);
            verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        }
    }
}
