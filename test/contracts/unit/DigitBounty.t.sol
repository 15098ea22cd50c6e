// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DigitBounty} from "contracts/examples/DigitBounty.sol";
import {IResultDelivery} from "contracts/interfaces/IResultDelivery.sol";
import {TaskId, TaskTerms} from "contracts/types/Task.sol";
import {DeliveryTest} from "../support/DeliveryTest.sol";

/// @notice The example of docs/protocol.md, rule C-1, in action. Digit 7 is wanted; an output's largest byte is the digit read.
contract DigitBountyTest is DeliveryTest {
    bytes internal constant SEVEN = hex"01020304050607ff0809000000000000";
    bytes internal constant THREE = hex"010203ff0506070809000000000000ff";

    DigitBounty internal bounty;

    function setUp() public override {
        super.setUp();
        bounty = new DigitBounty{value: 5 ether}(verifier, address(delivery), modelId, 7, 3 hours, 100e18);
    }

    function test_bounty_isForTheFirstWhosePictureIsReadAsTheDigit() public {
        TaskId taskId = _entered(_terms(), SEVEN);
        vm.expectEmit();
        emit DigitBounty.Won(taskId, client);
        delivery.deliver(taskId, SEVEN);
        assertEq(bounty.winner(), client, "winner");

        vm.expectRevert(abi.encodeWithSelector(DigitBounty.NotWinner.selector, stranger, client));
        vm.prank(stranger);
        bounty.collect(payable(stranger));
        vm.prank(client);
        bounty.collect(payable(treasury));
        assertEq(treasury.balance, 5 ether, "prize");

        _assertRefused(_entered(_terms(), SEVEN), SEVEN, DigitBounty.AlreadyWon.selector);
    }

    function test_bounty_isNotForAnotherDigit() public {
        _assertRefused(_entered(_terms(), THREE), THREE, DigitBounty.AnotherDigit.selector);
    }

    function test_bounty_isNotForWeakTerms() public {
        TaskTerms memory terms = _terms();
        terms.windowSec = 3 hours - 1;
        _assertRefused(_entered(terms, SEVEN), SEVEN, DigitBounty.TermsTooWeak.selector);
        terms = _terms();
        terms.lock = 100e18 - 1;
        _assertRefused(_entered(terms, SEVEN), SEVEN, DigitBounty.TermsTooWeak.selector);
    }

    function test_bounty_isNotForAnotherModel() public {
        DigitBounty other =
            new DigitBounty{value: 1 ether}(verifier, address(delivery), "another model", 7, 3 hours, 100e18);
        TaskId taskId = _final(SEVEN);
        _register(taskId, address(other));
        delivery.deliver(taskId, SEVEN);
        assertEq(other.winner(), address(0), "nobody");
    }

    function test_bounty_believesResultDeliveryOnly() public {
        TaskId taskId = _final(SEVEN);
        vm.expectRevert(abi.encodeWithSelector(DigitBounty.NotResultDelivery.selector, client));
        vm.prank(client);
        bounty.onResult(taskId, SEVEN);
    }

    /// @dev The prize of a liar: refuted before it is final, so never brought here.
    function test_bounty_isNotForALie() public {
        TaskId taskId = _accepted();
        _register(taskId, address(bounty));
        _submit(taskId, SEVEN, LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.expectPartialRevert(IResultDelivery.TaskNotFinal.selector);
        delivery.deliver(taskId, SEVEN);
        assertEq(bounty.winner(), address(0), "nobody");
    }

    function _entered(TaskTerms memory terms, bytes memory output) internal returns (TaskId taskId) {
        taskId = _request(terms);
        _register(taskId, address(bounty));
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
        _submit(taskId, output, HONEST_ROOT);
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
    }

    function _assertRefused(TaskId taskId, bytes memory output, bytes4 reason) internal {
        address before = bounty.winner();
        delivery.deliver(taskId, output);
        assertFalse(delivery.callbackOf(taskId).delivered, "refused");
        assertEq(bounty.winner(), before, "winner");
        vm.expectPartialRevert(reason);
        vm.prank(address(delivery));
        bounty.onResult(taskId, output);
    }
}
