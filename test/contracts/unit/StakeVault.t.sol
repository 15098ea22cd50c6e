// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {stdError} from "forge-std/StdError.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultTest} from "../support/VaultTest.sol";

contract StakeVaultTest is VaultTest {
    function test_deposit_addsToFreeStake() public {
        vm.expectEmit();
        emit IStakeVault.StakeDeposited(provider, provider, 5);
        vm.prank(provider);
        vault.deposit(5);
        assertEq(_stakeOf(provider).free, STAKED + 5, "free");
        assertEq(stakeToken.balanceOf(address(vault)), STAKED + 5, "held");
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

    function test_depositFor_isPaidByTheCaller() public {
        stakeToken.transfer(stranger, 7);
        vm.startPrank(stranger);
        stakeToken.approve(address(vault), 7);
        vm.expectEmit();
        emit IStakeVault.StakeDeposited(provider, stranger, 7);
        vault.depositFor(provider, 7);
        assertEq(_stakeOf(provider).free, STAKED + 7, "the provider's");
        assertEq(_stakeOf(stranger).free, 0, "not the payer's");
        assertEq(stakeToken.balanceOf(stranger), 0, "paid");
    }

    function test_depositFor_refusals() public {
        vm.startPrank(provider);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.depositFor(address(0), 1);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.depositFor(provider, 0);
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
        assertEq(account.free, STAKED - 30, "free");
        assertEq(account.unbondsAt, START + 5 + UNBONDING_SEC, "one date for all of it");
    }

    function test_startUnbonding_beyondFreeStake_reverts() public {
        _lock(provider, FIRST, 100);
        uint256 free = STAKED - 100;
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
        assertEq(_stakeOf(provider).free, STAKED, "free");
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
        vault.withdrawStake(stranger, 10);

        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(unbondsAt + late);
            vm.expectEmit();
            emit IStakeVault.StakeWithdrawn(provider, stranger, 10);
            vault.withdrawStake(stranger, 10);
            assertEq(stakeToken.balanceOf(stranger), 10, "received");
            assertEq(_stakeOf(provider).unbonding, 0, "nothing left");
            assertEq(_stakeOf(provider).unbondsAt, 0, "no date");
        }
    }

    function test_withdrawStake_inParts() public {
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(stranger, 4);
        assertEq(_stakeOf(provider).unbonding, 6, "the rest");
        assertEq(_stakeOf(provider).unbondsAt, START + UNBONDING_SEC, "its date stands");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.UnbondingTooLow.selector, provider, 6, 7));
        vault.withdrawStake(stranger, 7);
        vault.withdrawStake(stranger, 6);
        assertEq(_stakeOf(provider).unbondsAt, 0, "no date");
        assertEq(stakeToken.balanceOf(stranger), 10, "received");
    }

    /// @dev What was due waits again when more is added: one clock for all of it.
    function test_S2_unbondingMore_holdsBackWhatWasDue() public {
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.warp(START + UNBONDING_SEC);
        vault.startUnbonding(1);
        uint64 unbondsAt = START + 2 * UNBONDING_SEC;
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.StillUnbonding.selector, provider, START + UNBONDING_SEC, unbondsAt)
        );
        vault.withdrawStake(provider, 1);
    }

    function test_withdrawStake_refusals() public {
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.UnbondingTooLow.selector, provider, 0, 1));
        vault.withdrawStake(provider, 1);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.withdrawStake(provider, 0);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.withdrawStake(address(0), 1);
    }

    function test_S2_lockedStake_cannotLeave() public {
        _lock(provider, FIRST, 100);
        uint256 free = _stakeOf(provider).free;
        vm.startPrank(provider);
        vault.startUnbonding(free);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(provider, free);
        vm.stopPrank();
        // Everything that could leave has left; the lock is still there to slash.
        _slash(provider, FIRST, 100, _shares(client, 30, watcher, 20));
        assertEq(_stakeOf(provider).locked, 0, "slashed");
        assertEq(stakeToken.balanceOf(address(vault)), 50, "what the shares are owed");
    }

    function test_S1_lock_movesFreeStake_andNoMoreThanThereIs() public {
        vm.expectEmit();
        emit IStakeVault.StakeLocked(provider, provider, FIRST, STAKED);
        _lock(provider, FIRST, STAKED);
        assertEq(_stakeOf(provider).free, 0, "free");
        assertEq(_stakeOf(provider).locked, STAKED, "locked");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, provider, 0, 1));
        _lock(provider, SECOND, 1);
    }

    function test_S1_release_movesItBack() public {
        _lock(provider, FIRST, 100);
        vm.expectEmit();
        emit IStakeVault.StakeReleased(provider, provider, FIRST, 100);
        _release(provider, FIRST, 100);
        assertEq(_stakeOf(provider).free, STAKED, "free");
        assertEq(_stakeOf(provider).locked, 0, "locked");
    }

    function test_slash_makesSharesCredits_andBurnsTheRest() public {
        _lock(provider, FIRST, 100);
        // An account may stand twice, and a share of nothing names nobody.
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](4);
        shares[0] = IStakeVault.Share(client, 10);
        shares[1] = IStakeVault.Share(watcher, 20);
        shares[2] = IStakeVault.Share(client, 5);
        shares[3] = IStakeVault.Share(address(0), 0);
        uint256 supply = stakeToken.totalSupply();
        vm.expectEmit();
        emit IStakeVault.StakeSlashed(provider, provider, FIRST, 100, shares, 65);
        _slash(provider, FIRST, 100, shares);
        assertEq(_stakeOf(client).credit, 15, "client");
        assertEq(_stakeOf(watcher).credit, 20, "watcher");
        assertEq(supply - stakeToken.totalSupply(), 65, "burnt");
        assertEq(_stakeOf(provider).locked, 0, "locked");
        assertEq(_stakeOf(provider).free, STAKED - 100, "free");
    }

    function test_slash_ofWhichEverythingIsShared_burnsNothing() public {
        _lock(provider, FIRST, 100);
        uint256 supply = stakeToken.totalSupply();
        _slash(provider, FIRST, 100, _shares(client, 99, provider, 1));
        assertEq(stakeToken.totalSupply(), supply, "burnt");
        assertEq(_stakeOf(provider).credit, 1, "a provider may be its own asker");
    }

    function test_slash_sharingOutMoreThanItTakes_reverts() public {
        _lock(provider, FIRST, 100);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.SharesExceedSlash.selector, FIRST, 101, 100));
        _slash(provider, FIRST, 100, _shares(client, 100, watcher, 1));
        // The first share that is too much ends it; a later one cannot wrap the sum.
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.SharesExceedSlash.selector, FIRST, 101, 100));
        _slash(provider, FIRST, 100, _shares(client, 101, watcher, type(uint256).max));
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, type(uint256).max)
        );
        _slash(provider, FIRST, 100, _shares(client, type(uint256).max, watcher, 0));
    }

    function test_slash_withAShareForNobody_reverts() public {
        _lock(provider, FIRST, 100);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        _slash(provider, FIRST, 100, _shares(client, 1, address(0), 1));
    }

    function test_S1_releaseAndSlash_beyondTheLock_revert() public {
        _lock(provider, FIRST, 100);
        vm.expectRevert(stdError.arithmeticError);
        _release(provider, FIRST, 101);
        vm.expectRevert(stdError.arithmeticError);
        _slash(provider, FIRST, 101, _nothing());
        uint256 tooLarge = uint256(type(uint128).max) + 1;
        bytes memory refusal = abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, tooLarge);
        vm.expectRevert(refusal);
        _release(provider, FIRST, tooLarge);
        vm.expectRevert(refusal);
        _slash(provider, FIRST, tooLarge, _nothing());
    }

    function test_lockReleaseSlash_byAnyoneElse_revert() public {
        bytes memory refusal = abi.encodeWithSelector(IStakeVault.NotOptimisticVerifier.selector, stranger, core);
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        vault.lock(provider, provider, FIRST, 1);
        vm.expectRevert(refusal);
        vault.release(provider, provider, FIRST, 1);
        vm.expectRevert(refusal);
        vault.slash(provider, provider, FIRST, 1, _nothing());
    }

    function test_P1_withdrawCredit_sendsToWhomTheOwnerNames() public {
        _giveCredit(watcher, 100);
        vm.startPrank(watcher);
        vm.expectEmit();
        emit IStakeVault.CreditWithdrawn(watcher, stranger, 1);
        vault.withdrawCredit(stranger, 1);
        vault.withdrawCredit(watcher, 99);
        assertEq(stakeToken.balanceOf(stranger), 1, "stranger");
        assertEq(stakeToken.balanceOf(watcher), 99, "watcher");
        assertEq(_stakeOf(watcher).credit, 0, "spent");
    }

    function test_moveCredit_movesNoToken() public {
        _giveCredit(watcher, 100);
        uint256 held = stakeToken.balanceOf(address(vault));
        vm.startPrank(watcher);
        vm.expectEmit();
        emit IStakeVault.CreditMoved(watcher, stranger, 40);
        vault.moveCredit(stranger, 40);
        assertEq(_stakeOf(watcher).credit, 60, "from");
        assertEq(_stakeOf(stranger).credit, 40, "to");
        vault.moveCredit(watcher, 60);
        assertEq(_stakeOf(watcher).credit, 60, "to itself: nothing changes");
        assertEq(stakeToken.balanceOf(address(vault)), held, "held");
    }

    function test_burnCredit_leavesTheSupply() public {
        _giveCredit(watcher, 100);
        (uint256 held, uint256 supply) = (stakeToken.balanceOf(address(vault)), stakeToken.totalSupply());
        vm.prank(watcher);
        vm.expectEmit();
        emit IStakeVault.CreditBurnt(watcher, 40);
        vault.burnCredit(40);
        assertEq(_stakeOf(watcher).credit, 60, "credit");
        assertEq(stakeToken.balanceOf(address(vault)), held - 40, "held");
        assertEq(stakeToken.totalSupply(), supply - 40, "supply");
    }

    function test_credit_refusals() public {
        vm.startPrank(watcher);
        bytes memory tooLow = abi.encodeWithSelector(IStakeVault.CreditTooLow.selector, watcher, 0, 1);
        vm.expectRevert(tooLow);
        vault.withdrawCredit(watcher, 1);
        vm.expectRevert(tooLow);
        vault.moveCredit(client, 1);
        vm.expectRevert(tooLow);
        vault.burnCredit(1);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.burnCredit(0);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.withdrawCredit(watcher, 0);
        vm.expectRevert(IStakeVault.ZeroAmount.selector);
        vault.moveCredit(client, 0);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.withdrawCredit(address(0), 1);
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vault.moveCredit(address(0), 1);
    }

    function test_P1_withdrawals_toTheVaultItself_revert() public {
        vm.startPrank(provider);
        vault.startUnbonding(10);
        vm.warp(START + UNBONDING_SEC);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.TokenMovedWrongAmount.selector, address(stakeToken), 0, 10));
        vault.withdrawStake(address(vault), 10);
    }

    /// @dev The largest amounts that the types hold: sums that do not fit revert, and nothing wraps.
    function test_P2_amountsAtTheEndOfTheirType() public {
        deal(address(stakeToken), provider, type(uint128).max);
        uint256 room = type(uint128).max - STAKED;
        vm.startPrank(provider);
        vault.deposit(room);
        assertEq(_stakeOf(provider).free, type(uint128).max, "free");
        vm.expectRevert(stdError.arithmeticError);
        vault.deposit(1);
        vault.startUnbonding(type(uint128).max);
        vault.cancelUnbonding();
        vm.stopPrank();
        _lock(provider, FIRST, type(uint128).max);
        _slash(provider, FIRST, type(uint128).max, _shares(client, type(uint128).max, watcher, 0));
        assertEq(_stakeOf(client).credit, type(uint128).max, "credit");
    }

    function _giveCredit(address account, uint256 amount) internal {
        _lock(provider, FIRST, amount);
        _slash(provider, FIRST, amount, _shares(account, amount, account, 0));
    }
}
