// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev Whole games are judged as before + listed differences: whatever is not listed must not have changed.
abstract contract Ledger is SpineTest {
    /// @dev What is an account's, in dollars (wallet + credit) and in stake (wallet + all that the vault keeps for it).
    struct Wealth {
        int256 dollars;
        int256 stake;
    }

    address[] internal players;
    mapping(address => Wealth) internal expected;

    function setUp() public virtual override {
        super.setUp();
        players = [client, provider, watcher, stranger, treasury, author];
        _startBooks();
    }

    function _startBooks() internal {
        for (uint256 i = 0; i < players.length; ++i) {
            expected[players[i]] = _wealthOf(players[i]);
        }
    }

    function _list(address account, int256 dollars, int256 stake) internal {
        expected[account].dollars += dollars;
        expected[account].stake += stake;
    }

    function _closeBooks() internal view {
        for (uint256 i = 0; i < players.length; ++i) {
            Wealth memory actual = _wealthOf(players[i]);
            assertEq(
                actual.dollars, expected[players[i]].dollars, string.concat("dollars of ", vm.getLabel(players[i]))
            );
            assertEq(actual.stake, expected[players[i]].stake, string.concat("stake of ", vm.getLabel(players[i])));
        }
    }

    function _wealthOf(address account) internal view returns (Wealth memory) {
        IStakeVault.Account memory staked = _stakeOf(account);
        uint256 inVault = uint256(staked.free) + staked.locked + staked.unbonding + staked.credit;
        return
            Wealth(
                int256(dollar.balanceOf(account) + _creditOf(account)), int256(stakeToken.balanceOf(account) + inVault)
            );
    }
}
