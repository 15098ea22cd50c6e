// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Dials, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract FinaliseTaskTest is SpineTest {
    uint256 internal constant FEE = PRICE * 250 / 10_000;

    function test_T3_finaliseTask_paysThePriceLessTheFeeAndReleasesTheLock() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.warp(START + 3 hours);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskFinalised(taskId, provider, PRICE - FEE, FEE);
        vm.expectEmit();
        emit IStakeVault.StakeReleased(provider, provider, taskId.id(), _terms().lock);
        vm.prank(stranger);
        verifier.finaliseTask(taskId);

        _assertState(taskId, TaskState.Final);
        assertEq(_creditOf(provider), PRICE - FEE, "provider");
        assertEq(_creditOf(treasury), FEE, "treasury");
        assertEq(_stakeOf(provider).locked, 0, "nothing locked");
        assertEq(_stakeOf(provider).free, 1000e18, "all stake free again");
    }

    function test_T3_finaliseTask_fromFinalAtOnly() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        uint64 finalAt = START + 3 hours;
        vm.warp(finalAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.WindowStillOpen.selector, taskId, finalAt - 1, finalAt)
        );
        verifier.finaliseTask(taskId);

        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(finalAt + late);
            verifier.finaliseTask(taskId);
            _assertState(taskId, TaskState.Final);
        }
    }

    function test_T6_finaliseTask_takesTheFeeOfTheRequest() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        Dials memory changed = _dials();
        changed.feeBps = 1000;
        vm.prank(owner);
        verifier.setDials(changed);
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);
        assertEq(_creditOf(treasury), FEE, "the fee it was requested under");
    }

    function test_finaliseTask_withoutAFee_creditsNobodyWithZero() public {
        Dials memory free = _dials();
        free.feeBps = 0;
        vm.prank(owner);
        verifier.setDials(free);
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);
        assertEq(_creditOf(provider), PRICE, "all of it");
        assertEq(_creditOf(treasury), 0, "none");
    }
}
