// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultCheck} from "./support/VaultCheck.sol";

/// @dev RULE S-1, P-2: a slash takes what was locked, that amount and no other; what it takes is credited or burnt, all of it. Any
/// state, any amount, any operator, no share: all of it is burnt. With shares the solver does not come to an end.
contract SlashTakesTheLock is VaultCheck {
    address internal provider;
    address internal operator;
    uint256 internal amount;
    IStakeVault.Account internal before;
    IStakeVault.Share[] internal shares;

    function check_slash_noShare(
        address provider_,
        address operator_,
        uint256 amount_,
        uint128 tokens,
        IStakeVault.Account memory state,
        IStakeVault.Operator memory key
    ) public {
        _arrange(provider_, operator_, amount_, state, key);
        _slash(tokens);
    }

    function _arrange(
        address provider_,
        address operator_,
        uint256 amount_,
        IStakeVault.Account memory state,
        IStakeVault.Operator memory key
    ) internal {
        (provider, operator, amount, before) = (provider_, operator_, amount_, state);
        _touch(provider_, state);
        vault.putOperator(provider_, operator_, key);
    }

    function _slash(uint128 tokens) internal {
        _begin(tokens);
        uint256 supply = coin.totalSupply();
        uint256 keyLocked = vault.operatorOf(provider, operator).locked;

        vm.prank(VERIFIER);
        vault.slash(provider, operator, 1, amount, shares);

        _endsBalanced();
        IStakeVault.Account memory now_ = vault.accountOf(provider);
        assert(amount <= before.locked);
        assert(uint256(before.locked) - now_.locked == amount);
        assert(now_.free == before.free && now_.unbonding == before.unbonding);
        uint256 shared;
        for (uint256 i = 0; i < shares.length; ++i) {
            shared += shares[i].amount;
        }
        assert(shared <= amount);
        assert(supply - coin.totalSupply() == amount - shared);
        uint256 keyNow = vault.operatorOf(provider, operator).locked;
        assert(keyLocked - keyNow == (operator == provider ? 0 : amount));
    }
}
