// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
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
        uint16 bountyShareBps,
        uint16 reserveShareBps
    ) public {
        Dials memory dials = _dials();
        dials.lateBps = 0;
        dials.bountyShareBps = uint16(bound(bountyShareBps, 1, 4999));
        dials.clientShareBps = uint16(bound(clientShareBps, 0, 4999 - dials.bountyShareBps));
        dials.reserveShareBps = uint16(bound(reserveShareBps, 1, 5000 - dials.bountyShareBps - dials.clientShareBps));
        lock = uint128(bound(lock, 1, 1e27));
        TaskId taskId = _submittedWith(price, lock, dials, LYING_ROOT);
        uint256 supply = stakeToken.totalSupply();
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        uint256 toClient = _stakeOf(client).credit;
        uint256 convictors = _stakeOf(watcher).credit;
        _settleFinding(taskId);
        uint256 bounty = _stakeOf(watcher).credit;
        uint256 finders = bounty - convictors;
        uint256 burnt = supply - stakeToken.totalSupply();
        assertEq(toClient + bounty + burnt, lock, "exactly the lock");
        assertEq(finders, bounty / 2, "half of the bounty waits for its finder");
        assertGe(burnt * 2, lock, "at least half burns");
        assertEq(bounty, uint256(lock) * dials.bountyShareBps / 10_000, "bounty");
        assertEq(_creditOf(client), price, "the whole price back");
        _assertBooksBalance(price);
    }

    /// @dev Whatever the openings above a lie cost, the reserve pays the first of them back and no share is made smaller by it.
    function testFuzz_S4_proveFraud_paysBondsBackUntilTheReserveIsSpent(
        uint128 lock,
        uint16 reserveShareBps,
        uint128[5] calldata bonds
    ) public {
        Dials memory dials = _dials();
        dials.reserveShareBps = uint16(bound(reserveShareBps, 1, 500));
        lock = uint128(bound(lock, 1, 1e27));
        TaskId taskId = _submittedWith(1, lock, dials, LYING_ROOT);
        uint256 left = uint256(lock) * dials.reserveShareBps / 10_000;
        uint256[5] memory expected;
        for (uint256 i = 0; i < bonds.length; ++i) {
            openings.addPathBond(_asker(i), bonds[i]);
            expected[i] = Math.min(bonds[i], left);
            left -= expected[i];
        }
        openings.ask(taskId);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        for (uint256 i = 0; i < bonds.length; ++i) {
            assertEq(_stakeOf(_asker(i)).credit, expected[i], "the bond, or what is left of the reserve");
        }
        assertEq(_stakeOf(client).credit, uint256(lock) * 1500 / 10_000, "the client's share is whole");
        _settleFinding(taskId);
        assertLe(stakeToken.totalSupply() + lock - lock / 2, 1e27, "at least half burns");
        assertEq(_stakeOf(address(findings)).credit, 0, "and nothing stays");
    }

    function testFuzz_S5_expire_costsTheProviderItsLatePenaltyOnly(uint128 price, uint128 lock, uint16 lateBps) public {
        Dials memory dials = _dials();
        dials.clientShareBps = 0;
        (dials.bountyShareBps, dials.reserveShareBps) = (1, 1);
        dials.lateBps = uint16(bound(lateBps, 0, 4998));
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

    function _asker(uint256 i) internal returns (address) {
        return makeAddr(string.concat("asker", vm.toString(i)));
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
        verifier.acceptTask(taskId, provider);
        if (nodesRoot != 0) verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot, "");
        vm.stopPrank();
    }

    function _assertBooksBalance(uint256 price) internal view {
        assertEq(dollar.balanceOf(address(verifier)), price, "the verifier holds what came in");
        assertEq(verifier.owedOf(address(dollar)), price, "and owes it");
        uint256 owed = uint256(_stakeOf(provider).free) + _stakeOf(client).credit + _stakeOf(watcher).credit
            + _stakeOf(stranger).credit + _stakeOf(address(findings)).credit;
        assertEq(stakeToken.balanceOf(address(vault)), owed, "the vault holds what it owes");
    }
}
