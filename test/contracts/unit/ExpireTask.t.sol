// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Dials, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract ExpireTaskTest is SpineTest {
    uint256 internal constant LOCK = 100e18 + 7;
    uint256 internal constant PENALTY = LOCK * 1000 / 10_000;

    function test_expireTask_paysTheClientPriceAndPenalty() public {
        TaskId taskId = _accepted();
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](1);
        shares[0] = IStakeVault.Share(client, PENALTY);
        vm.warp(START + 2 hours);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskExpired(taskId, provider, PRICE, PENALTY);
        vm.expectEmit();
        emit IStakeVault.StakeSlashed(provider, provider, taskId.id(), PENALTY, shares, 0);
        vm.expectEmit();
        emit IStakeVault.StakeReleased(provider, provider, taskId.id(), LOCK - PENALTY);
        vm.prank(stranger);
        verifier.expireTask(taskId);

        _assertState(taskId, TaskState.Expired);
        assertEq(_creditOf(client), PRICE, "price back");
        assertEq(_stakeOf(client).credit, PENALTY, "late penalty");
        assertEq(_stakeOf(provider).locked, 0, "nothing locked");
        assertEq(_stakeOf(provider).free, 1000e18 - PENALTY, "the rest of the lock is free");
    }

    function test_T4_expireTask_fromSubmitByOnly() public {
        TaskId taskId = _accepted();
        uint64 submitBy = START + 2 hours;
        vm.warp(submitBy - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOptimisticVerifier.SubmitDeadlineNotReached.selector, taskId, submitBy - 1, submitBy
            )
        );
        verifier.expireTask(taskId);

        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(submitBy + late);
            verifier.expireTask(taskId);
            _assertState(taskId, TaskState.Expired);
        }
    }

    function test_T6_expireTask_withoutAPenalty_releasesTheWholeLock() public {
        Dials memory mild = _dials();
        mild.lateBps = 0;
        vm.prank(owner);
        verifier.setDials(mild);
        TaskId taskId = _accepted();
        vm.prank(owner);
        verifier.setDials(_dials());
        vm.warp(START + 2 hours);
        verifier.expireTask(taskId);
        assertEq(_stakeOf(provider).free, 1000e18, "whole");
        assertEq(_stakeOf(client).credit, 0, "no penalty");
    }
}
