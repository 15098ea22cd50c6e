// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {stdError} from "forge-std/StdError.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultTest} from "../support/VaultTest.sol";

/// @dev RULE S-3: an operator key serves within its limits; more power waits, less does not.
contract OperatorsTest is VaultTest {
    uint256 internal lost;
    uint256 internal mayLose;
    uint256 internal refused;

    function test_S3_theFirstAuthorisation_waits() public {
        vm.expectEmit();
        emit IStakeVault.OperatorSet(provider, operator, 0, 0, 100, 60, START + KEY_DELAY_SEC);
        _setOperator(100, 60);
        assertFalse(vault.mayServe(provider, operator), "not yet");
        vm.warp(START + KEY_DELAY_SEC - 1);
        assertFalse(vault.mayServe(provider, operator), "one second before");
        vm.expectRevert(_notActive());
        _lock(operator, FIRST, 1);
        vm.warp(START + KEY_DELAY_SEC);
        assertTrue(vault.mayServe(provider, operator), "from its time on");
        _assertLimits(100, 60, 0);
        _lock(operator, FIRST, 60);
        assertEq(_operator().locked, 60, "locked");
    }

    function test_S3_theOwnerKey_hasNoLimitAndNeedsNoAuthorisation() public {
        assertTrue(vault.mayServe(provider, provider), "serves");
        _lock(provider, FIRST, STAKED);
        assertEq(vault.operatorOf(provider, provider).locked, 0, "counts nothing");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.OperatorIsProvider.selector, provider));
        vm.prank(provider);
        vault.setOperator(provider, 1, 1);
    }

    function test_S3_anOperatorOfOneProvider_isNobodyToAnother() public {
        _authorise(100, 100);
        assertFalse(vault.mayServe(client, operator), "another provider");
        assertFalse(vault.mayServe(provider, stranger), "another key");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.OperatorNotActive.selector, provider, stranger));
        _lock(stranger, FIRST, 1);
    }

    function test_S3_lock_beyondTheSumOfLocks_reverts() public {
        _authorise(100, 1000);
        _lock(operator, FIRST, 40);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, provider, operator, 101, 100)
        );
        _lock(operator, SECOND, 61);
        vm.expectEmit();
        emit IStakeVault.StakeLocked(provider, operator, SECOND, 60);
        _lock(operator, SECOND, 60);
    }

    function test_S3_lock_beyondTheSumOfADay_reverts_andTheNextDayStartsAnew() public {
        _authorise(1000, 100);
        _lock(operator, FIRST, 40);
        // START is 00:00 UTC, and so is this plus whole days.
        vm.warp(START + KEY_DELAY_SEC + 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorDayLimitExceeded.selector, provider, operator, 101, 100)
        );
        _lock(operator, SECOND, 61);
        _lock(operator, SECOND, 60);
        assertEq(_operator().lockedInDay, 100, "the day");
        vm.warp(START + KEY_DELAY_SEC + 1 days);
        assertEq(_operator().lockedInDay, 0, "a new day");
        _lock(operator, THIRD, 100);
        assertEq(_operator().locked, 200, "what it holds goes on");
        assertEq(_operator().day, (START + KEY_DELAY_SEC + 1 days) / 1 days, "UTC day");
    }

    function test_S3_releaseAndSlash_giveRoomBack_butNotTheDays() public {
        _authorise(100, 150);
        _lock(operator, FIRST, 100);
        vm.expectEmit();
        emit IStakeVault.StakeReleased(provider, operator, FIRST, 70);
        _release(operator, FIRST, 70);
        vm.expectEmit();
        emit IStakeVault.StakeSlashed(provider, operator, FIRST, 30, _nothing(), 30);
        _slash(operator, FIRST, 30, _nothing());
        assertEq(_operator().locked, 0, "room again");
        assertEq(_operator().lockedInDay, 100, "the day remembers");
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorDayLimitExceeded.selector, provider, operator, 151, 150)
        );
        _lock(operator, SECOND, 51);
        _lock(operator, SECOND, 50);
    }

    function test_S3_loweringIsInstant() public {
        _authorise(100, 100);
        _lock(operator, FIRST, 50);
        vm.expectEmit();
        emit IStakeVault.OperatorSet(provider, operator, 40, 30, 0, 0, 0);
        _setOperator(40, 30);
        _assertLimits(40, 30, 0);
        // More than the limit is locked already: that stays, and nothing joins it.
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, provider, operator, 51, 40));
        _lock(operator, SECOND, 1);
        _release(operator, FIRST, 50);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorDayLimitExceeded.selector, provider, operator, 51, 30)
        );
        _lock(operator, SECOND, 1);
    }

    function test_S3_raisingOneAndLoweringTheOther_lowersNowAndRaisesLater() public {
        _authorise(100, 100);
        uint64 raisedAt = START + 2 * KEY_DELAY_SEC;
        vm.expectEmit();
        emit IStakeVault.OperatorSet(provider, operator, 60, 100, 60, 200, raisedAt);
        _setOperator(60, 200);
        _assertLimits(60, 100, raisedAt);
        vm.warp(raisedAt - 1);
        _assertLimits(60, 100, raisedAt);
        vm.warp(raisedAt);
        _assertLimits(60, 200, 0);
    }

    function test_S3_aRaiseThatWaits_isGoneOnceALimitIsLowered() public {
        _authorise(100, 100);
        _setOperator(500, 500);
        _setOperator(90, 100);
        vm.warp(START + 10 * KEY_DELAY_SEC);
        _assertLimits(90, 100, 0);
        _setOperator(500, 500);
        _setOperator(90, 100);
        vm.warp(START + 20 * KEY_DELAY_SEC);
        _assertLimits(90, 100, 0);
    }

    function test_S3_aSecondRaise_takesThePlaceOfTheFirst_andWaitsAnew() public {
        _authorise(100, 100);
        _setOperator(200, 200);
        vm.warp(START + 2 * KEY_DELAY_SEC - 1);
        _setOperator(300, 300);
        vm.warp(START + 2 * KEY_DELAY_SEC);
        _assertLimits(100, 100, START + 3 * KEY_DELAY_SEC - 1);
        vm.warp(START + 3 * KEY_DELAY_SEC - 1);
        _assertLimits(300, 300, 0);
    }

    /// @dev A raise in force that no call has written down yet is what a lowering lowers.
    function test_S3_loweringAfterARaiseCameIntoForce_countsFromTheRaise() public {
        _authorise(100, 100);
        _setOperator(200, 200);
        vm.warp(START + 2 * KEY_DELAY_SEC);
        _setOperator(150, 150);
        _assertLimits(150, 150, 0);
        assertTrue(vault.mayServe(provider, operator), "active");
    }

    function test_S3_revoking_isInstant_andDropsTheRaiseThatWaits() public {
        _authorise(100, 100);
        _setOperator(200, 200);
        vm.expectEmit();
        emit IStakeVault.OperatorRevoked(provider, operator);
        _revoke();
        assertFalse(vault.mayServe(provider, operator), "at once");
        _assertLimits(0, 0, 0);
        vm.expectRevert(_notActive());
        _lock(operator, FIRST, 1);
        vm.warp(START + 10 * KEY_DELAY_SEC);
        assertFalse(vault.mayServe(provider, operator), "and for good");
        vm.expectRevert(_notActive());
        _revoke();
    }

    function test_S3_revoking_anAuthorisationThatWaits() public {
        _setOperator(100, 100);
        _revoke();
        vm.warp(START + 10 * KEY_DELAY_SEC);
        assertFalse(vault.mayServe(provider, operator), "gone");
    }

    function test_S3_authorisedAnew_theKeyStillHoldsWhatItHeld() public {
        _authorise(100, 300);
        _lock(operator, FIRST, 80);
        _revoke();
        assertEq(_operator().locked, 80, "held while revoked");
        _authorise(100, 300);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, provider, operator, 101, 100)
        );
        _lock(operator, SECOND, 21);
        _release(operator, FIRST, 80);
        _lock(operator, SECOND, 100);
    }

    /// @dev Revoking and authorising anew within a day (with no delay) gives no second day's sum.
    function test_S3_authorisedAnewWithinADay_theDayStillCounts() public {
        vault = IStakeVault(
            vm.deployCode("StakeVault.sol:StakeVault", abi.encode(stakeToken, core, UNBONDING_SEC, uint64(0)))
        );
        vm.startPrank(provider);
        stakeToken.approve(address(vault), type(uint256).max);
        vault.deposit(STAKED);
        vm.stopPrank();
        _setOperator(100, 100);
        assertTrue(vault.mayServe(provider, operator), "no delay");
        _lock(operator, FIRST, 100);
        _slash(operator, FIRST, 100, _nothing());
        _revoke();
        _setOperator(100, 100);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorDayLimitExceeded.selector, provider, operator, 101, 100)
        );
        _lock(operator, SECOND, 1);
    }

    function test_S3_anOperatorWithoutLimits_locksNothing() public {
        _authorise(0, 0);
        assertTrue(vault.mayServe(provider, operator), "it may claim");
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, provider, operator, 1, 0));
        _lock(operator, FIRST, 1);
    }

    function test_S1_anOperatorsLimits_areNotStake() public {
        _authorise(type(uint128).max, type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, provider, STAKED, STAKED + 1));
        _lock(operator, FIRST, STAKED + 1);
    }

    /// @dev One key's room cannot be given back through another.
    function test_S3_releaseOfAnothersLock_reverts() public {
        _authorise(100, 100);
        _lock(operator, FIRST, 10);
        _lock(provider, SECOND, 90);
        vm.expectRevert(stdError.arithmeticError);
        _release(operator, SECOND, 11);
    }

    function test_setOperator_nobody_reverts() public {
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        vm.prank(provider);
        vault.setOperator(address(0), 1, 1);
    }

    /// @dev What the view says is in force is what `lock` enforces, at any time around a raise.
    function testFuzz_S3_operatorOf_saysWhatLockEnforces(
        uint128[2] calldata first,
        uint128[2] calldata second,
        uint256 wait,
        uint256 amount
    ) public {
        _setOperator(_limit(first[0]), _limit(first[1]));
        vm.warp(START + bound(wait, 0, 3 * KEY_DELAY_SEC));
        _setOperator(_limit(second[0]), _limit(second[1]));
        vm.warp(vm.getBlockTimestamp() + bound(wait >> 128, 0, 2 * KEY_DELAY_SEC));
        IStakeVault.Operator memory key = _operator();
        assertEq(vault.mayServe(provider, operator), key.active, "mayServe");
        amount = bound(amount, 1, STAKED);
        bool allowed = key.active && amount <= key.maxLocked && amount <= key.maxPerDay;
        vm.prank(core);
        (bool locked,) = address(vault).call(abi.encodeCall(vault.lock, (provider, operator, FIRST, amount)));
        assertEq(locked, allowed, "lock");
    }

    /// @dev The theorem of RULE S-3. A thief uses the key as it likes, every task it takes on may be lost, the owner notices after some
    /// days and revokes. Lost is at most what the key held at the theft, and the day's sum on every UTC day until the revocation;
    /// never more at a time than the limit; and nothing that is not lost is out of the owner's reach in the end.
    function testFuzz_S3_aStolenOperatorKey_losesAtMostItsLimit(uint128[2] calldata limits, uint256[24] calldata moves)
        public
    {
        (uint128 maxLocked, uint128 maxPerDay) = (_limit(limits[0]), _limit(limits[1]));
        _authorise(maxLocked, maxPerDay);
        uint256 held = bound(moves[0], 0, Math.min(STAKED, Math.min(maxLocked, maxPerDay)));
        if (held > 0) _lock(operator, FIRST, held);
        if (moves[0] % 2 == 0) vm.warp(vm.getBlockTimestamp() + 1 days);
        mayLose = held + maxPerDay - _operator().lockedInDay;
        for (uint256 i = 1; i < moves.length; ++i) {
            _thiefMoves(moves[i] % 4, moves[i] >> 8, maxPerDay);
            assertLe(_operator().locked, maxLocked, "at a time");
            assertEq(_stakeOf(provider).locked, _operator().locked, "locked");
        }
        _revoke();
        _lose(_operator().locked);
        assertLe(lost, mayLose, "lost");
        vm.expectRevert(_notActive());
        _lock(operator, SECOND, 1);
        vm.startPrank(provider);
        if (lost < STAKED) vault.startUnbonding(STAKED - lost);
        assertEq(_stakeOf(provider).free, 0, "the rest is the owner's");
        assertEq(_stakeOf(provider).locked, 0, "all of it");
    }

    function _thiefMoves(uint256 move, uint256 amount, uint256 maxPerDay) internal {
        uint256 locked = _operator().locked;
        if (move == 0) {
            uint256 today = vm.getBlockTimestamp() / 1 days;
            vm.warp(vm.getBlockTimestamp() + bound(amount, 1, 1 days));
            if (vm.getBlockTimestamp() / 1 days != today) mayLose += maxPerDay;
        } else if (move == 1) {
            _lose(bound(amount, 0, locked));
        } else if (move == 2) {
            _release(operator, FIRST, bound(amount, 0, locked));
        } else {
            amount = bound(amount, 1, maxPerDay + 1);
            vm.prank(core);
            // It may be refused.
            (bool success,) = address(vault).call(abi.encodeCall(vault.lock, (provider, operator, FIRST, amount)));
            if (!success) ++refused;
        }
    }

    function _lose(uint256 amount) internal {
        _slash(operator, FIRST, amount, _shares(stranger, amount / 2, client, 0));
        lost += amount;
    }

    /// @dev Often near what is staked, so that every refusal is met.
    function _limit(uint128 seed) internal pure returns (uint128) {
        return uint128(bound(seed, 0, 2 * STAKED));
    }

    function _assertLimits(uint128 maxLocked, uint128 maxPerDay, uint64 raisedAt) internal view {
        IStakeVault.Operator memory key = _operator();
        assertEq(key.maxLocked, maxLocked, "maxLocked");
        assertEq(key.maxPerDay, maxPerDay, "maxPerDay");
        assertEq(key.raisedAt, raisedAt, "raisedAt");
    }

    function _revoke() internal {
        vm.prank(provider);
        vault.revokeOperator(operator);
    }

    function _notActive() internal view returns (bytes memory) {
        return abi.encodeWithSelector(IStakeVault.OperatorNotActive.selector, provider, operator);
    }
}
