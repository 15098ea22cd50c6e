// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultCheck} from "./support/VaultCheck.sol";

/// @dev RULE P-2, one call at a time: from any state, with any arguments, a call that succeeds changes what the vault holds and what it
/// owes to the accounts that it names by the same amount, and changes nobody else. A vault that starts with both at 0 is
/// balanced after any history.
contract VaultOwesWhatItHolds is VaultCheck {
    function check_deposit(
        address from,
        address provider,
        address other,
        uint256 amount,
        uint128 tokens,
        uint128 purse,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        vm.assume(from != address(vault));
        coin.mint(from, purse);
        vm.prank(from);
        coin.approve(address(vault), type(uint256).max);
        _arrange(provider, state, other, others, tokens);

        vm.prank(from);
        vault.depositFor(provider, amount);

        _endsBalanced(provider, other, others);
    }

    function check_startUnbonding(
        address provider,
        address other,
        uint256 amount,
        uint40 time,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(provider, state, other, others, tokens);
        vm.warp(time);

        vm.prank(provider);
        vault.startUnbonding(amount);

        _endsBalanced(provider, other, others);
        // RULE S-2: never to be had sooner than the whole time from now
        assert(vault.accountOf(provider).unbondsAt == uint256(time) + UNBONDING_SEC);
    }

    function check_cancelUnbonding(
        address provider,
        address other,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(provider, state, other, others, tokens);

        vm.prank(provider);
        vault.cancelUnbonding();

        _endsBalanced(provider, other, others);
    }

    function check_withdrawStake(
        address provider,
        address to,
        address other,
        uint256 amount,
        uint40 time,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(provider, state, other, others, tokens);
        vm.warp(time);

        vm.prank(provider);
        vault.withdrawStake(to, amount);

        _endsBalanced(provider, other, others);
        // RULE S-2: not before its time, and no more than unbonded
        assert(time >= state.unbondsAt);
        assert(amount <= state.unbonding);
    }

    function check_withdrawCredit(
        address account,
        address to,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(account, state, other, others, tokens);

        vm.prank(account);
        vault.withdrawCredit(to, amount);

        _endsBalanced(account, other, others);
        assert(amount <= state.credit);
    }

    function check_burnCredit(
        address account,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(account, state, other, others, tokens);
        uint256 supply = coin.totalSupply();

        vm.prank(account);
        vault.burnCredit(amount);

        _endsBalanced(account, other, others);
        assert(amount <= state.credit);
        assert(supply - coin.totalSupply() == amount);
    }

    function check_moveCredit_toAnother(
        address account,
        address to,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others,
        IStakeVault.Account memory toState
    ) public {
        vm.assume(to != account && to != other);
        vault.put(to, toState);
        _arrange(account, state, other, others, tokens);

        vm.prank(account);
        vault.moveCredit(to, amount);

        _holdsTheSame();
        _is(other, others);
        assert(amount <= state.credit);
        state.credit -= uint128(amount);
        _is(account, state);
        uint128 credit = vault.accountOf(to).credit;
        assert(credit == uint256(toState.credit) + amount);
        toState.credit = credit;
        _is(to, toState);
    }

    function check_moveCredit_toItself(
        address account,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others
    ) public {
        _arrange(account, state, other, others, tokens);

        vm.prank(account);
        vault.moveCredit(account, amount);

        _holdsTheSame();
        _is(other, others);
        assert(amount <= state.credit);
        _is(account, state);
    }

    /// @dev Number by number, from which the balance follows: asked for their sum, the solver does not come to an end.
    function check_lock(
        address provider,
        address operator,
        address other,
        uint256 amount,
        uint40 time,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others,
        IStakeVault.Operator memory key
    ) public {
        vault.putOperator(provider, operator, key);
        _arrange(provider, state, other, others, tokens);
        vm.warp(time);

        vm.prank(VERIFIER);
        vault.lock(provider, operator, 0, amount);

        _holdsTheSame();
        _is(other, others);
        // RULE S-1: what is locked was free
        assert(amount <= state.free);
        state.free -= uint128(amount);
        uint128 locked = vault.accountOf(provider).locked;
        assert(locked == uint256(state.locked) + amount);
        state.locked = locked;
        _is(provider, state);
    }

    function check_release(
        address provider,
        address operator,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others,
        IStakeVault.Operator memory key
    ) public {
        _arrange(provider, state, other, others, tokens);
        vault.putOperator(provider, operator, key);

        vm.prank(VERIFIER);
        vault.release(provider, operator, 0, amount);

        _endsBalanced(provider, other, others);
        IStakeVault.Account memory now_ = vault.accountOf(provider);
        assert(uint256(state.locked) - now_.locked == amount);
        assert(uint256(now_.free) - state.free == amount);
    }
}
