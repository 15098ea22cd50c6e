// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract CancelTaskTest is SpineTest {
    function test_cancelTask_byTheClient_returnsThePriceAtAnyTime() public {
        TaskId taskId = _request();
        vm.expectEmit();
        emit IOptimisticVerifier.Credited(client, address(dollar), PRICE);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskCancelled(taskId, client, PRICE);
        vm.prank(client);
        verifier.cancelTask(taskId);
        _assertState(taskId, TaskState.Cancelled);
        assertEq(_creditOf(client), PRICE, "price back");
    }

    function test_T4_cancelTask_byAStranger_onlyFromAcceptBy() public {
        TaskId taskId = _request();
        uint64 acceptBy = START + 1 hours;
        vm.warp(acceptBy - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOptimisticVerifier.AcceptDeadlineNotReached.selector, taskId, acceptBy - 1, acceptBy
            )
        );
        vm.prank(stranger);
        verifier.cancelTask(taskId);

        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(acceptBy + late);
            vm.prank(stranger);
            verifier.cancelTask(taskId);
            assertEq(_creditOf(client), PRICE, "the client is paid, whoever calls");
            assertEq(_creditOf(stranger), 0, "and nobody else");
        }
    }
}
