// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dials, TaskId, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULES S-1, S-4, P-2: every unit of price and lock arrives somewhere named, for any amounts and any dials.
contract MoneySplitTest is SpineTest {
    function testFuzz_P2_finalise_splitsThePriceWithoutRemainder(uint128 price, uint16 feeBps) public {
        Dials memory dials = _dials();
        dials.feeBps = uint16(bound(feeBps, 0, 1000));
        TaskId taskId = _submittedWith(price, _terms().lock, dials, HONEST_ROOT);
        vm.warp(START + 3 hours);
        verifier.finaliseTask(taskId);

        uint256 fee = _creditOf(treasury);
        assertEq(_creditOf(provider) + fee, price, "provider + fee = price");
        assertEq(fee, uint256(price) * dials.feeBps / 10_000, "the fee rounds down");
        _assertBooksBalance(price);
    }

    function testFuzz_S4_proveFraud_burnsAtLeastHalfAndLosesNothing(
        uint128 price,
        uint128 lock,
        uint16 clientShareBps,
        uint16 bountyShareBps
    ) public {
        Dials memory dials = _dials();
        dials.lateBps = 0;
        dials.bountyShareBps = uint16(bound(bountyShareBps, 1, 5000));
        dials.clientShareBps = uint16(bound(clientShareBps, 0, 5000 - dials.bountyShareBps));
        lock = uint128(bound(lock, 1, 1e27));
        TaskId taskId = _submittedWith(price, lock, dials, LYING_ROOT);
        uint256 supply = stakeToken.totalSupply();
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        uint256 toClient = _stakeOf(client).credit;
        uint256 bounty = _stakeOf(watcher).credit;
        uint256 burnt = supply - stakeToken.totalSupply();
        assertEq(toClient + bounty + burnt, lock, "exactly the lock");
        assertGe(burnt * 2, lock, "at least half burns");
        assertEq(bounty, uint256(lock) * dials.bountyShareBps / 10_000, "bounty");
        assertEq(_creditOf(client), price, "the whole price back");
        _assertBooksBalance(price);
    }

    function testFuzz_S5_expire_costsTheProviderItsLatePenaltyOnly(uint128 price, uint128 lock, uint16 lateBps) public {
        Dials memory dials = _dials();
        dials.clientShareBps = 0;
        dials.bountyShareBps = 1;
        dials.lateBps = uint16(bound(lateBps, 0, 4999));
        lock = uint128(bound(lock, 1, 1e27));
        TaskId taskId = _submittedWith(price, lock, dials, 0);
        vm.warp(START + 2 hours);
        verifier.expireTask(taskId);

        uint256 penalty = _stakeOf(client).credit;
        assertEq(penalty, uint256(lock) * dials.lateBps / 10_000, "penalty");
        assertEq(_stakeOf(provider).free + penalty, lock, "the rest is free again");
        assertEq(_stakeOf(provider).locked, 0, "nothing stays locked");
        assertEq(_creditOf(client), price, "the whole price back");
        _assertBooksBalance(price);
    }

    /// @dev Accepted (nodesRoot zero) or submitted, under `dials`; the provider stakes exactly `lock`; gas is worth nothing, so
    /// that any lock passes.
    function _submittedWith(uint128 price, uint128 lock, Dials memory dials, bytes32 nodesRoot)
        internal
        returns (TaskId taskId)
    {
        (vault, verifier) = _deployPair(_freeGas(), dials, UNBONDING_SEC);
        vm.prank(owner);
        verifier.setTokenAllowed(address(dollar), true);
        deal(address(dollar), client, price);
        deal(address(stakeToken), provider, lock);
        vm.prank(client);
        dollar.approve(address(verifier), price);
        TaskTerms memory terms = _terms();
        (terms.price, terms.lock) = (price, lock);
        taskId = _request(terms);
        vm.startPrank(provider);
        stakeToken.approve(address(vault), lock);
        vault.deposit(lock);
        verifier.acceptTask(taskId);
        if (nodesRoot != 0) verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot);
        vm.stopPrank();
    }

    function _assertBooksBalance(uint256 price) internal view {
        assertEq(dollar.balanceOf(address(verifier)), price, "the verifier holds what came in");
        assertEq(verifier.owedOf(address(dollar)), price, "and owes it");
        uint256 owed = uint256(_stakeOf(provider).free) + _stakeOf(client).credit + _stakeOf(watcher).credit;
        assertEq(stakeToken.balanceOf(address(vault)), owed, "the vault holds what it owes");
    }
}
