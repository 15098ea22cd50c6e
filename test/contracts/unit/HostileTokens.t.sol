// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
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
        _requestIn(address(hostile));
        TaskId taskId = TaskId.wrap(1);
        TaskTerms memory terms = _terms();
        terms.token = address(hostile);
        bytes[9] memory doors = [
            abi.encodeCall(verifier.requestTask, (terms)),
            abi.encodeCall(verifier.requestTaskWithPermit, (terms, START, 27, bytes32(0), bytes32(0))),
            abi.encodeCall(verifier.cancelTask, (taskId)),
            abi.encodeCall(verifier.acceptTask, (taskId, provider)),
            abi.encodeCall(verifier.submitResult, (taskId, OUTPUT_ROOT, HONEST_ROOT, "")),
            abi.encodeCall(verifier.proveFraud, (taskId, PROOF)),
            abi.encodeCall(verifier.finaliseTask, (taskId)),
            abi.encodeCall(verifier.expireTask, (taskId)),
            abi.encodeCall(verifier.withdraw, (address(hostile), address(hostile), 0))
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
        hostileVault.lock(address(this), address(this), 1, 10);
        vm.expectRevert(_vaultWrongAmount(0));
        hostileVault.slash(address(this), address(this), 1, 10, new IStakeVault.Share[](0));
    }

    function test_P1_reentrantCallsOfAStakeToken_findEveryDoorOfTheVaultShut() public {
        IStakeVault hostileVault = _hostileVault();
        bytes[6] memory doors = [
            abi.encodeCall(hostileVault.deposit, (1)),
            abi.encodeCall(hostileVault.depositFor, (provider, 1)),
            abi.encodeCall(hostileVault.depositWithPermit, (1, START, 27, bytes32(0), bytes32(0))),
            abi.encodeCall(hostileVault.withdrawStake, (address(hostile), 1)),
            abi.encodeCall(hostileVault.withdrawCredit, (address(hostile), 1)),
            abi.encodeCall(hostileVault.slash, (address(this), address(this), 1, 1, new IStakeVault.Share[](0)))
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
        vm.warp(START + 3 hours);
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
