// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {stdError} from "forge-std/StdError.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract StakeVaultTest is SpineTest {
    function test_deposit_addsToFreeStake() public {
        vm.expectEmit();
        emit IStakeVault.StakeDeposited(provider, provider, 5);
        vm.prank(provider);
        vault.deposit(5);
        assertEq(_stakeOf(provider).free, 1000e18 + 5, "free");
        assertEq(stakeToken.balanceOf(address(vault)), 1000e18 + 5, "held");
    }

    function test_deposit_ofNothing_reverts() public {
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vm.prank(provider);
        vault.deposit(0);
    }

    function test_deposit_beyondUint128_reverts() public {
        uint256 amount = uint256(type(uint128).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, amount));
        vm.prank(provider);
        vault.deposit(amount);
    }

    function test_S2_startUnbonding_setsTheClock_andASecondCallRestartsIt() public {
        vm.startPrank(provider);
        vm.expectEmit();
        emit IStakeVault.UnbondingStarted(provider, 10, 10, START + UNBONDING_SEC);
        vault.startUnbonding(10);
        vm.warp(START + 5);
        vm.expectEmit();
        emit IStakeVault.UnbondingStarted(provider, 20, 30, START + 5 + UNBONDING_SEC);
        vault.startUnbonding(20);

        IStakeVault.Account memory account = _stakeOf(provider);
        assertEq(account.unbonding, 30, "unbonding");
        assertEq(account.free, 1000e18 - 30, "free");
        assertEq(account.unbondsAt, START + 5 + UNBONDING_SEC, "one date for all of it");
    }

    function test_startUnbonding_beyondFreeStake_reverts() public {
        _accepted();
        uint256 free = 1000e18 - _terms().lock;
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, provider, free, free + 1));
        vault.startUnbonding(free + 1);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.startUnbonding(0);
    }

    function test_cancelUnbonding_returnsAllOfItToFree() public {
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.expectEmit();
        emit IStakeVault.UnbondingCancelled(provider, 10);
        vault.cancelUnbonding();
        assertEq(_stakeOf(provider).free, 1000e18, "free");
        assertEq(_stakeOf(provider).unbondsAt, 0, "no date");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NothingToWithdraw.selector, provider));
        vault.cancelUnbonding();
    }

    function test_S2_withdrawStake_fromItsDateOnly() public {
        uint64 unbondsAt = START + UNBONDING_SEC;
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.warp(unbondsAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.StillUnbonding.selector, provider, unbondsAt - 1, unbondsAt));
        vault.withdrawStake(stranger);

        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(unbondsAt + late);
            vm.expectEmit();
            emit IStakeVault.StakeWithdrawn(provider, stranger, 10);
            assertEq(vault.withdrawStake(stranger), 10, "amount");
            assertEq(stakeToken.balanceOf(stranger), 10, "received");
            assertEq(_stakeOf(provider).unbonding, 0, "nothing left");
        }
    }

    function test_withdrawStake_refusals() public {
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NothingToWithdraw.selector, provider));
        vault.withdrawStake(provider);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.withdrawStake(address(0));
    }

    function test_S2_lockedStake_cannotLeave() public {
        _submitted(LYING_ROOT);
        uint256 free = _stakeOf(provider).free;
        vm.startPrank(provider);
        vault.startUnbonding(free);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(provider);
        vm.stopPrank();
        // Everything that could leave has left; the lock is still there to slash.
        vm.prank(watcher);
        verifier.proveFraud(_lastTask(), PROOF);
        assertEq(_stakeOf(provider).locked, 0, "slashed");
    }

    function test_P1_withdrawCredit_sendsToWhomTheOwnerNames() public {
        _taskIn(TaskState.Refuted);
        uint256 credit = _stakeOf(watcher).credit;
        vm.startPrank(watcher);
        vm.expectEmit();
        emit IStakeVault.CreditWithdrawn(watcher, stranger, 1);
        vault.withdrawCredit(stranger, 1);
        vault.withdrawCredit(watcher, credit - 1);
        assertEq(stakeToken.balanceOf(stranger), 1, "stranger");
        assertEq(stakeToken.balanceOf(watcher), credit - 1, "watcher");
        assertEq(_stakeOf(watcher).credit, 0, "spent");
    }

    function test_withdrawCredit_refusals() public {
        vm.startPrank(watcher);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.CreditTooLow.selector, watcher, 0, 1));
        vault.withdrawCredit(watcher, 1);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.withdrawCredit(watcher, 0);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.withdrawCredit(address(0), 1);
    }

    function test_lockReleaseSlash_byAnyoneElse_revert() public {
        bytes memory refusal =
            abi.encodeWithSelector(IStakeVault.NotOptimisticVerifier.selector, stranger, address(verifier));
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        vault.lock(provider, 1, 1);
        vm.expectRevert(refusal);
        vault.release(provider, 1, 1);
        vm.expectRevert(refusal);
        vault.slash(provider, 1, 1, stranger, 1, stranger, 0);
    }

    function test_S1_releaseAndSlash_beyondTheLock_revert() public {
        _accepted();
        uint256 lock = _terms().lock;
        vm.startPrank(address(verifier));
        vm.expectRevert(stdError.arithmeticError);
        vault.release(provider, 1, lock + 1);
        vm.expectRevert(stdError.arithmeticError);
        vault.slash(provider, 1, lock + 1, client, 0, watcher, 0);
        vm.expectRevert(stdError.arithmeticError);
        vault.slash(provider, 1, lock, client, lock, watcher, 1);
    }

    function test_P1_withdrawals_toTheVaultItself_revert() public {
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.warp(START + UNBONDING_SEC);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.TokenMovedWrongAmount.selector, address(stakeToken), 0, 10));
        vault.withdrawStake(address(vault));
    }
}
