// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultTest} from "../support/VaultTest.sol";

/// @dev RULE S-3: whom the owner's payments go to changes slowly.
contract PayeeTest is VaultTest {
    function test_S3_aProviderIsItsOwnPayee_untilItNamesAnother() public {
        assertEq(vault.payeeOf(provider), provider, "itself");
        vm.expectEmit();
        emit IStakeVault.PayeeSet(provider, stranger, START + KEY_DELAY_SEC);
        _setPayee(stranger);
        assertEq(vault.payeeOf(provider), provider, "not yet");
        vm.warp(START + KEY_DELAY_SEC - 1);
        assertEq(vault.payeeOf(provider), provider, "one second before");
        vm.warp(START + KEY_DELAY_SEC);
        assertEq(vault.payeeOf(provider), stranger, "from its time on");
    }

    function test_S3_namingThePresentPayee_dropsTheChangeThatWaits() public {
        _setPayee(stranger);
        vm.expectEmit();
        emit IStakeVault.PayeeSet(provider, provider, START);
        _setPayee(provider);
        vm.warp(START + 10 * KEY_DELAY_SEC);
        assertEq(vault.payeeOf(provider), provider, "it stays");
    }

    function test_S3_aSecondChange_takesThePlaceOfTheFirst_andWaitsAnew() public {
        _setPayee(stranger);
        vm.warp(START + KEY_DELAY_SEC - 1);
        _setPayee(watcher);
        vm.warp(START + KEY_DELAY_SEC);
        assertEq(vault.payeeOf(provider), provider, "the first is gone");
        vm.warp(START + 2 * KEY_DELAY_SEC - 1);
        assertEq(vault.payeeOf(provider), watcher, "the second");
        _setPayee(provider);
        assertEq(vault.payeeOf(provider), watcher, "going back waits too");
        vm.warp(START + 3 * KEY_DELAY_SEC - 1);
        assertEq(vault.payeeOf(provider), provider, "back");
    }

    function test_setPayee_toNobody_reverts() public {
        vm.expectRevert(IStakeVault.ZeroAddress.selector);
        _setPayee(address(0));
    }

    function _setPayee(address payee) internal {
        vm.prank(provider);
        vault.setPayee(payee);
    }
}
