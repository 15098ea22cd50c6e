// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultCheck} from "./support/VaultCheck.sol";

/// @dev RULE S-1, P-2: a slash takes what was locked, that amount and no other; what it takes is credited or burnt, all of it. Any
/// state, any amount, any operator; without a share, and with one for another account or for the provider itself.
contract SlashTakesTheLock is VaultCheck {
    function check_slash_noShare(
        address provider,
        address operator,
        address other,
        uint256 amount,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others,
        IStakeVault.Operator memory key
    ) public {
        vault.putOperator(provider, operator, key);
        _arrange(provider, state, other, others, tokens);

        _slash(provider, operator, amount, key.locked, new IStakeVault.Share[](0));

        _is(other, others);
        _isUnlocked(provider, state, amount, 0);
    }

    function check_slash_shareOfAnother(
        address provider,
        address operator,
        address sharer,
        uint256 amount,
        uint256 share,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory sharers,
        IStakeVault.Operator memory key
    ) public {
        vault.putOperator(provider, operator, key);
        _arrange(provider, state, sharer, sharers, tokens);

        _slash(provider, operator, amount, key.locked, _one(sharer, share));

        _isUnlocked(provider, state, amount, 0);
        uint128 credit = vault.accountOf(sharer).credit;
        assert(credit == uint256(sharers.credit) + share);
        sharers.credit = credit;
        _is(sharer, sharers);
    }

    function check_slash_shareOfItsOwn(
        address provider,
        address operator,
        address other,
        uint256 amount,
        uint256 share,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Account memory others,
        IStakeVault.Operator memory key
    ) public {
        vault.putOperator(provider, operator, key);
        _arrange(provider, state, other, others, tokens);

        _slash(provider, operator, amount, key.locked, _one(provider, share));

        _is(other, others);
        _isUnlocked(provider, state, amount, share);
    }

    /// @dev What is nobody's share leaves the vault and is burnt, and the operator's sum goes down by the whole.
    function _slash(
        address provider,
        address operator,
        uint256 amount,
        uint128 keyLocked,
        IStakeVault.Share[] memory shares
    ) internal {
        uint256 supply = coin.totalSupply();

        vm.prank(VERIFIER);
        vault.slash(provider, operator, 0, amount, shares);

        uint256 shared = shares.length == 0 ? 0 : shares[0].amount;
        assert(shared <= amount);
        assert(held - coin.balanceOf(address(vault)) == amount - shared);
        assert(supply - coin.totalSupply() == amount - shared);
        if (operator != provider) {
            assert(amount <= keyLocked);
            assert(vault.operatorOf(provider, operator).locked == keyLocked - amount);
        }
    }

    function _isUnlocked(address provider, IStakeVault.Account memory state, uint256 amount, uint256 credited)
        internal
        view
    {
        assert(amount <= state.locked);
        state.locked -= uint128(amount);
        uint128 credit = vault.accountOf(provider).credit;
        assert(credit == uint256(state.credit) + credited);
        state.credit = credit;
        _is(provider, state);
    }

    function _one(address account, uint256 amount) internal pure returns (IStakeVault.Share[] memory shares) {
        shares = new IStakeVault.Share[](1);
        shares[0] = IStakeVault.Share(account, amount);
    }
}
