// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultCheck} from "./support/VaultCheck.sol";

/// @dev RULE S-3, from any state of a key, at any time: it locks within the limits in force, and they rise only after the delay.
contract OperatorsKeepTheirLimits is VaultCheck {
    function check_lock_isWithinTheLimitsInForce(
        address provider,
        address operator,
        uint256 amount,
        uint40 time,
        IStakeVault.Account memory state,
        IStakeVault.Operator memory key
    ) public {
        vm.assume(operator != provider);
        vm.warp(time);
        vault.put(provider, state);
        vault.putOperator(provider, operator, key);
        IStakeVault.Operator memory inForce = vault.operatorOf(provider, operator);

        vm.prank(VERIFIER);
        vault.lock(provider, operator, 0, amount);

        IStakeVault.Operator memory now_ = vault.operatorOf(provider, operator);
        assert(inForce.active);
        assert(now_.locked == uint256(key.locked) + amount);
        assert(now_.locked <= inForce.maxLocked);
        assert(now_.lockedInDay == uint256(inForce.lockedInDay) + amount);
        assert(now_.lockedInDay <= inForce.maxPerDay);
        assert(now_.day == time / 1 days);
    }

    function check_setOperator_raisesNothingBeforeTheDelay(
        address provider,
        address operator,
        uint128 maxLocked,
        uint128 maxPerDay,
        uint40 time,
        uint40 later,
        IStakeVault.Operator memory key
    ) public {
        vm.warp(time);
        vault.putOperator(provider, operator, key);
        IStakeVault.Operator memory inForce = vault.operatorOf(provider, operator);

        vm.prank(provider);
        vault.setOperator(operator, maxLocked, maxPerDay);

        vm.assume(later >= time && later < uint256(time) + KEY_DELAY_SEC);
        vm.warp(later);
        IStakeVault.Operator memory now_ = vault.operatorOf(provider, operator);
        assert(now_.maxLocked <= inForce.maxLocked);
        assert(now_.maxPerDay <= inForce.maxPerDay);
        // less power does not wait
        assert(now_.maxLocked <= maxLocked && now_.maxPerDay <= maxPerDay);
        assert(inForce.active || !now_.active);
        assert(now_.locked == key.locked);
    }

    function check_revokeOperator_isAtOnceAndForGood(
        address provider,
        address operator,
        uint256 amount,
        uint40 time,
        uint40 later,
        IStakeVault.Account memory state,
        IStakeVault.Operator memory key
    ) public {
        vm.assume(operator != provider);
        vm.warp(time);
        vault.put(provider, state);
        vault.putOperator(provider, operator, key);

        vm.prank(provider);
        vault.revokeOperator(operator);

        vm.assume(later >= time);
        vm.warp(later);
        assert(!vault.mayServe(provider, operator));
        vm.prank(VERIFIER);
        (bool locked,) = address(vault).call(abi.encodeCall(vault.lock, (provider, operator, 0, amount)));
        assert(!locked);
    }
}
