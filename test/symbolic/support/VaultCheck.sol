// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Coin} from "./Coin.sol";
import {OpenVault} from "./OpenVault.sol";

/// @dev A vault of which nothing is known but that its numbers fit their types: every property is one step from any state.
/// Tasks are 0 here: the vault does nothing with them but name them in its events.
abstract contract VaultCheck is Test {
    address internal constant VERIFIER = address(0xE41);
    uint64 internal constant UNBONDING_SEC = 30 days;
    uint64 internal constant KEY_DELAY_SEC = 2 days;

    Coin internal coin;
    OpenVault internal vault;
    /// Before the call: what the vault holds, and what it owes to the account that the call is about.
    uint256 internal held;
    uint256 internal owed;

    function setUp() public virtual {
        coin = new Coin();
        vault = new OpenVault(address(coin), VERIFIER, UNBONDING_SEC, KEY_DELAY_SEC);
    }

    /// @dev An account that the next call is about, and another that it does not name, both in any state. The vault's tokens are any
    /// number; they need not cover what it owes.
    function _arrange(
        address account,
        IStakeVault.Account memory state,
        address other,
        IStakeVault.Account memory others,
        uint128 tokens
    ) internal {
        vm.assume(other != account);
        vault.put(other, others);
        vault.put(account, state);
        coin.mint(address(vault), tokens);
        held = coin.balanceOf(address(vault));
        owed = _owedTo(account);
    }

    /// @dev RULE P-2: what the vault holds and what it owes changed by the same amount, whichever way, and nobody else changed.
    function _endsBalanced(address account, address other, IStakeVault.Account memory others) internal view {
        assert(coin.balanceOf(address(vault)) + owed == held + _owedTo(account));
        _is(other, others);
    }

    /// @dev No token came or went: balanced, if what is owed only moved.
    function _holdsTheSame() internal view {
        assert(coin.balanceOf(address(vault)) == held);
    }

    function _owedTo(address account) internal view returns (uint256) {
        IStakeVault.Account memory a = vault.accountOf(account);
        return uint256(a.free) + a.locked + a.unbonding + a.credit;
    }

    /// @dev An account is as the second says, number by number.
    function _is(address account, IStakeVault.Account memory b) internal view {
        IStakeVault.Account memory a = vault.accountOf(account);
        assert(a.free == b.free);
        assert(a.locked == b.locked);
        assert(a.unbonding == b.unbonding);
        assert(a.credit == b.credit);
        assert(a.unbondsAt == b.unbondsAt);
    }
}
