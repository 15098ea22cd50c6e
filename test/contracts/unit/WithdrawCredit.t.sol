// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE P-1: settlement only credits; each account fetches its own money.
contract WithdrawCreditTest is SpineTest {
    function setUp() public override {
        super.setUp();
        _taskIn(TaskState.Cancelled);
    }

    function test_P1_withdraw_sendsToWhomTheOwnerNames() public {
        vm.expectEmit();
        emit IOptimisticVerifier.Withdrawn(client, address(dollar), stranger, PRICE);
        vm.prank(client);
        verifier.withdraw(address(dollar), stranger, PRICE);
        assertEq(dollar.balanceOf(stranger), PRICE, "received");
        assertEq(_creditOf(client), 0, "credit spent");
        assertEq(verifier.owedOf(address(dollar)), 0, "nothing owed");
    }

    function test_withdraw_inParts() public {
        vm.startPrank(client);
        verifier.withdraw(address(dollar), client, 1);
        verifier.withdraw(address(dollar), client, PRICE - 1);
        assertEq(_creditOf(client), 0, "all of it");
    }

    function test_withdraw_moreThanTheCredit_reverts() public {
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.CreditTooLow.selector, client, dollar, PRICE, PRICE + 1)
        );
        vm.prank(client);
        verifier.withdraw(address(dollar), client, PRICE + 1);
    }

    function test_withdraw_ofAnothersCredit_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.CreditTooLow.selector, stranger, dollar, 0, 1));
        vm.prank(stranger);
        verifier.withdraw(address(dollar), stranger, 1);
    }

    function test_withdraw_inAnotherToken_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.CreditTooLow.selector, client, stakeToken, 0, 1));
        vm.prank(client);
        verifier.withdraw(address(stakeToken), client, 1);
    }

    function test_withdraw_toNobody_reverts() public {
        vm.expectRevert(IOptimisticVerifier.ZeroAddress.selector);
        vm.prank(client);
        verifier.withdraw(address(dollar), address(0), PRICE);
    }

    function test_P1_withdraw_toTheVerifierItself_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TokenMovedWrongAmount.selector, dollar, 0, PRICE));
        vm.prank(client);
        verifier.withdraw(address(dollar), address(verifier), PRICE);
    }

    function test_withdraw_afterTheTokenIsRefused_stillWorks() public {
        vm.prank(owner);
        verifier.setTokenAllowed(address(dollar), false);
        vm.prank(client);
        verifier.withdraw(address(dollar), client, PRICE);
        assertEq(_creditOf(client), 0, "paid out");
    }
}
