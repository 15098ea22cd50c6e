// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Coin} from "./Coin.sol";
import {OpenVault} from "./OpenVault.sol";

/// @dev A vault of which nothing is known but that its numbers fit their types: every property is one step from any state.
abstract contract VaultCheck is Test {
    address internal constant VERIFIER = address(0xE41);
    uint64 internal constant UNBONDING_SEC = 30 days;
    uint64 internal constant KEY_DELAY_SEC = 2 days;

    Coin internal coin;
    OpenVault internal vault;
    /// The accounts that a call may touch, some of them perhaps the same.
    address[] internal touched;
    uint256 internal held;
    uint256 internal owed;

    function setUp() public virtual {
        coin = new Coin();
        vault = new OpenVault(address(coin), VERIFIER, UNBONDING_SEC, KEY_DELAY_SEC);
    }

    /// @dev An account that the next call may touch, in any state.
    function _touch(address account, IStakeVault.Account memory state) internal {
        vault.put(account, state);
        touched.push(account);
    }

    /// @dev Nothing moved yet. The tokens of the vault are any number; they need not cover what it owes.
    function _begin(uint128 tokens) internal {
        coin.mint(address(vault), tokens);
        held = coin.balanceOf(address(vault));
        owed = _owed();
    }

    /// @dev RULE P-2: what the vault holds and what it owes changed by the same amount, whichever way.
    function _endsBalanced() internal view {
        assert(coin.balanceOf(address(vault)) + owed == held + _owed());
    }

    /// @dev The sum over the touched accounts, each counted once.
    function _owed() internal view returns (uint256 sum) {
        for (uint256 i = 0; i < touched.length; ++i) {
            uint256 once = type(uint256).max;
            for (uint256 j = 0; j < i; ++j) {
                (address a, address b) = (touched[i], touched[j]);
                // plain: if (a == b) once = 0; without a branch, so that equal accounts double no paths
                assembly ("memory-safe") {
                    once := and(once, sub(eq(a, b), 1))
                }
            }
            sum += once & owedTo(touched[i]);
        }
    }

    function owedTo(address account) internal view returns (uint256) {
        IStakeVault.Account memory a = vault.accountOf(account);
        return uint256(a.free) + a.locked + a.unbonding + a.credit;
    }

    /// @dev Someone that the call does not name keeps what it has.
    function _isSame(IStakeVault.Account memory a, IStakeVault.Account memory b) internal pure {
        assert(a.free == b.free);
        assert(a.locked == b.locked);
        assert(a.unbonding == b.unbonding);
        assert(a.credit == b.credit);
        assert(a.unbondsAt == b.unbondsAt);
    }
}
