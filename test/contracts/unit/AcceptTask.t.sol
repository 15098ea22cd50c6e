// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Task, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract AcceptTaskTest is SpineTest {
    function test_S1_acceptTask_locksTheCollateral() public {
        TaskId taskId = _request();
        uint256 lock = _terms().lock;
        vm.expectEmit();
        emit IOptimisticVerifier.TaskAccepted(taskId, provider, provider, START + 2 hours);
        vm.expectEmit();
        emit IStakeVault.StakeLocked(provider, provider, taskId.id(), lock);
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);

        assertEq(_stakeOf(provider).locked, lock, "locked");
        assertEq(_stakeOf(provider).free, 1000e18 - lock, "free");
        Task memory task = verifier.taskOf(taskId);
        assertEq(task.provider, provider, "provider");
        assertEq(task.submitBy, START + 2 hours, "submitBy");
    }

    function test_S1_acceptTask_beyondFreeStake_reverts() public {
        TaskTerms memory terms = _terms();
        terms.lock = 600e18;
        TaskId first = _request(terms);
        TaskId second = _request(terms);
        vm.startPrank(provider);
        verifier.acceptTask(first, provider);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, provider, 400e18, 600e18));
        verifier.acceptTask(second, provider);
        _assertState(second, TaskState.Requested);
    }

    function test_S1_acceptTask_doesNotCountUnbondingStake() public {
        TaskId taskId = _request();
        vm.startPrank(provider);
        vault.startUnbonding(1000e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, provider, 0, _terms().lock));
        verifier.acceptTask(taskId, provider);
    }

    function test_acceptTask_untilAcceptByOnly() public {
        TaskId taskId = _request();
        uint64 acceptBy = START + 1 hours;
        uint256 snapshot = vm.snapshotState();

        vm.warp(acceptBy - 1);
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(acceptBy + late);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IOptimisticVerifier.AcceptDeadlinePassed.selector, taskId, acceptBy + late, acceptBy
                )
            );
            vm.prank(provider);
            verifier.acceptTask(taskId, provider);
        }
    }

    /// @dev Any provider may take an open request, the first does, and none once its time is over.
    function test_anOpenRequest_isTheFirstsToAccept() public {
        address second = makeAddr("second");
        _fund(stranger, second);
        vm.prank(second);
        vault.deposit(1000e18);
        TaskId taskId = _request();
        TaskId late = _request();
        vm.prank(second);
        verifier.acceptTask(taskId, second);
        assertEq(verifier.taskOf(taskId).provider, second, "its provider");
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotRequested.selector, taskId, TaskState.Accepted)
        );
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
        assertEq(_stakeOf(provider).locked, 0, "whoever comes second locks nothing");

        vm.warp(START + 1 hours);
        vm.prank(stranger);
        verifier.cancelTask(late);
        assertEq(_creditOf(client), PRICE, "nobody came: the client's money is free, whoever asks");
    }

    function test_acceptTask_ofATaskForAnother_reverts() public {
        TaskTerms memory terms = _terms();
        terms.provider = makeAddr("the chosen");
        TaskId taskId = _request(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.NotTaskProvider.selector, taskId, provider, terms.provider)
        );
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
    }

    function test_X1_acceptTask_byItsClient_reverts() public {
        TaskId taskId = _request();
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, taskId, client));
        vm.prank(client);
        verifier.acceptTask(taskId, client);
    }
}
