// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {Quote} from "contracts/types/Quote.sol";
import {TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {QuoteTest} from "../support/QuoteTest.sol";

/// @dev The guardian's brake: new tasks wait, and nothing else does. Exits, disputes and withdrawals go on as on any day.
contract GateStopsTest is QuoteTest {
    function test_aStop_refusesNewTasks_byEveryDoor() public {
        Quote memory quote = _quote();
        quote.expiry = START + 30 days;
        bytes memory signature = _sign(sellerKey, quote);
        _stop();
        bytes memory stopped =
            abi.encodeWithSelector(IRequestGate.RequestsStopped.selector, START + 7 days, "an invariant is in doubt");
        TaskTerms memory terms = _terms();
        for (uint256 i = 0; i < 2; ++i) {
            vm.startPrank(client);
            vm.expectRevert(stopped);
            verifier.requestTask(terms);
            vm.expectRevert(stopped);
            verifier.requestTaskWithPermit(terms, START, 27, bytes32("r"), bytes32("s"));
            vm.expectRevert(stopped);
            verifier.requestWithQuote(quote, seller, signature, "");
            vm.stopPrank();
            vm.warp(START + 7 days - 1);
        }
        _assertState(_idOf(client, terms), TaskState.None);
        _assertState(_idOf(client, quote.terms), TaskState.None);
        assertEq(verifier.owedOf(address(dollar)), 0, "no money taken");
        vm.warp(START + 7 days);
        _assertState(_request(terms), TaskState.Requested);
        _assertState(_takeSigned(quote, seller, signature), TaskState.Accepted);
    }

    function test_aStop_holdsUpNoTaskUnderWay() public {
        TaskId toAccept = _request();
        TaskId toCancel = _request();
        TaskId toExpire = _accepted();
        TaskId toSubmit = _accepted();
        TaskId lie = _submitted(LYING_ROOT);
        TaskId silent = _submitted(HONEST_ROOT);
        TaskId replayed = _submitted(HONEST_ROOT);
        TaskId honest = _submitted(HONEST_ROOT);
        _stop();

        openings.ask(honest);
        openings.answer(honest, 0);
        openings.ask(silent);
        openings.convictSilence(silent, watcher);
        vm.startPrank(provider);
        verifier.acceptTask(toAccept, provider);
        verifier.submitResult(toSubmit, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.stopPrank();
        vm.startPrank(watcher);
        verifier.proveFraud(lie, PROOF);
        verifier.replayTask(replayed, abi.encode(HONEST_ROOT, OUTPUT_ROOT));
        vm.stopPrank();
        vm.warp(START + 4 hours);
        vm.startPrank(stranger);
        verifier.cancelTask(toCancel);
        verifier.expireTask(toExpire);
        verifier.finaliseTask(honest);
        findings.settle(lie);
        vm.stopPrank();

        assertLt(_now(), gate.stoppedUntil(), "all of it while new tasks are refused");
        _assertState(toAccept, TaskState.Accepted);
        _assertState(toCancel, TaskState.Cancelled);
        _assertState(toExpire, TaskState.Expired);
        _assertState(toSubmit, TaskState.Submitted);
        _assertState(lie, TaskState.Refuted);
        _assertState(silent, TaskState.Refuted);
        _assertState(replayed, TaskState.Final);
        _assertState(honest, TaskState.Final);
    }

    function test_aStop_holdsUpNoMoney() public {
        TaskId lie = _submitted(LYING_ROOT);
        _taskIn(TaskState.Final);
        vm.prank(watcher);
        verifier.proveFraud(lie, PROOF);
        _stop();

        uint256 earned = _creditOf(provider);
        vm.startPrank(provider);
        verifier.withdraw(address(dollar), provider, 1);
        verifier.claimFor(provider, address(dollar));
        vault.deposit(1);
        vault.startUnbonding(2);
        vm.stopPrank();
        vm.startPrank(watcher);
        vault.withdrawCredit(watcher, _stakeOf(watcher).credit);
        vm.stopPrank();
        uint256[] memory nonces = new uint256[](1);
        vm.prank(seller);
        quotes.cancel(seller, nonces);
        assertLt(_now(), gate.stoppedUntil(), "while new tasks are refused");
        assertEq(dollar.balanceOf(provider), earned, "earnings leave");
        assertEq(_stakeOf(watcher).credit, 0, "bounties leave");
        vm.warp(_now() + UNBONDING_SEC);
        vm.prank(provider);
        vault.withdrawStake(provider, 2);
    }

    function _stop() internal {
        vm.prank(guardian);
        gate.stop(7 days, "an invariant is in doubt");
    }
}
