// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IResultDelivery} from "contracts/interfaces/IResultDelivery.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {GasBurner, Recorder, Reenterer, ReturnBomb, TipReenterer} from "../support/Consumers.sol";
import {DeliveryTest} from "../support/DeliveryTest.sol";

contract ResultDeliveryTest is DeliveryTest {
    Recorder internal recorder;

    mapping(TaskId => IResultDelivery.Callback) internal rebuilt;
    mapping(address => uint256) internal tips;

    function setUp() public override {
        super.setUp();
        recorder = new Recorder();
    }

    function test_C1_deliver_bringsTheOutputToTheConsumerOnce() public {
        TaskId taskId = _waiting(address(recorder));
        vm.expectEmit();
        emit IResultDelivery.ResultDelivered(taskId, address(recorder), deliverer, TIP);
        _deliver(taskId);

        assertEq(recorder.output(), OUTPUT, "output");
        assertEq(delivery.tipsOf(deliverer), TIP, "the tip is the deliverer's");
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.AlreadyDelivered.selector, taskId));
        _deliver(taskId);
        assertEq(recorder.calls(), 1, "calls");
    }

    function test_C1_deliver_beforeFinal_reverts() public {
        TaskId taskId = _submitted(OUTPUT);
        _register(taskId, address(recorder));
        vm.warp(verifier.taskOf(taskId).finalAt);
        vm.expectRevert(
            abi.encodeWithSelector(IResultDelivery.TaskNotFinal.selector, taskId, uint8(TaskState.Submitted))
        );
        _deliver(taskId);
        verifier.finaliseTask(taskId);
        _deliver(taskId);
        assertEq(recorder.calls(), 1, "calls");
    }

    function test_C1_deliver_ofARefutedResult_reverts() public {
        TaskId taskId = _accepted();
        _register(taskId, address(recorder));
        _submit(taskId, OUTPUT, LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.TaskNotFinal.selector, taskId, uint8(TaskState.Refuted)));
        _deliver(taskId);
    }

    function test_C1_deliver_ofOtherBytes_reverts() public {
        TaskId taskId = _waiting(address(recorder));
        vm.expectRevert(
            abi.encodeWithSelector(IResultDelivery.OutputLengthWrong.selector, taskId, OUTPUT.length + 1, OUTPUT.length)
        );
        delivery.deliver(taskId, bytes.concat(OUTPUT, hex"00"));
        for (uint256 i = 0; i < OUTPUT.length; ++i) {
            bytes memory other = OUTPUT;
            other[i] ^= 0x01;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IResultDelivery.OutputNotCommitted.selector, taskId, _rootOf(other), _rootOf(OUTPUT)
                )
            );
            delivery.deliver(taskId, other);
        }
    }

    /// @dev From no gas to enough: whenever `deliver` does not revert, the consumer had its whole stipend.
    function test_C1_theConsumerHasItsGasOrIsNotCalled() public {
        TaskId taskId = _waiting(address(recorder));
        uint256 snapshot = vm.snapshotState();
        bytes memory call = abi.encodeCall(IResultDelivery.deliver, (taskId, OUTPUT));
        uint256 refused;
        uint256 delivered;
        for (uint256 gas_ = 100_000; gas_ < 500_000; gas_ += 2_503) {
            (bool success, bytes memory reason) = address(delivery).call{gas: gas_}(call);
            if (success) {
                ++delivered;
                assertTrue(delivery.callbackOf(taskId).delivered, "no attempt fails for lack of the deliverer's gas");
                // the consumer's own dispatch apart
                assertGt(recorder.gasAtEntry(), GAS_LIMIT - 2_000, "gas of the consumer");
                assertLe(recorder.gasAtEntry(), GAS_LIMIT, "and no more");
            } else if (bytes4(reason) == IResultDelivery.GasTooLow.selector) {
                ++refused;
            }
            vm.revertToState(snapshot);
        }
        assertGt(refused, 10, "some were refused before the call");
        assertGt(delivered, 10, "some were enough");
    }

    function test_C1_hostileConsumers_fail_andNothingElseHappens() public {
        address[3] memory hostile =
            [address(new ReturnBomb(true)), address(new GasBurner()), address(new HasNoFunction())];
        for (uint256 i = 0; i < hostile.length; ++i) {
            TaskId taskId = _waiting(hostile[i]);
            vm.expectEmit();
            emit IResultDelivery.DeliveryFailed(taskId, hostile[i], deliverer);
            uint256 before = gasleft();
            _deliver(taskId);
            assertLt(before - gasleft(), GAS_LIMIT + 150_000, "nothing it returns is copied");
            assertFalse(delivery.callbackOf(taskId).delivered, "not delivered");
            assertEq(delivery.tipsOf(deliverer), 0, "no tip");
            _assertState(taskId, TaskState.Final);
        }
    }

    function test_C1_aReturnBomb_costsItsOwnGasOnly() public {
        TaskId taskId = _waiting(address(new ReturnBomb(false)));
        uint256 before = gasleft();
        _deliver(taskId);
        assertLt(before - gasleft(), GAS_LIMIT + 150_000, "gas");
    }

    function test_C1_aFailure_isRetriedByAnyone() public {
        TaskId taskId = _waiting(address(recorder));
        recorder.setBroken(true);
        _deliver(taskId);
        _deliver(taskId);
        assertEq(recorder.calls(), 0, "calls");
        recorder.setBroken(false);
        vm.prank(stranger);
        delivery.deliver(taskId, OUTPUT);
        assertEq(recorder.calls(), 1, "calls");
        assertEq(delivery.tipsOf(stranger), TIP, "the tip is for whom it worked");
    }

    function test_C1_aConsumerThatComesBackIn_isRefused() public {
        Reenterer reenterer = new Reenterer(delivery);
        vm.deal(address(delivery), 1 ether);
        client = address(reenterer);
        _fund(client, provider);
        vm.deal(client, 1 ether);
        TaskId taskId = _waiting(client);
        _deliver(taskId);

        assertTrue(delivery.callbackOf(taskId).delivered, "delivered");
        assertFalse(reenterer.delivered(), "not twice");
        assertFalse(reenterer.withdrew(), "no callback is withdrawn while it runs");
        assertFalse(reenterer.tipped(), "no tip is its own");
        assertEq(delivery.tipsOf(deliverer), TIP, "tip");
        assertEq(address(delivery).balance, 1 ether + TIP, "what is held");
    }

    /// @dev Once its time is over a callback may be withdrawn, so that the guard alone keeps its tip from being paid twice.
    function test_C1_aConsumerThatWithdrawsItsLateCallback_whileItRuns_isRefused() public {
        Reenterer reenterer = new Reenterer(delivery);
        vm.deal(address(delivery), 1 ether);
        client = address(reenterer);
        _fund(client, provider);
        vm.deal(client, 1 ether);
        TaskId taskId = _waiting(client);
        vm.warp(verifier.taskOf(taskId).finalAt + 365 days);
        _deliver(taskId);

        assertFalse(reenterer.withdrew(), "no callback is withdrawn while it runs");
        assertEq(delivery.tipsOf(client) + delivery.tipsOf(deliverer), TIP, "one tip");
    }

    function test_C1_settlement_isDoneBeforeTheConsumerIsCalled() public {
        TaskId taskId = _submitted(OUTPUT);
        _register(taskId, address(new GasBurner()));
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
        uint256 paid = _creditOf(provider);
        assertGt(paid, 0, "the provider is paid");
        _deliver(taskId);
        assertEq(_creditOf(provider), paid, "whatever the consumer does");
    }

    function test_registerCallback_isTheClientsAlone() public {
        TaskId taskId = _request();
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NotTaskClient.selector, taskId, stranger, client));
        vm.prank(stranger);
        delivery.registerCallback(taskId, address(recorder), GAS_LIMIT);

        TaskId none = NOBODYS_TASK;
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NotTaskClient.selector, none, client, address(0)));
        vm.prank(client);
        delivery.registerCallback(none, address(recorder), GAS_LIMIT);
    }

    function test_registerCallback_inEveryState() public {
        for (uint8 i = 1; i <= uint8(type(TaskState).max); ++i) {
            TaskId taskId = _taskIn(TaskState(i));
            bool ended = i >= uint8(TaskState.Refuted);
            if (ended) vm.expectRevert(abi.encodeWithSelector(IResultDelivery.TaskEnded.selector, taskId, i));
            _register(taskId, address(recorder));
        }
    }

    function test_registerCallback_checksItsArguments() public {
        TaskId taskId = _request();
        vm.startPrank(client);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.GasLimitOutOfRange.selector, 29_999, 30_000, 2_000_000));
        delivery.registerCallback(taskId, address(recorder), 29_999);
        vm.expectRevert(
            abi.encodeWithSelector(IResultDelivery.GasLimitOutOfRange.selector, 2_000_001, 30_000, 2_000_000)
        );
        delivery.registerCallback(taskId, address(recorder), 2_000_001);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.ConsumerHasNoCode.selector, stranger));
        delivery.registerCallback(taskId, stranger, GAS_LIMIT);
        uint256 most = type(uint128).max;
        vm.deal(client, most + 1);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.TipTooHigh.selector, most + 1, most));
        delivery.registerCallback{value: most + 1}(taskId, address(recorder), GAS_LIMIT);

        delivery.registerCallback(taskId, address(recorder), 2_000_000);
        vm.expectRevert(
            abi.encodeWithSelector(IResultDelivery.CallbackAlreadyRegistered.selector, taskId, address(recorder))
        );
        delivery.registerCallback(taskId, address(recorder), 30_000);
    }

    function test_withdrawCallback_givesTheTipBack() public {
        TaskId taskId = _request();
        _register(taskId, address(recorder));
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NotTaskClient.selector, taskId, stranger, client));
        vm.prank(stranger);
        delivery.withdrawCallback(taskId);

        vm.startPrank(client);
        vm.expectEmit();
        emit IResultDelivery.CallbackWithdrawn(taskId, client, TIP);
        delivery.withdrawCallback(taskId);
        vm.expectEmit();
        emit IResultDelivery.TipsWithdrawn(client, stranger, TIP);
        delivery.withdrawTips(payable(stranger));
        assertEq(stranger.balance, TIP, "tip");
        assertEq(address(delivery).balance, 0, "nothing is left");
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NothingToWithdraw.selector, client));
        delivery.withdrawTips(payable(stranger));
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NoCallback.selector, taskId));
        delivery.withdrawCallback(taskId);
        vm.stopPrank();
        _register(taskId, address(recorder));
    }

    /// @dev Deliverers on their way have a day; after it nothing is stuck, whatever the consumer is.
    function test_withdrawCallback_ofAFinalTask_waitsADay() public {
        TaskId taskId = _waiting(address(new GasBurner()));
        uint64 untilSec = verifier.taskOf(taskId).finalAt + 1 days;
        vm.startPrank(client);
        vm.warp(untilSec - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IResultDelivery.DeliveryUnderWay.selector, taskId, untilSec - 1, untilSec)
        );
        delivery.withdrawCallback(taskId);
        vm.warp(untilSec);
        delivery.withdrawCallback(taskId);
        assertEq(delivery.tipsOf(client), TIP, "tip");
    }

    function test_withdrawCallback_afterDelivery_reverts() public {
        TaskId taskId = _waiting(address(recorder));
        _deliver(taskId);
        vm.warp(_now() + 2 days);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.AlreadyDelivered.selector, taskId));
        vm.prank(client);
        delivery.withdrawCallback(taskId);
    }

    function test_withdrawTips_isPaidOnce() public {
        TipReenterer greedy = new TipReenterer(delivery);
        _register(_request(), address(recorder));
        TaskId taskId = _waiting(address(recorder));
        greedy.deliver(taskId, OUTPUT);
        assertFalse(greedy.again(), "not again");
        assertEq(address(greedy).balance, TIP, "its tip");
        assertEq(address(delivery).balance, TIP, "the other's is left");
    }

    function test_withdrawTips_toOneThatRefuses_reverts() public {
        TaskId taskId = _waiting(address(recorder));
        _deliver(taskId);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.WithdrawalFailed.selector, address(recorder), TIP));
        vm.prank(deliverer);
        delivery.withdrawTips(payable(address(recorder)));
        assertEq(delivery.tipsOf(deliverer), TIP, "still its own");
    }

    function test_deliver_withoutACallback_reverts() public {
        TaskId taskId = _final(OUTPUT);
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.NoCallback.selector, taskId));
        _deliver(taskId);
    }

    function test_deliver_toOneWhoseCodeIsGone_reverts() public {
        TaskId taskId = _waiting(address(recorder));
        vm.etch(address(recorder), "");
        vm.expectRevert(abi.encodeWithSelector(IResultDelivery.ConsumerHasNoCode.selector, address(recorder)));
        _deliver(taskId);
    }

    /// @dev For those who act on a result before it is final, knowing that.
    function test_resultOf_and_isOutput_speakOfUnfinalResultsToo() public {
        TaskId taskId = _accepted();
        assertFalse(delivery.isOutput(taskId, OUTPUT), "none yet");
        assertEq(abi.encode(delivery.resultOf(taskId)), abi.encode(TaskState.Accepted, 0, 0, false), "accepted");

        taskId = _submitted(OUTPUT);
        uint64 finalAt = verifier.taskOf(taskId).finalAt;
        assertTrue(delivery.isOutput(taskId, OUTPUT), "the output");
        assertFalse(delivery.isOutput(taskId, bytes.concat(OUTPUT, hex"00")), "longer");
        assertFalse(delivery.isOutput(taskId, hex"00112233445566778899aabbccddeefe"), "other");
        bytes32 root = _rootOf(OUTPUT);
        assertEq(
            abi.encode(delivery.resultOf(taskId)), abi.encode(TaskState.Submitted, root, finalAt, false), "submitted"
        );
        vm.warp(finalAt);
        verifier.finaliseTask(taskId);
        assertEq(abi.encode(delivery.resultOf(taskId)), abi.encode(TaskState.Final, root, finalAt, true), "final");
        assertEq(abi.encode(delivery.resultOf(NOBODYS_TASK)), abi.encode(TaskState.None, 0, 0, false), "none");
    }

    function test_E1_callbacksAndTips_areRebuiltFromTheirEvents() public {
        vm.recordLogs();
        TaskId first = _waiting(address(recorder));
        TaskId second = _waiting(address(new GasBurner()));
        TaskId third = _request();
        _register(third, address(recorder));
        _deliver(first);
        _deliver(second);
        vm.prank(client);
        delivery.withdrawCallback(third);
        vm.prank(deliverer);
        delivery.withdrawTips(payable(deliverer));

        _replay(vm.getRecordedLogs());
        TaskId[3] memory all = [first, second, third];
        for (uint256 i = 0; i < all.length; ++i) {
            assertEq(abi.encode(rebuilt[all[i]]), abi.encode(delivery.callbackOf(all[i])), "callback");
        }
        address[3] memory accounts = [client, deliverer, stranger];
        uint256 held = rebuilt[second].tip;
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(tips[accounts[i]], delivery.tipsOf(accounts[i]), "tips");
            held += tips[accounts[i]];
        }
        // RULE P-2
        assertEq(address(delivery).balance, held, "what is held is what is owed");
    }

    function _replay(Vm.Log[] memory logs) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(delivery)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == IResultDelivery.TipsWithdrawn.selector) {
                tips[_account(logs[i].topics[1])] -= abi.decode(logs[i].data, (uint256));
                continue;
            }
            TaskId taskId = TaskId.wrap(logs[i].topics[1]);
            if (topic == IResultDelivery.CallbackRegistered.selector) {
                (uint32 gasLimit, uint128 tip) = abi.decode(logs[i].data, (uint32, uint128));
                (address registrant, address consumer) = (_account(logs[i].topics[2]), _account(logs[i].topics[3]));
                rebuilt[taskId] = IResultDelivery.Callback(consumer, gasLimit, false, tip, registrant);
            } else if (topic == IResultDelivery.CallbackWithdrawn.selector) {
                delete rebuilt[taskId];
                tips[_account(logs[i].topics[2])] += abi.decode(logs[i].data, (uint128));
            } else if (topic == IResultDelivery.ResultDelivered.selector) {
                rebuilt[taskId].delivered = true;
                tips[_account(logs[i].topics[3])] += abi.decode(logs[i].data, (uint128));
            }
        }
    }

    function _account(bytes32 topic) internal pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}

/// @dev Code, but not the function that is called.
contract HasNoFunction {
    function another() external pure {}
}
