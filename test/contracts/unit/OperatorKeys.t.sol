// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Task, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE S-3 at the verifier: a hot key serves for its provider within its limits, answers for what it accepted and for nothing
/// else, and claims to the payee.
contract OperatorKeysTest is SpineTest {
    uint128 internal constant LOCK = 100e18 + 7;

    address internal hot = makeAddr("hot");
    address internal warm = makeAddr("warm");

    function setUp() public override {
        super.setUp();
        vm.startPrank(provider);
        vault.setOperator(hot, 2 * LOCK, 10 * LOCK);
        vault.setOperator(warm, LOCK, LOCK);
        vm.stopPrank();
        vm.warp(START + KEY_DELAY_SEC);
    }

    function test_S3_anOperatorServes_andTheProviderIsPaid() public {
        TaskId taskId = _acceptedBy(hot);
        Task memory task = verifier.taskOf(taskId);
        assertEq(task.provider, provider, "for its provider");
        assertEq(task.operator, hot, "which remembers the key");
        vm.prank(hot);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.warp(_now() + 3 hours);
        verifier.finaliseTask(taskId);
        assertEq(_creditOf(provider), PRICE - PRICE * 250 / 10_000, "paid to the provider");
        assertEq(_creditOf(hot), 0, "nothing to the key");
        assertEq(vault.operatorOf(provider, hot).locked, 0, "its room is back");
    }

    function test_S3_acceptTask_byWhoDoesNotServe_reverts() public {
        TaskId taskId = _request();
        address[3] memory callers = [stranger, owner, watcher];
        for (uint256 i = 0; i < callers.length; ++i) {
            _expectNotServing(callers[i]);
            vm.prank(callers[i]);
            verifier.acceptTask(taskId, provider);
        }
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotServing.selector, address(0), address(0)));
        vm.prank(address(0));
        verifier.acceptTask(taskId, address(0));
    }

    function test_S3_acceptTask_beyondTheKeysLimits_reverts() public {
        _acceptedBy(warm);
        TaskId taskId = _request();
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, provider, warm, 2 * uint256(LOCK), LOCK)
        );
        vm.prank(warm);
        verifier.acceptTask(taskId, provider);
        // The owner key has none.
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
    }

    /// @dev A key of a small limit would lose what another key locked.
    function test_S3_submitResult_isForTheOwnerAndTheKeyThatAccepted() public {
        TaskId ownersTask = _accepted();
        TaskId hotsTask = _acceptedBy(hot);
        _expectNotTaskProvider(ownersTask, hot);
        _expectNotTaskProvider(hotsTask, warm);
        _expectNotTaskProvider(hotsTask, stranger);
        vm.prank(provider);
        verifier.submitResult(hotsTask, OUTPUT_ROOT, HONEST_ROOT, "");
        _assertState(hotsTask, TaskState.Submitted);
    }

    function test_S3_aRevokedKey_submitsNothing_andTheOwnerStillDoes() public {
        TaskId taskId = _acceptedBy(hot);
        vm.prank(provider);
        vault.revokeOperator(hot);
        _expectNotServing(hot);
        vm.prank(hot);
        verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.warp(_now() + 3 hours);
        verifier.finaliseTask(taskId);
        assertEq(_stakeOf(provider).free, 1000e18, "the lock of a revoked key is released like any");
    }

    function test_S3_whateverEndsATask_givesItsKeyRoomBack() public {
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            TaskId taskId = _acceptedBy(hot);
            assertEq(vault.operatorOf(provider, hot).locked, LOCK, "held");
            if (i > 0) {
                vm.prank(hot);
                verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
            }
            vm.warp(_now() + 3 hours);
            if (i == 0) verifier.expireTask(taskId);
            if (i == 1) verifier.finaliseTask(taskId);
            vm.prank(watcher);
            if (i == 2) verifier.proveFraud(taskId, PROOF);
            assertEq(vault.operatorOf(provider, hot).locked, 0, "given back");
            assertEq(_stakeOf(provider).locked, 0, "nothing stays locked");
            vm.revertToState(snapshot);
        }
    }

    function test_X1_anOperator_isNotItsOwnClientNorChallenger() public {
        _fund(hot, stranger);
        vm.prank(hot);
        TaskId own = verifier.requestTask(_terms());
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, own, hot));
        vm.prank(hot);
        verifier.acceptTask(own, provider);

        TaskId taskId = _acceptedBy(hot);
        vm.startPrank(hot);
        verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, taskId, hot));
        verifier.proveFraud(taskId, PROOF);
    }

    function test_S3_claimFor_paysThePayee_whoeverServes() public {
        address cold = makeAddr("cold");
        vm.prank(provider);
        vault.setPayee(cold);
        _earn();
        uint256 earned = _creditOf(provider);
        uint256 snapshot = vm.snapshotState();
        // RULE S-3: a change of payee waits.
        vm.prank(hot);
        verifier.claimFor(provider, address(dollar));
        assertEq(dollar.balanceOf(provider), earned, "the payee of today");
        vm.revertToState(snapshot);
        vm.warp(_now() + KEY_DELAY_SEC);
        vm.expectEmit();
        emit IOptimisticVerifier.Withdrawn(provider, address(dollar), cold, earned);
        vm.prank(hot);
        verifier.claimFor(provider, address(dollar));
        assertEq(dollar.balanceOf(cold), earned, "the payee");
        assertEq(dollar.balanceOf(hot), 0, "never the key");
        assertEq(_creditOf(provider), 0, "all of it");
        // There is nothing left to claim, and nothing happens.
        vm.prank(provider);
        verifier.claimFor(provider, address(dollar));
        assertEq(dollar.balanceOf(cold), earned, "no more");
    }

    function test_S3_claimFor_byWhoDoesNotServe_reverts() public {
        _earn();
        _expectNotServing(stranger);
        vm.prank(stranger);
        verifier.claimFor(provider, address(dollar));
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotServing.selector, address(0), provider));
        vm.prank(provider);
        verifier.claimFor(address(0), address(dollar));
    }

    function test_S3_withdraw_ofTheProvidersCredit_isTheOwnersAlone() public {
        _earn();
        uint256 earned = _creditOf(provider);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.CreditTooLow.selector, hot, dollar, 0, earned));
        vm.prank(hot);
        verifier.withdraw(address(dollar), hot, earned);
    }

    /// @dev All that a thief of the key can do: lie for everything that it may lock, as often as it may.
    function test_S3_aStolenKey_losesItsLimitsAndNoMore() public {
        uint256 lost;
        TaskId owners = _accepted();
        for (uint256 day = 0; day < 3; ++day) {
            for (uint256 i = 0; i < 4; ++i) {
                TaskId taskId = _request();
                vm.prank(warm);
                (bool success,) = address(verifier).call(abi.encodeCall(verifier.acceptTask, (taskId, provider)));
                if (!success) continue;
                vm.prank(warm);
                verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
                vm.prank(watcher);
                verifier.proveFraud(taskId, PROOF);
                lost += LOCK;
            }
            assertEq(lost, (day + 1) * LOCK, "one limit a day");
            vm.warp(_now() + 1 days);
        }
        assertEq(uint256(_stakeOf(provider).free) + _stakeOf(provider).locked, 1000e18 - lost, "and no more");
        _assertState(owners, TaskState.Accepted);
    }

    function _acceptedBy(address key) internal returns (TaskId taskId) {
        taskId = _request();
        vm.prank(key);
        verifier.acceptTask(taskId, provider);
    }

    function _earn() internal {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
    }

    function _expectNotServing(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotServing.selector, provider, caller));
    }

    function _expectNotTaskProvider(TaskId taskId, address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotTaskProvider.selector, taskId, caller, provider));
        vm.prank(caller);
        verifier.submitResult(taskId, OUTPUT_ROOT, LYING_ROOT, "");
    }
}
