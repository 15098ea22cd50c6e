// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Split} from "contracts/types/Split.sol";
import {Task, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE T-3: a result waits for what is demanded of it, and every answer leaves time for what follows. What may be demanded and
/// what answers it is tested with the real Openings.
contract OpeningHooksTest is SpineTest {
    uint256 internal constant LOCK = 100e18 + 7;
    uint256 internal constant TO_CLIENT = LOCK * 1500 / 10_000;
    uint256 internal constant BOUNTY = LOCK * 2000 / 10_000;
    uint256 internal constant RESERVE = LOCK * 500 / 10_000;

    address internal asker = makeAddr("asker");

    function test_theHooks_areForOpeningsAlone() public {
        TaskId taskId = _submitted(LYING_ROOT);
        openings.ask(taskId);
        bytes[3] memory hooks = [
            abi.encodeCall(verifier.noteOpening, (taskId)),
            abi.encodeCall(verifier.noteAnswer, (taskId, type(uint64).max, 0)),
            abi.encodeCall(verifier.refuteSilence, (taskId, stranger, new IStakeVault.Share[](0)))
        ];
        address[7] memory callers = [stranger, client, provider, watcher, owner, address(vault), address(findings)];
        bytes32 before = keccak256(abi.encode(verifier.taskOf(taskId)));
        for (uint256 i = 0; i < hooks.length; ++i) {
            for (uint256 j = 0; j < callers.length; ++j) {
                vm.prank(callers[j]);
                (bool success, bytes memory returned) = address(verifier).call(hooks[i]);
                assertFalse(success, "refused");
                assertEq(
                    returned,
                    abi.encodeWithSelector(IOptimisticVerifier.NotOpenings.selector, callers[j], address(openings)),
                    "reason"
                );
            }
        }
        assertEq(keccak256(abi.encode(verifier.taskOf(taskId))), before, "nothing moved");
    }

    function test_T3_finaliseTask_waitsForEveryOpening() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        openings.ask(taskId);
        vm.expectEmit();
        emit IOptimisticVerifier.OpeningsChanged(taskId, 2, START + 3 hours);
        openings.ask(taskId);
        for (uint32 pending = 2; pending > 0; --pending) {
            vm.warp(verifier.taskOf(taskId).finalAt);
            vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpeningsPending.selector, taskId, pending));
            verifier.finaliseTask(taskId);
            openings.answer(taskId, 0);
        }
        uint64 finalAt = START + 3 hours + 2 * openings.graceSec();
        vm.warp(finalAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.WindowStillOpen.selector, taskId, finalAt - 1, finalAt)
        );
        verifier.finaliseTask(taskId);
        vm.warp(finalAt);
        verifier.finaliseTask(taskId);
        _assertState(taskId, TaskState.Final);
    }

    function test_T3_anAnswer_neverMovesTheEndForward() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        openings.ask(taskId);
        openings.answer(taskId, 0);
        assertEq(verifier.taskOf(taskId).finalAt, START + 3 hours, "an early answer changes nothing");
        openings.ask(taskId);
        vm.warp(START + 3 hours - 1);
        openings.answer(taskId, 0);
        assertEq(verifier.taskOf(taskId).finalAt, START + 3 hours - 1 + openings.graceSec(), "a late one leaves time");
    }

    /// @dev A right lasts while t < finalAt; and an answer that moves the end gives the right to ask back.
    function test_T3_openings_areDemandedWhileTheWindowIsOpen() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        uint64 finalAt = START + 3 hours;
        vm.warp(finalAt - 1);
        openings.ask(taskId);
        for (uint64 late = 0; late < 2; ++late) {
            vm.warp(finalAt + late);
            vm.expectRevert(
                abi.encodeWithSelector(IOptimisticVerifier.WindowPassed.selector, taskId, finalAt + late, finalAt)
            );
            openings.ask(taskId);
        }
        openings.answer(taskId, 0);
        openings.ask(taskId);
        assertEq(verifier.taskOf(taskId).pendingOpenings, 1, "asked deeper");
    }

    function test_anAnswerToNothing_reverts() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.expectRevert();
        openings.answer(taskId, 0);
        assertEq(verifier.taskOf(taskId).pendingOpenings, 0, "none");
    }

    function test_theHooks_refuseATaskThatIsNotSubmitted() public {
        for (uint8 i = 0; i <= uint8(type(TaskState).max); ++i) {
            TaskState state = TaskState(i);
            if (state == TaskState.Submitted) continue;
            uint256 snapshot = vm.snapshotState();
            TaskId taskId = _taskIn(state);
            bytes memory expected = state == TaskState.None
                ? abi.encodeWithSelector(IOptimisticVerifier.UnknownTask.selector, taskId)
                : abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, state);
            vm.expectRevert(expected);
            openings.ask(taskId);
            vm.expectRevert(expected);
            openings.answer(taskId, 0);
            vm.expectRevert(expected);
            openings.convictSilence(taskId, asker);
            vm.revertToState(snapshot);
        }
    }

    function test_S4_silence_isALie_andTheWholeBountyIsTheAskers() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        openings.ask(taskId);
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](3);
        shares[0] = IStakeVault.Share(client, TO_CLIENT);
        shares[1] = IStakeVault.Share(asker, BOUNTY);
        vm.expectEmit();
        emit IOptimisticVerifier.SilenceProven(
            taskId, provider, asker, PRICE, Split(TO_CLIENT, BOUNTY, 0, LOCK - TO_CLIENT - BOUNTY)
        );
        vm.expectEmit();
        emit IStakeVault.StakeSlashed(provider, provider, taskId.id(), LOCK, shares, LOCK - TO_CLIENT - BOUNTY);
        vm.prank(stranger);
        openings.convictSilence(taskId, asker);

        Task memory task = verifier.taskOf(taskId);
        assertEq(uint8(task.state), uint8(TaskState.Refuted), "refuted");
        assertEq(_creditOf(client), PRICE, "price back");
        assertEq(_stakeOf(client).credit, TO_CLIENT, "compensation");
        assertEq(_stakeOf(asker).credit, BOUNTY, "bounty, undivided: there is nothing to copy");
        assertEq(_stakeOf(stranger).credit, 0, "not the caller's");
        assertEq(_stakeOf(address(findings)).credit, 0, "no finder");
        assertEq(stakeToken.totalSupply(), 1e27 - (LOCK - TO_CLIENT - BOUNTY), "the rest is burnt");
    }

    /// @dev RULE S-4: bonds are paid back in their order until the reserve is spent; never out of another's share.
    function test_S4_pathBonds_endWhereTheReserveDoes() public {
        uint256[4] memory bonds = [RESERVE / 2, RESERVE / 4, RESERVE, 1];
        uint256[4] memory expected = [bonds[0], bonds[1], RESERVE - bonds[0] - bonds[1], 0];
        address[4] memory askers = [asker, stranger, makeAddr("third"), makeAddr("fourth")];
        for (uint256 i = 0; i < 4; ++i) {
            openings.addPathBond(askers[i], bonds[i]);
        }
        uint256 snapshot = vm.snapshotState();
        for (uint256 silence = 0; silence < 2; ++silence) {
            vm.revertToState(snapshot);
            TaskId taskId = _submitted(LYING_ROOT);
            openings.ask(taskId);
            vm.prank(watcher);
            if (silence == 1) openings.convictSilence(taskId, watcher);
            else verifier.proveFraud(taskId, PROOF);
            for (uint256 i = 0; i < 4; ++i) {
                assertEq(_stakeOf(askers[i]).credit, expected[i], "bond");
            }
            assertEq(_stakeOf(client).credit, TO_CLIENT, "the client's share is whole");
            if (silence == 0) _settleFinding(taskId);
            assertEq(_stakeOf(watcher).credit, BOUNTY, "and so is the bounty");
            assertEq(_stakeOf(address(findings)).credit, 0, "nothing stays");
            assertEq(1e27 - stakeToken.totalSupply(), LOCK - TO_CLIENT - BOUNTY - RESERVE, "burnt");
        }
    }

    function test_S4_pathBonds_thatOverflow_stillEndAtTheReserve() public {
        openings.addPathBond(asker, type(uint256).max);
        openings.addPathBond(stranger, type(uint256).max);
        TaskId taskId = _submitted(LYING_ROOT);
        openings.ask(taskId);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        assertEq(_stakeOf(asker).credit, RESERVE, "all of it");
        assertEq(_stakeOf(stranger).credit, 0, "none left");
    }

    /// @dev Where nothing was ever demanded, nobody is asked who is to be paid back.
    function test_O5_ofATaskWithoutOpenings_noBondsArePaid() public {
        openings.addPathBond(asker, RESERVE);
        TaskId taskId = _submitted(LYING_ROOT);
        assertFalse(verifier.taskOf(taskId).demanded, "none");
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        assertEq(_stakeOf(asker).credit, 0, "no bond");
    }

    /// @dev A proof needs no answer: it convicts while demands wait.
    function test_proveFraud_whileOpeningsArePending_convicts() public {
        TaskId taskId = _submitted(LYING_ROOT);
        openings.ask(taskId);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Refuted);
    }
}
