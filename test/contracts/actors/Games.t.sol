// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Honest, lying, lazy and meddling actors play whole games.
contract GamesTest is Ledger {
    int256 internal constant LOCK = 100e18 + 7;
    int256 internal constant TO_CLIENT = LOCK * 1500 / 10_000;
    int256 internal constant BOUNTY = LOCK * 2000 / 10_000;
    int256 internal constant PENALTY = LOCK * 1000 / 10_000;
    int256 internal constant FEE = int256(PRICE) * 250 / 10_000;

    function test_anHonestProvider_isPaid() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.warp(START + 3 hours);
        vm.prank(stranger);
        verifier.finaliseTask(taskId);

        _list(client, -int256(PRICE), 0);
        _list(provider, int256(PRICE) - FEE, 0);
        _list(treasury, FEE, 0);
        _closeBooks();
    }

    function test_aLiar_losesItsLock_theClientLosesNothing_theWatcherGains() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        _list(client, 0, TO_CLIENT);
        _list(provider, 0, -LOCK);
        _settleFinding(taskId);
        _list(watcher, 0, BOUNTY);
        _closeBooks();
    }

    function test_aLazyProvider_paysThePenalty() public {
        TaskId taskId = _accepted();
        vm.warp(START + 2 hours);
        vm.prank(stranger);
        verifier.expireTask(taskId);

        _list(client, 0, PENALTY);
        _list(provider, 0, -PENALTY);
        _closeBooks();
    }

    function test_S4_aLiarThatConvictsItself_losesAtLeastHalf() public {
        TaskId taskId = _submitted(LYING_ROOT);
        // The stranger is the liar's other account.
        vm.prank(stranger);
        verifier.proveFraud(taskId, PROOF);

        _list(client, 0, TO_CLIENT);
        _list(provider, 0, -LOCK);
        _settleFinding(taskId);
        _list(stranger, 0, BOUNTY);
        _closeBooks();
        assertGe((LOCK - BOUNTY) * 2, LOCK, "both accounts together lose half");
    }

    function test_aMeddler_changesNothingForAnHonestProvider() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        uint64 finalAt = verifier.taskOf(taskId).finalAt;
        for (uint256 i = 0; i < 20; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
            vm.prank(stranger);
            verifier.proveFraud(taskId, abi.encode(i));
        }
        assertEq(verifier.taskOf(taskId).finalAt, finalAt, "wrong proofs do not move the window");
        vm.warp(finalAt);
        verifier.finaliseTask(taskId);

        _list(client, -int256(PRICE), 0);
        _list(provider, int256(PRICE) - FEE, 0);
        _list(treasury, FEE, 0);
        _closeBooks();
    }

    function test_wrongProofs_doNotCloseTheDoorToTheRightOne() public {
        TaskId taskId = _submitted(keccak256("a lie found later"));
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
        vm.prank(stranger);
        verifier.proveFraud(taskId, PROOF);
        stepVerifier.markLie(keccak256("a lie found later"));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        _list(client, 0, TO_CLIENT);
        _list(provider, 0, -LOCK);
        _settleFinding(taskId);
        _list(watcher, 0, BOUNTY);
        _closeBooks();
    }

    function test_S1_oneLockIsSlashedOnce() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Refuted)
        );
        vm.prank(stranger);
        verifier.proveFraud(taskId, PROOF);

        _list(client, 0, TO_CLIENT);
        _list(provider, 0, -LOCK);
        _settleFinding(taskId);
        _list(watcher, 0, BOUNTY);
        _closeBooks();
    }

    function test_S2_aLiarThatRuns_leavesItsLockBehind() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.startPrank(provider);
        vault.startUnbonding(_stakeOf(provider).free);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(provider, 1000e18 - uint256(LOCK));
        vm.stopPrank();
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        _list(client, 0, TO_CLIENT);
        _list(provider, 0, -LOCK);
        _settleFinding(taskId);
        _list(watcher, 0, BOUNTY);
        _closeBooks();
    }

    function test_aClientThatChangesItsMind_losesNothing() public {
        TaskId taskId = _request();
        vm.prank(client);
        verifier.cancelTask(taskId);
        _closeBooks();
    }
}
