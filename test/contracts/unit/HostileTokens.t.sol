// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Quote} from "contracts/types/Quote.sol";
import {TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {HostileToken, NoReturnToken} from "../support/HostileTokens.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE P-1: tokens that lie about amounts are refused by measuring; those that call back find every door shut; those that
/// fail do not hold up a settlement.
contract HostileTokensTest is SpineTest {
    HostileToken internal hostile;

    function setUp() public override {
        super.setUp();
        hostile = new HostileToken();
        _allow(address(hostile));
        hostile.transfer(client, 1e20);
        vm.prank(client);
        hostile.approve(address(verifier), type(uint256).max);
    }

    function test_P1_feeOnTransfer_isRefusedOnTheWayIn() public {
        hostile.setFees(1, 0);
        _expectRequestRefused(_wrongAmount(PRICE - 1));
    }

    function test_P1_aTransferThatMovesNothing_isRefusedOnTheWayIn() public {
        hostile.setLying(true);
        _expectRequestRefused(_wrongAmount(0));
    }

    function test_P1_aFeeOnTheSender_isRefusedOnTheWayOut() public {
        TaskId taskId = _requestIn(address(hostile));
        _requestIn(address(hostile));
        vm.prank(client);
        verifier.cancelTask(taskId);
        hostile.setFees(0, 1);
        vm.expectRevert(_wrongAmount(PRICE + 1));
        vm.prank(client);
        verifier.withdraw(address(hostile), client, PRICE);
        assertEq(verifier.creditOf(client, address(hostile)), PRICE, "the credit stays");
    }

    function test_P1_aTransferThatMovesNothing_isRefusedOnTheWayOut() public {
        TaskId taskId = _requestIn(address(hostile));
        vm.prank(client);
        verifier.cancelTask(taskId);
        hostile.setLying(true);
        vm.expectRevert(_wrongAmount(0));
        vm.prank(client);
        verifier.withdraw(address(hostile), client, PRICE);
    }

    function test_P1_balancesThatShrink_takeNoNewClientsMoney() public {
        _requestIn(address(hostile));
        hostile.setShrink(2);
        _expectRequestRefused(
            abi.encodeWithSelector(IOptimisticVerifier.TokenBalanceShort.selector, hostile, PRICE / 2, PRICE)
        );
    }

    function test_P1_aTokenWithoutReturnValuesOrPermit_servesAWholeLife() public {
        NoReturnToken plain = new NoReturnToken();
        _allow(address(plain));
        plain.transfer(client, PRICE);
        vm.prank(client);
        plain.approve(address(verifier), PRICE);
        TaskTerms memory terms = _terms();
        terms.token = address(plain);
        vm.prank(client);
        TaskId taskId = verifier.requestTaskWithPermit(terms, START, 27, bytes32("r"), bytes32("s"));
        _finalise(taskId);

        uint256 paid = verifier.creditOf(provider, address(plain));
        vm.prank(provider);
        verifier.withdraw(address(plain), provider, paid);
        assertEq(plain.balanceOf(provider), PRICE - PRICE * 250 / 10_000, "paid");
    }

    function test_P1_aBlacklistedProvider_holdsUpNothing_andNamesAnotherRecipient() public {
        TaskId taskId = _requestIn(address(hostile));
        hostile.setBlacklisted(provider);
        _finalise(taskId);
        uint256 paid = verifier.creditOf(provider, address(hostile));
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Blacklisted.selector, provider));
        verifier.withdraw(address(hostile), provider, paid);
        verifier.withdraw(address(hostile), stranger, paid);
        assertEq(hostile.balanceOf(stranger), paid, "paid to another");
    }

    function test_P1_aTokenThatStopsWorking_holdsUpNoVerdict() public {
        TaskTerms memory terms = _terms();
        terms.token = address(hostile);
        TaskId taskId = _request(terms);
        hostile.setBlacklisted(address(verifier));
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
        vm.stopPrank();
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Refuted);
    }

    function test_P1_reentrantCalls_findEveryDoorShut() public {
        TaskId taskId = _requestIn(address(hostile));
        TaskTerms memory terms = _terms();
        terms.token = address(hostile);
        Quote memory quote;
        quote.terms = terms;
        bytes[15] memory doors = [
            abi.encodeCall(verifier.requestTask, (terms)),
            abi.encodeCall(verifier.requestTaskWithPermit, (terms, START, 27, bytes32(0), bytes32(0))),
            abi.encodeCall(verifier.requestWithQuote, (quote, provider, "", "")),
            abi.encodeCall(verifier.cancelTask, (taskId)),
            abi.encodeCall(verifier.acceptTask, (taskId, provider)),
            abi.encodeCall(verifier.submitResult, (taskId, OUTPUT_ROOT, HONEST_ROOT, "")),
            abi.encodeCall(verifier.proveFraud, (taskId, PROOF)),
            abi.encodeCall(verifier.replayTask, (taskId, PROOF)),
            abi.encodeCall(verifier.finaliseTask, (taskId)),
            abi.encodeCall(verifier.expireTask, (taskId)),
            abi.encodeCall(verifier.withdraw, (address(hostile), address(hostile), 0)),
            abi.encodeCall(verifier.claimFor, (address(hostile), address(hostile))),
            abi.encodeCall(verifier.noteOpening, (taskId)),
            abi.encodeCall(verifier.noteAnswer, (taskId, 0, 0)),
            abi.encodeCall(verifier.refuteSilence, (taskId, stranger, new IStakeVault.Share[](0)))
        ];
        for (uint256 i = 0; i < doors.length; ++i) {
            hostile.setReentrantCall(address(verifier), doors[i]);
            _requestIn(address(hostile));
            _assertShut();
            vm.prank(client);
            verifier.withdraw(address(hostile), client, 0);
            _assertShut();
        }
    }

    /// @dev A quote is taken in the same transaction as the money: either both or neither.
    function test_P1_aHostileToken_spendsNoQuote() public {
        (address seller, uint256 sellerKey) = makeAddrAndKey("seller");
        _fund(stranger, seller);
        vm.prank(seller);
        vault.deposit(1000e18);
        Quote memory quote = Quote(_terms(), client, START + 1, 5, _terms().lock);
        (quote.terms.token, quote.terms.provider) = (address(hostile), seller);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(sellerKey, quotes.hashOf(quote));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            if (i == 0) hostile.setFees(1, 0);
            if (i == 1) hostile.setLying(true);
            if (i == 2) hostile.setBlacklisted(client);
            vm.expectRevert();
            vm.prank(client);
            verifier.requestWithQuote(quote, seller, abi.encodePacked(r, s, v), "");
            assertFalse(quotes.isSpent(seller, 5), "not spent");
            assertEq(_stakeOf(seller).locked, 0, "nothing locked");
            vm.revertToState(snapshot);
        }
        vm.prank(client);
        verifier.requestWithQuote(quote, seller, abi.encodePacked(r, s, v), "");
        assertEq(verifier.owedOf(address(hostile)), PRICE, "and with honest transfers it is good");
    }

    function test_P1_claimFor_measuresWhatLeaves() public {
        TaskId taskId = _requestIn(address(hostile));
        _finalise(taskId);
        uint256 paid = verifier.creditOf(provider, address(hostile));
        _requestIn(address(hostile));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            if (i == 0) hostile.setFees(0, 1);
            if (i == 1) hostile.setLying(true);
            if (i == 2) hostile.setBlacklisted(provider);
            vm.expectRevert();
            vm.prank(provider);
            verifier.claimFor(provider, address(hostile));
            assertEq(verifier.creditOf(provider, address(hostile)), paid, "the credit stays");
            vm.revertToState(snapshot);
        }
        vm.prank(provider);
        verifier.claimFor(provider, address(hostile));
        assertEq(hostile.balanceOf(provider), paid, "paid");
    }

    /// @dev A token that shrinks by itself pays the first to leave; it takes nobody's money for another's debt, in no other token.
    function test_P1_balancesThatShrink_touchNoOtherToken() public {
        _requestIn(address(hostile));
        TaskId inDollars = _request();
        hostile.setShrink(2);
        vm.startPrank(client);
        verifier.cancelTask(inDollars);
        verifier.withdraw(address(dollar), client, PRICE);
        vm.stopPrank();
        assertEq(dollar.balanceOf(address(verifier)), 0, "dollars leave whole");
    }

    function test_P1_aTokenThatRefusesZero_holdsUpNoTaskForNothing() public {
        TaskTerms memory terms = _terms();
        (terms.token, terms.price) = (address(hostile), 0);
        TaskId taskId = _request(terms);
        hostile.setRefusesZero(true);
        _finalise(taskId);
        _assertState(taskId, TaskState.Final);
        vm.expectRevert(HostileToken.ZeroTransfer.selector);
        vm.prank(provider);
        verifier.claimFor(provider, address(hostile));
        ++terms.nonce;
        vm.expectRevert(HostileToken.ZeroTransfer.selector);
        vm.prank(client);
        verifier.requestTask(terms);
    }

    /// @dev The largest price there can be and nearly all the stake there is, through a whole life and through a conviction.
    function test_P1_theLargestAmounts_loseNothing() public {
        uint128 lock = 9e26;
        (vault, verifier) = _deployPair(_freeGas(), _dials(), UNBONDING_SEC);
        _allow(address(hostile));
        deal(address(hostile), client, 2 * uint256(type(uint128).max));
        stakeToken.transfer(provider, lock);
        vm.prank(client);
        hostile.approve(address(verifier), type(uint256).max);
        vm.startPrank(provider);
        stakeToken.approve(address(vault), type(uint256).max);
        vault.deposit(lock);
        vm.stopPrank();
        TaskTerms memory terms = _terms();
        (terms.token, terms.price, terms.lock) = (address(hostile), type(uint128).max, lock);
        TaskId honest = _request(terms);
        _finalise(honest);
        TaskId lying = _request(terms);
        vm.startPrank(provider);
        verifier.acceptTask(lying, provider);
        verifier.submitResult(lying, OUTPUT_ROOT, LYING_ROOT, "");
        vm.stopPrank();
        vm.prank(watcher);
        verifier.proveFraud(lying, PROOF);
        _settleFinding(lying);

        uint256 toProvider = verifier.creditOf(provider, address(hostile));
        uint256 fee = verifier.creditOf(treasury, address(hostile));
        assertEq(toProvider + fee, type(uint128).max, "the price");
        assertEq(verifier.creditOf(client, address(hostile)), type(uint128).max, "and the refund");
        assertEq(_stakeOf(provider).free + _stakeOf(provider).locked, 0, "the lock is gone");
        uint256 shared = uint256(_stakeOf(client).credit) + _stakeOf(watcher).credit;
        assertEq(stakeToken.balanceOf(address(vault)), shared, "to whom it belongs");
        assertLe(shared * 2, lock, "at most half of it");
    }

    function test_P1_aHostileStakeToken_isRefusedByTheVault() public {
        IStakeVault hostileVault = _hostileVault();
        hostile.setFees(1, 0);
        vm.expectRevert(_vaultWrongAmount(9));
        hostileVault.deposit(10);
        hostile.setFees(0, 0);
        hostileVault.deposit(100);

        hostileVault.startUnbonding(10);
        vm.warp(START + UNBONDING_SEC);
        hostile.setFees(0, 1);
        vm.expectRevert(_vaultWrongAmount(11));
        hostileVault.withdrawStake(address(this), 10);
    }

    function test_P1_aBurnThatBurnsNothing_isRefusedByTheVault() public {
        IStakeVault hostileVault = _hostileVault();
        hostileVault.deposit(10);
        hostile.setLying(true);
        vm.startPrank(address(hostile));
        hostileVault.lock(address(this), address(this), NOBODYS_TASK.id(), 10);
        vm.expectRevert(_vaultWrongAmount(0));
        hostileVault.slash(address(this), address(this), NOBODYS_TASK.id(), 10, new IStakeVault.Share[](0));
    }

    function test_P1_reentrantCallsOfAStakeToken_findEveryDoorOfTheVaultShut() public {
        IStakeVault hostileVault = _hostileVault();
        bytes[7] memory doors = [
            abi.encodeCall(hostileVault.deposit, (1)),
            abi.encodeCall(hostileVault.depositFor, (provider, 1)),
            abi.encodeCall(hostileVault.depositWithPermit, (1, START, 27, bytes32(0), bytes32(0))),
            abi.encodeCall(hostileVault.withdrawStake, (address(hostile), 1)),
            abi.encodeCall(hostileVault.withdrawCredit, (address(hostile), 1)),
            abi.encodeCall(hostileVault.burnCredit, (1)),
            abi.encodeCall(
                hostileVault.slash, (address(this), address(this), NOBODYS_TASK.id(), 1, new IStakeVault.Share[](0))
            )
        ];
        for (uint256 i = 0; i < doors.length; ++i) {
            hostile.setReentrantCall(address(hostileVault), doors[i]);
            hostileVault.deposit(10);
            _assertShut();
        }
    }

    /// @dev The token itself poses as the vault's verifier, so that the guard alone stands in its way.
    function _hostileVault() internal returns (IStakeVault hostileVault) {
        hostileVault = _deployVault(address(hostile), address(hostile), UNBONDING_SEC);
        hostile.approve(address(hostileVault), type(uint256).max);
    }

    function _assertShut() internal view {
        assertEq(
            hostile.reentrantRevert(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "shut"
        );
    }

    function _allow(address token) internal {
        vm.prank(owner);
        verifier.setTokenAllowed(token, true);
    }

    function _requestIn(address token) internal returns (TaskId) {
        TaskTerms memory terms = _terms();
        terms.token = token;
        return _request(terms);
    }

    function _finalise(TaskId taskId) internal {
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.stopPrank();
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
    }

    function _expectRequestRefused(bytes memory revertData) internal {
        TaskTerms memory terms = _terms();
        terms.token = address(hostile);
        vm.expectRevert(revertData);
        vm.prank(client);
        verifier.requestTask(terms);
    }

    function _wrongAmount(uint256 moved) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IOptimisticVerifier.TokenMovedWrongAmount.selector, hostile, moved, PRICE);
    }

    function _vaultWrongAmount(uint256 moved) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IStakeVault.TokenMovedWrongAmount.selector, hostile, moved, 10);
    }
}
