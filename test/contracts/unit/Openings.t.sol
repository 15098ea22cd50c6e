// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IOpeningVerifier} from "contracts/interfaces/IOpeningVerifier.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Position} from "contracts/types/Opening.sol";
import {Task, TaskId, TaskState, TraceMode} from "contracts/types/Task.sol";
import {DeepTrace, DeepTraces} from "../support/DeepTrace.sol";
import {OpeningsTest} from "../support/OpeningsTest.sol";

/// @dev Takes no ether.
contract NoWallet {}

/// @notice Openings against the core that is deployed: what is demanded, by when, for how much, and who has what in the end.
contract OpeningsUnitTest is OpeningsTest {
    using DeepTraces for DeepTrace;

    uint64 internal constant LIST = DeepTraces.LIST;
    uint64 internal constant PARTS = DeepTraces.PARTS;
    uint64 internal constant LEAVES = DeepTraces.LEAVES;
    uint64 internal constant CHUNK = DeepTraces.CHUNK;
    /// snapshots/contracts/Openings.txt
    uint256 internal constant LAST_ANSWER_BY_SLOT = 2;

    // demanding

    function test_O3_a_demand_costs_half_as_much_again_as_its_answer() public {
        TaskId taskId = _submit();
        uint256 bond = real.bondOf(3 * 32);
        bytes memory request = trace.request(LIST);
        vm.prank(watcher);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.BondTooLow.selector, bond - 1, bond));
        real.requestOpening{value: bond - 1}(taskId, request);

        // what is too much stays the asker's
        vm.prank(watcher);
        real.requestOpening{value: bond + 5}(taskId, request);
        assertEq(real.nativeCreditOf(watcher), 5, "surplus");
        IOpenings.Opening memory opening = real.openingOf(taskId, _position(LIST));
        assertEq(opening.bondWei, bond, "bond");
        assertEq(opening.asker, watcher, "asker");
        assertEq(opening.answerBy, _now() + RESPONSE_SEC, "answerBy");
        assertEq(verifier.taskOf(taskId).pendingOpenings, 1, "pending");
    }

    function test_O3_the_bond_follows_the_base_fee_down_to_a_floor() public {
        vm.fee(100 gwei);
        uint256 high = real.bondOf(256);
        vm.fee(FLOOR_WEI);
        uint256 floor = real.bondOf(256);
        assertEq(high, 100 * floor, "in proportion");
        vm.fee(0);
        assertEq(real.bondOf(256), floor, "floor");
    }

    function test_O2_each_position_is_demanded_once() public {
        TaskId taskId = _submit();
        Position position = _ask(taskId, LEAVES);
        uint256 bond = real.bondOf(6 * 32);
        bytes memory request = trace.request(LEAVES);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.AlreadyRequested.selector, taskId, position));
        real.requestOpening{value: bond}(taskId, request);
        _answer(taskId, LEAVES);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.AlreadyRequested.selector, taskId, position));
        real.requestOpening{value: bond}(taskId, request);
        // of another task it is another
        _ask(_submit(), LEAVES, stranger);
    }

    function test_a_demand_needs_a_submitted_result_and_an_open_window() public {
        TaskId taskId = _accepted();
        bytes memory request = trace.request(LIST);
        vm.prank(watcher);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Accepted)
        );
        real.requestOpening{value: 1 ether}(taskId, request);
        taskId = _submit();
        uint64 finalAt = verifier.taskOf(taskId).finalAt;
        vm.warp(finalAt);
        _isNotTimely(taskId, LIST, finalAt);
        vm.warp(finalAt - 1);
        vm.prank(watcher);
        real.requestOpening{value: 1 ether}(taskId, request);
    }

    function test_O1_demands_need_no_answered_parent() public {
        TaskId taskId = _submit();
        // from the bottom up, by whoever knows the way
        _ask(taskId, CHUNK);
        _ask(taskId, LEAVES, stranger);
        _ask(taskId, PARTS);
        _ask(taskId, DeepTraces.INPUT_CHUNK, stranger);
        assertEq(verifier.taskOf(taskId).pendingOpenings, 4, "pending");
    }

    // answering

    function test_anyone_answers_and_the_bond_is_the_providers() public {
        TaskId taskId = _submit();
        uint256 bonds;
        for (uint256 i = 0; i < 4; ++i) {
            Position position = _ask(taskId, _kinds()[i]);
            bonds += real.openingOf(taskId, position).bondWei;
            vm.warp(_now() + 100);
            vm.expectEmit(address(real));
            emit IOpenings.OpeningAnswered(
                taskId,
                position,
                provider,
                stranger,
                real.openingOf(taskId, position).bondWei,
                trace.answer(_kinds()[i])
            );
            _answer(taskId, _kinds()[i], stranger);
            assertEq(real.openingOf(taskId, position).answeredAt, _now(), "answeredAt");
        }
        assertEq(real.nativeCreditOf(provider), bonds, "the provider's");
        assertEq(real.nativeCreditOf(stranger), 0, "not the answerer's");
        assertEq(verifier.taskOf(taskId).pendingOpenings, 0, "pending");
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.AlreadyAnswered.selector, taskId, _position(CHUNK), _now()));
        real.answerOpening(taskId, _position(CHUNK), "");
    }

    function test_O4_every_answer_leaves_time_for_what_follows() public {
        TaskId taskId = _submit();
        uint64 finalAt = verifier.taskOf(taskId).finalAt;
        _ask(taskId, LIST);
        _answer(taskId, LIST);
        assertEq(verifier.taskOf(taskId).finalAt, finalAt, "the window is longer than the grace");
        vm.warp(finalAt - 1);
        _ask(taskId, PARTS);
        vm.warp(finalAt + RESPONSE_SEC - 2);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpeningsPending.selector, taskId, 1));
        verifier.finaliseTask(taskId);
        _answer(taskId, PARTS);
        assertEq(verifier.taskOf(taskId).finalAt, _now() + GRACE_SEC, "grace");
        vm.warp(_now() + GRACE_SEC - 1);
        _ask(taskId, LEAVES);
    }

    /// @dev Theorem 3's bound, at its worst: each demand and each answer in the last second.
    function test_O4_the_whole_delay_is_bounded() public {
        TaskId taskId = _submit();
        uint64 finalAt = verifier.taskOf(taskId).finalAt;
        for (uint256 i = 0; i < 4; ++i) {
            vm.warp(verifier.taskOf(taskId).finalAt - 1);
            _ask(taskId, _kinds()[i]);
            vm.warp(real.openingOf(taskId, _position(_kinds()[i])).answerBy - 1);
            _answer(taskId, _kinds()[i]);
        }
        uint256 bound = 4 * (uint256(RESPONSE_SEC) + GRACE_SEC) + 4 * PER_ANSWER_SEC;
        assertLe(verifier.taskOf(taskId).finalAt, finalAt + bound, "later than promised");
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
    }

    /// @dev A griefer that asks something else in the last second of each grace would hold an honest result for ever.
    function test_O4_after_the_window_demands_only_go_deeper() public {
        TaskId taskId = _submit();
        uint64 windowEnd = verifier.taskOf(taskId).finalAt;
        vm.warp(windowEnd - 1);
        _ask(taskId, LIST);
        vm.warp(real.openingOf(taskId, _position(LIST)).answerBy - 1);
        _answer(taskId, LIST);
        uint64 answeredAt = _now();
        vm.warp(answeredAt + GRACE_SEC - 1);
        // of another tree: nothing above it was answered
        _isNotTimely(taskId, DeepTraces.INPUT_CHUNK, windowEnd);
        // below it, at any depth
        _ask(taskId, LEAVES);
        vm.warp(real.openingOf(taskId, _position(LEAVES)).answerBy - 1);
        _answer(taskId, LEAVES);
        // below the list alone, whose grace is over, though the result is not final
        assertGt(verifier.taskOf(taskId).finalAt, _now(), "not final yet");
        _isNotTimely(taskId, PARTS, windowEnd);
        vm.warp(_now() + GRACE_SEC - 1);
        _ask(taskId, CHUNK);
    }

    function test_O4_a_watcher_that_began_in_the_window_loses_nothing_to_a_sham() public {
        TaskId taskId = _submit();
        // the liar's friend demands, and is answered, what lies deeper, early
        _ask(taskId, LEAVES, stranger);
        _answer(taskId, LEAVES);
        uint64 windowEnd = verifier.taskOf(taskId).finalAt;
        vm.warp(windowEnd - 1);
        _ask(taskId, LIST);
        vm.warp(real.openingOf(taskId, _position(LIST)).answerBy - 1);
        _answer(taskId, LIST);
        vm.warp(_now() + GRACE_SEC - 1);
        _ask(taskId, CHUNK);
    }

    function _isNotTimely(TaskId taskId, uint64 kind, uint64 windowEnd) private {
        bytes memory request = trace.request(kind);
        Position position = _position(kind);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotShownLately.selector, taskId, position, _now(), windowEnd));
        real.requestOpening{value: 1 ether}(taskId, request);
    }

    function test_O4_a_burst_of_demands_cannot_make_an_honest_provider_late() public {
        // of many tasks at once
        TaskId[] memory tasks = new TaskId[](9);
        bytes[2] memory requests = [trace.request(LIST), trace.request(DeepTraces.INPUT_CHUNK)];
        bytes[2] memory answers = [trace.answer(LIST), trace.answer(DeepTraces.INPUT_CHUNK)];
        for (uint256 i = 0; i < tasks.length; ++i) {
            tasks[i] = _submit();
        }
        uint64 start = _now();
        for (uint256 i = 0; i < tasks.length; ++i) {
            for (uint256 k = 0; k < 2; ++k) {
                vm.prank(stranger);
                real.requestOpening{value: 0.1 ether}(tasks[i], requests[k]);
            }
        }
        // one answer every PER_ANSWER_SEC, the first when its time is nearly over
        for (uint256 i = 0; i < 18; ++i) {
            vm.warp(start + RESPONSE_SEC - 1 + i * PER_ANSWER_SEC);
            uint64 position = i % 2 == 0 ? LIST : DeepTraces.INPUT_CHUNK;
            real.answerOpening(tasks[i / 2], Position.wrap(position), answers[i % 2]);
        }
        assertEq(real.lastAnswerByOf(provider), start + RESPONSE_SEC + 17 * PER_ANSWER_SEC, "queued");
    }

    function test_O4_a_provider_that_demands_of_itself_does_not_put_its_silence_off_for_long() public {
        TaskId taskId = _submit();
        // as after thousands of demands that it answered itself, of a task of its own
        bytes32 slot = keccak256(abi.encode(provider, LAST_ANSWER_BY_SLOT));
        vm.store(address(real), slot, bytes32(uint256(_now()) + 3650 days));
        assertEq(real.lastAnswerByOf(provider), _now() + 3650 days, "the slot is the queue's");
        Position position = _ask(taskId, LIST);
        uint64 answerBy = _now() + RESPONSE_SEC + 1 days;
        assertEq(real.openingOf(taskId, position).answerBy, answerBy, "at most a day behind its own time");
        vm.warp(answerBy);
        real.convictSilence(taskId, position);
        _assertState(taskId, TaskState.Refuted);
    }

    function test_an_answer_is_right_to_the_byte_and_in_time() public {
        TaskId taskId = _submit();
        Position position = _ask(taskId, CHUNK);
        bytes memory wrong = trace.chunkBytes();
        wrong[77] ^= 0x10;
        vm.expectRevert(
            abi.encodeWithSelector(IOpeningVerifier.WrongAnswer.selector, sha256(wrong), sha256(trace.chunkBytes()))
        );
        real.answerOpening(taskId, position, wrong);
        vm.expectRevert(abi.encodeWithSelector(IOpeningVerifier.AnswerLengthWrong.selector, 0, 256));
        real.answerOpening(taskId, position, "");
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotRequested.selector, taskId, _position(PARTS)));
        real.answerOpening(taskId, _position(PARTS), "");

        uint64 answerBy = real.openingOf(taskId, position).answerBy;
        bytes memory right = trace.chunkBytes();
        vm.warp(answerBy);
        vm.expectRevert(
            abi.encodeWithSelector(IOpenings.AnswerDeadlinePassed.selector, taskId, position, answerBy, answerBy)
        );
        real.answerOpening(taskId, position, right);
        vm.warp(answerBy - 1);
        real.answerOpening(taskId, position, right);
    }

    // traces on demand

    function test_O6_a_trace_on_demand_is_what_its_provider_says() public {
        TaskId taskId = _submit(trace, TraceMode.OnDemand);
        assertEq(verifier.taskOf(taskId).nodesRoot, 0, "on demand");
        _ask(taskId, LIST);
        bytes memory forged = trace.answer(LIST);
        forged[5] ^= 0x01;
        Position position = _position(LIST);
        // anybody else could convict an honest provider of what it never said
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotRevealer.selector, taskId, stranger, provider));
        real.answerOpening(taskId, position, forged);
        _answer(taskId, LIST);
        assertEq(verifier.taskOf(taskId).nodesRoot, trace.nodesRoot(), "revealed");
        _ask(taskId, PARTS);
        _answer(taskId, PARTS, stranger);
    }

    function test_S3_only_the_key_that_accepted_reveals() public {
        address first = makeAddr("first key");
        address second = makeAddr("second key");
        _authorise(first, type(uint128).max, type(uint128).max);
        _authorise(second, 1, 1);
        TaskId taskId = _onDemandBy(first);
        _ask(taskId, LIST);
        bytes memory answer = trace.answer(LIST);
        vm.prank(second);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotRevealer.selector, taskId, second, provider));
        real.answerOpening(taskId, _position(LIST), answer);
        vm.prank(provider);
        vault.revokeOperator(first);
        vm.prank(first);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotRevealer.selector, taskId, first, provider));
        real.answerOpening(taskId, _position(LIST), answer);
        _answer(taskId, LIST, provider);

        _authorise(first, type(uint128).max, type(uint128).max);
        taskId = _onDemandBy(first);
        _ask(taskId, LIST);
        _answer(taskId, LIST, first);
    }

    function test_a_trace_on_demand_that_is_not_revealed_convicts() public {
        TaskId taskId = _submit(trace, TraceMode.OnDemand);
        _ask(taskId, LIST);
        vm.warp(_now() + RESPONSE_SEC);
        real.convictSilence(taskId, _position(LIST));
        _assertState(taskId, TaskState.Refuted);
    }

    /// @dev A list of one is its item: revealed as 32 zero bytes, the trace would stay unrevealed for ever.
    function test_a_trace_cannot_be_revealed_as_zero() public {
        TaskId taskId = _submit(trace, TraceMode.OnDemand);
        bytes memory call = abi.encodeWithSelector(IOpeningVerifier.check.selector);
        _ask(taskId, LIST);
        vm.mockCall(address(openingVerifier), call, abi.encode(bytes32(0)));
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.ZeroNodesRoot.selector, taskId));
        real.answerOpening(taskId, _position(LIST), new bytes(32));
    }

    // silence

    function test_O6_silence_convicts_and_the_bounty_is_the_askers() public {
        TaskId taskId = _submit();
        Position position = _ask(taskId, LIST);
        uint256 bond = real.openingOf(taskId, position).bondWei;
        uint64 answerBy = _now() + RESPONSE_SEC;
        vm.warp(answerBy - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOpenings.AnswerDeadlineNotReached.selector, taskId, position, answerBy - 1, answerBy
            )
        );
        real.convictSilence(taskId, position);
        vm.warp(answerBy);
        vm.prank(stranger);
        real.convictSilence(taskId, position);

        _assertState(taskId, TaskState.Refuted);
        uint256 lock = _terms().lock;
        assertEq(_stakeOf(watcher).credit, lock * 2000 / 10_000, "the whole bounty");
        assertEq(_stakeOf(stranger).credit, 0, "the caller has none");
        assertEq(real.nativeCreditOf(watcher), bond, "and the bond back");
        assertEq(_creditOf(client), PRICE, "price back");
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Refuted)
        );
        real.convictSilence(taskId, position);
    }

    function test_silence_about_the_input_convicts_too() public {
        TaskId taskId = _submit();
        Position position = _ask(taskId, DeepTraces.INPUT_CHUNK);
        vm.warp(_now() + RESPONSE_SEC);
        real.convictSilence(taskId, position);
        _assertState(taskId, TaskState.Refuted);
    }

    function test_O5_what_led_to_the_silence_is_paid_back_from_the_reserve() public {
        TaskId taskId = _submit();
        _ask(taskId, LIST, stranger);
        _ask(taskId, PARTS);
        _ask(taskId, LEAVES, stranger);
        // answered, and not on the way
        _ask(taskId, DeepTraces.INPUT_CHUNK, makeAddr("beside"), 1 ether);
        _answer(taskId, LIST);
        _answer(taskId, PARTS);
        _answer(taskId, DeepTraces.INPUT_CHUNK);
        vm.warp(_now() + 2 * RESPONSE_SEC);
        real.convictSilence(taskId, _position(LEAVES));

        uint256 lock = _terms().lock;
        uint256 bounty = lock * 2000 / 10_000;
        assertEq(_stakeOf(watcher).credit, _inStake(PARTS), "PARTS was the watcher's");
        assertEq(_stakeOf(stranger).credit, bounty + _inStake(LIST), "LIST and the bounty");
        assertEq(_stakeOf(makeAddr("beside")).credit, 0, "beside the way");
        assertLe(_inStake(PARTS) + _inStake(LIST), lock * 500 / 10_000, "within the reserve");
    }

    function test_O5_what_led_to_a_wrong_byte_is_paid_back() public {
        _paysBack(Fraud(ClaimKind.WrongElement, 1, trace.chunk * 256 + 255, 1, 2));
    }

    function test_O5_what_led_to_wrong_padding_is_paid_back() public {
        _paysBack(Fraud(ClaimKind.WrongPadding, 1, trace.chunk * 256 + 9, 1, 0));
    }

    function test_O5_what_led_to_a_wrong_i32_is_paid_back() public {
        trace.dtype = 2;
        _know(trace);
        _paysBack(Fraud(ClaimKind.WrongElement, 1, trace.chunk * 64 + 63, 1, 2));
    }

    function test_O5_of_an_i32_tensor_padding_counts_in_bytes() public {
        trace.dtype = 2;
        _know(trace);
        _paysBack(Fraud(ClaimKind.WrongPadding, 1, trace.chunk * 256 + 255, 1, 0));
    }

    function _paysBack(Fraud memory fraud) private {
        TaskId taskId = _submit();
        for (uint256 i = 0; i < 4; ++i) {
            _ask(taskId, _kinds()[i], i % 2 == 0 ? stranger : watcher);
            _answer(taskId, _kinds()[i]);
        }
        IStakeVault.Share[] memory shares = real.pathBonds(taskId, fraud);
        assertEq(shares.length, 4, "chunk, leaves, parts, list");
        uint256[2] memory paid;
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(shares[i].account, i % 2 == 0 ? watcher : stranger, "asker");
            assertEq(shares[i].amount, _inStake(_kinds()[3 - i]), "amount");
            paid[i % 2] += shares[i].amount;
        }
        _convict(taskId, fraud);
        _assertState(taskId, TaskState.Refuted);
        assertEq(_stakeOf(watcher).credit, paid[0], "the watcher's");
        assertEq(_stakeOf(stranger).credit, paid[1], "the stranger's");
    }

    function test_O5_only_the_convicting_element_counts() public {
        TaskId taskId = _submit();
        for (uint256 i = 0; i < 4; ++i) {
            _ask(taskId, _kinds()[i]);
            _answer(taskId, _kinds()[i]);
        }
        uint256 first = trace.chunk * 256;
        // the next chunk; another part; another node; no element at all
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, 1, first + 256, 1, 2)).length, 3, "chunk");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, 1, first - 1, 1, 2)).length, 3, "chunk before");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, 1, 5, 1, 2)).length, 2, "part");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, 2, first, 1, 2)).length, 1, "node");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongOutput, 2, 0, 1, 2)).length, 1, "output");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongPadding, 3, 0, 1, 0)).length, 1, "item");
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongReplay, 0, 0, 1, 2)).length, 0, "replay");
        // elements of four bytes lie elsewhere: the tensor has elements of one
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, 1, first / 4, 1, 2)).length, 2, "bytes");
        // whatever a step verifier may say, a conviction is not stopped
        assertLe(
            real.pathBonds(taskId, Fraud(ClaimKind.WrongElement, type(uint256).max, type(uint256).max, 1, 2)).length,
            5,
            "any"
        );
    }

    function test_an_unanswered_opening_is_no_part_of_the_way() public {
        TaskId taskId = _submit();
        _ask(taskId, LIST);
        assertEq(real.pathBonds(taskId, Fraud(ClaimKind.WrongOutput, 2, 0, 1, 2)).length, 0, "its bond comes back");
    }

    /// @dev Bond griefing: a liar that demands and answers all of its own lie. Its bonds come back as what it pays, its lock does not.
    function test_a_liar_that_demands_and_answers_itself_gains_nothing() public {
        address friend = makeAddr("the liar's friend");
        vm.deal(friend, 10 ether);
        IStakeVault.Account memory before = _stakeOf(provider);
        TaskId taskId = _submit();
        for (uint256 i = 0; i < 4; ++i) {
            _ask(taskId, _kinds()[i], friend);
            _answer(taskId, _kinds()[i]);
        }
        // nobody is kept from proving the lie with what the two have shown
        _convict(taskId, Fraud(ClaimKind.WrongElement, 1, trace.chunk * 256, 1, 2));

        uint256 lock = _terms().lock;
        assertEq(friend.balance + real.nativeCreditOf(provider), 10 ether, "native: in a circle");
        uint256 back = _stakeOf(friend).credit;
        assertLe(back, lock * 500 / 10_000, "no more than the reserve");
        assertEq(_stakeOf(provider).free, before.free - lock, "the lock is gone");
        assertLt(2 * back, lock, "at least half is burnt");
    }

    /// @dev A sham asker cannot block others: what it asks is answered for all, what it leaves unasked anybody asks.
    function test_a_sham_asker_stands_in_nobodys_way() public {
        TaskId taskId = _submit();
        _ask(taskId, LIST, stranger);
        _answer(taskId, LIST);
        _ask(taskId, DeepTraces.INPUT_CHUNK, stranger);
        _ask(taskId, PARTS, watcher);
        _ask(taskId, LEAVES, watcher);
        vm.warp(real.openingOf(taskId, _position(DeepTraces.INPUT_CHUNK)).answerBy);
        // its own silence convicts as well as the other's
        real.convictSilence(taskId, _position(DeepTraces.INPUT_CHUNK));
        _assertState(taskId, TaskState.Refuted);
        real.reclaimBond(taskId, _position(PARTS));
        real.reclaimBond(taskId, _position(LEAVES));
    }

    // money

    function test_bonds_of_unanswered_openings_come_back_when_the_task_has_ended() public {
        TaskId taskId = _submit();
        Position list = _ask(taskId, LIST);
        Position chunk = _ask(taskId, CHUNK, stranger);
        uint256 bond = real.openingOf(taskId, chunk).bondWei;
        vm.expectRevert(abi.encodeWithSelector(IOpenings.BondStillHeld.selector, taskId, TaskState.Submitted));
        real.reclaimBond(taskId, chunk);
        vm.warp(_now() + RESPONSE_SEC);
        real.convictSilence(taskId, list);
        vm.expectEmit(address(real));
        emit IOpenings.BondReturned(taskId, chunk, stranger, bond);
        real.reclaimBond(taskId, chunk);
        assertEq(real.nativeCreditOf(stranger), bond, "back");
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NoBond.selector, taskId, chunk));
        real.reclaimBond(taskId, chunk);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NoBond.selector, taskId, list));
        real.reclaimBond(taskId, list);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotRequested.selector, taskId, _position(PARTS)));
        real.reclaimBond(taskId, _position(PARTS));
    }

    function test_an_answered_bond_is_not_reclaimed() public {
        TaskId taskId = _submit();
        _ask(taskId, LIST);
        _answer(taskId, LIST);
        uint64 answeredAt = _now();
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.AlreadyAnswered.selector, taskId, _position(LIST), answeredAt));
        real.reclaimBond(taskId, _position(LIST));
    }

    function test_nothing_is_answered_after_the_verdict() public {
        TaskId taskId = _submit();
        _ask(taskId, LIST);
        _convict(taskId, Fraud(ClaimKind.WrongOutput, 2, 0, 1, 2));
        bytes memory answer = trace.answer(LIST);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Refuted)
        );
        real.answerOpening(taskId, _position(LIST), answer);
        vm.warp(_now() + RESPONSE_SEC);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.TaskNotSubmitted.selector, taskId, TaskState.Refuted)
        );
        real.convictSilence(taskId, _position(LIST));
        real.reclaimBond(taskId, _position(LIST));
    }

    function test_P1_credits_are_pulled() public {
        TaskId taskId = _submit();
        Position position = _ask(taskId, LIST);
        uint256 bond = real.openingOf(taskId, position).bondWei;
        _answer(taskId, LIST);
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NativeCreditTooLow.selector, provider, bond, bond + 1));
        real.withdrawNative(stranger, bond + 1);
        vm.expectRevert(IOpenings.ZeroAddress.selector);
        real.withdrawNative(address(0), bond);
        address none = address(new NoWallet());
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NativeTransferFailed.selector, none, bond));
        real.withdrawNative(none, bond);
        address wallet = makeAddr("wallet");
        real.withdrawNative(wallet, bond);
        vm.stopPrank();
        assertEq(wallet.balance, bond, "paid");
        assertEq(address(real).balance, 0, "P-2: nothing is left");
    }

    function test_S3_an_operator_claims_to_the_payee() public {
        TaskId taskId = _submit();
        uint256 bond = real.openingOf(taskId, _ask(taskId, LIST)).bondWei;
        _answer(taskId, LIST);
        address operator = makeAddr("operator");
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IOpenings.NotServing.selector, provider, operator));
        real.claimNativeFor(provider);
        _authorise(operator, 1, 1);
        vm.prank(operator);
        real.claimNativeFor(provider);
        assertEq(provider.balance, bond, "to the payee, which is the provider itself");
        assertEq(operator.balance, 0, "not to the operator");
    }

    // deployment

    function test_times_lie_within_bounds() public {
        IOpenings.Times memory times = IOpenings.Times(0, 1, 1);
        _refusesTimes(times, "responseSec", 0, 7 days);
        times = IOpenings.Times(7 days + 1, 1, 1);
        _refusesTimes(times, "responseSec", 7 days + 1, 7 days);
        _refusesTimes(IOpenings.Times(1, 0, 1), "graceSec", 0, 7 days);
        _refusesTimes(IOpenings.Times(1, 7 days + 1, 1), "graceSec", 7 days + 1, 7 days);
        _refusesTimes(IOpenings.Times(1, 1, 0), "perAnswerSec", 0, 1 days);
        _refusesTimes(IOpenings.Times(1, 1, 1 days + 1), "perAnswerSec", 1 days + 1, 1 days);
        times = IOpenings.Times(1, 1, 1);
        _refuses(
            abi.encode(address(0), openingVerifier, times, 1), abi.encodeWithSelector(IOpenings.ZeroAddress.selector)
        );
        _refuses(
            abi.encode(verifier, stranger, times, 1), abi.encodeWithSelector(IOpenings.NotAContract.selector, stranger)
        );
        assertEq(address(real.openingVerifier()), address(openingVerifier), "openingVerifier");
        assertEq(real.optimisticVerifier(), address(verifier), "optimisticVerifier");
        assertEq(real.perAnswerSec(), PER_ANSWER_SEC, "perAnswerSec");
        assertEq(real.bondFloorWei(), FLOOR_WEI, "bondFloorWei");
    }

    function _refusesTimes(IOpenings.Times memory times, bytes32 what, uint256 actual, uint256 max) private {
        _refuses(
            abi.encode(verifier, openingVerifier, times, 1),
            abi.encodeWithSelector(IOpenings.TimeOutOfRange.selector, what, actual, 1, max)
        );
    }

    /// @dev A plain `create`: after `expectRevert` a failed `deployCode` would end the test unseen.
    function _refuses(bytes memory arguments, bytes memory expected) private {
        bytes memory initCode = bytes.concat(vm.getCode("Openings.sol:Openings"), arguments);
        address deployed;
        bytes memory returned;
        assembly ("memory-safe") {
            deployed := create(0, add(initCode, 32), mload(initCode))
            returned := mload(0x40)
            mstore(returned, returndatasize())
            returndatacopy(add(returned, 32), 0, returndatasize())
            mstore(0x40, add(add(returned, 64), returndatasize()))
        }
        assertEq(deployed, address(0), "deployed");
        assertEq(returned, expected, "error");
    }

    function _onDemandBy(address key) private returns (TaskId taskId) {
        taskId = _request(_termsOf(trace, TraceMode.OnDemand));
        vm.startPrank(key);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, 0, "");
        vm.stopPrank();
    }

    function _ask(TaskId taskId, uint64 kind, address asker, uint256 funds) private {
        vm.deal(asker, funds);
        _ask(taskId, kind, asker);
    }

    /// @dev What an opening cost, in stake token.
    function _inStake(uint64 kind) private view returns (uint256) {
        // the bond at a base fee of 1 is its gas
        return real.bondOf(trace.answer(kind).length) / 7 gwei * uint256(_bounds().stakePerGas);
    }

    function _convict(TaskId taskId, Fraud memory fraud) private {
        bytes memory call = abi.encodeWithSelector(IStepVerifier.verify.selector);
        vm.mockCall(address(stepVerifier), call, abi.encode(fraud));
        vm.prank(makeAddr("finder"));
        verifier.proveFraud(taskId, PROOF);
        vm.clearMockedCalls();
        _know(trace);
    }
}
