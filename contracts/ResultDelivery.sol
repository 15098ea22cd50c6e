// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";
import {IResultConsumer} from "./interfaces/IResultConsumer.sol";
import {IResultDelivery} from "./interfaces/IResultDelivery.sol";
import {TensorRoot} from "./libraries/TensorRoot.sol";
import {Task, TaskId, TaskState} from "./types/Task.sol";

/// @title Brings results to contracts that wait for them
/// @dev Documented in IResultDelivery.
contract ResultDelivery is IResultDelivery, ReentrancyGuardTransient {
    uint256 internal constant MIN_GAS_LIMIT = 30_000;
    uint256 internal constant MAX_GAS_LIMIT = 2_000_000;
    /// what is left to do after the call, and the call itself
    uint256 internal constant AFTERWARDS_GAS = 60_000;
    /// a deliverer's transaction is on its way: the client does not take its tip away from under it
    uint64 internal constant DELIVERY_SEC = 1 days;

    /// @inheritdoc IResultDelivery
    IOptimisticVerifier public immutable optimisticVerifier;

    mapping(TaskId => Callback) internal _callbacks;
    /// @inheritdoc IResultDelivery
    mapping(address account => uint256) public tipsOf;

    constructor(IOptimisticVerifier optimisticVerifier_) {
        optimisticVerifier = optimisticVerifier_;
    }

    /// @inheritdoc IResultDelivery
    function registerCallback(TaskId taskId, address consumer, uint32 gasLimit) external payable {
        Task memory task = optimisticVerifier.taskOf(taskId);
        if (msg.sender != task.client) revert NotTaskClient(taskId, msg.sender, task.client);
        if (_hasNoResult(task.state)) revert TaskEnded(taskId, task.state);
        if (gasLimit < MIN_GAS_LIMIT || gasLimit > MAX_GAS_LIMIT) {
            revert GasLimitOutOfRange(gasLimit, MIN_GAS_LIMIT, MAX_GAS_LIMIT);
        }
        // a call to no code succeeds
        if (consumer.code.length == 0) revert ConsumerHasNoCode(consumer);
        if (msg.value > type(uint128).max) revert TipTooHigh(msg.value, type(uint128).max);
        address registered = _callbacks[taskId].consumer;
        if (registered != address(0)) revert CallbackAlreadyRegistered(taskId, registered);

        _callbacks[taskId] = Callback(consumer, gasLimit, false, uint128(msg.value), msg.sender);

        emit CallbackRegistered(taskId, msg.sender, consumer, gasLimit, uint128(msg.value));
    }

    /// @inheritdoc IResultDelivery
    function withdrawCallback(TaskId taskId) external nonReentrant {
        Callback memory callback = _loadCallback(taskId);
        if (msg.sender != callback.client) revert NotTaskClient(taskId, msg.sender, callback.client);
        Task memory task = optimisticVerifier.taskOf(taskId);
        uint64 untilSec = task.finalAt + DELIVERY_SEC;
        if (task.state == TaskState.Final && block.timestamp < untilSec) {
            revert DeliveryUnderWay(taskId, uint64(block.timestamp), untilSec);
        }

        delete _callbacks[taskId];
        tipsOf[msg.sender] += callback.tip;

        emit CallbackWithdrawn(taskId, msg.sender, callback.tip);
    }

    /// @inheritdoc IResultDelivery
    function deliver(TaskId taskId, bytes calldata output) external nonReentrant {
        Callback memory callback = _loadCallback(taskId);
        Task memory task = optimisticVerifier.taskOf(taskId);
        // RULE C-1: only after Final.
        if (task.state != TaskState.Final) revert TaskNotFinal(taskId, task.state);
        _checkOutput(taskId, task, output);
        if (callback.consumer.code.length == 0) revert ConsumerHasNoCode(callback.consumer);

        if (!_call(callback, abi.encodeCall(IResultConsumer.onResult, (taskId, output)))) {
            emit DeliveryFailed(taskId, callback.consumer, msg.sender);
            return;
        }
        // RULE C-1: with success once only. The guard kept the consumer from coming back before this line.
        _callbacks[taskId].delivered = true;
        tipsOf[msg.sender] += callback.tip;

        emit ResultDelivered(taskId, callback.consumer, msg.sender, callback.tip);
    }

    /// @inheritdoc IResultDelivery
    function withdrawTips(address payable to) external {
        uint256 amount = tipsOf[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);

        tipsOf[msg.sender] = 0;

        emit TipsWithdrawn(msg.sender, to, amount);
        (bool success,) = to.call{value: amount}("");
        if (!success) revert WithdrawalFailed(to, amount);
    }

    /// @inheritdoc IResultDelivery
    function resultOf(TaskId taskId) external view returns (Result memory) {
        Task memory task = optimisticVerifier.taskOf(taskId);
        return Result(task.state, task.outputRoot, task.finalAt, task.state == TaskState.Final);
    }

    /// @inheritdoc IResultDelivery
    function isOutput(TaskId taskId, bytes calldata output) external view returns (bool) {
        Task memory task = optimisticVerifier.taskOf(taskId);
        if (task.outputRoot == 0) return false;
        (uint256 expected, uint256 chunkLog2) = _outputOf(task);
        return output.length == expected && TensorRoot.rootOf(output, chunkLog2) == task.outputRoot;
    }

    /// @inheritdoc IResultDelivery
    function callbackOf(TaskId taskId) external view returns (Callback memory) {
        return _callbacks[taskId];
    }

    function _loadCallback(TaskId taskId) internal view returns (Callback memory callback) {
        callback = _callbacks[taskId];
        if (callback.consumer == address(0)) revert NoCallback(taskId);
        if (callback.delivered) revert AlreadyDelivered(taskId);
    }

    function _checkOutput(TaskId taskId, Task memory task, bytes calldata output) internal view {
        (uint256 expected, uint256 chunkLog2) = _outputOf(task);
        if (output.length != expected) revert OutputLengthWrong(taskId, output.length, expected);
        bytes32 actual = TensorRoot.rootOf(output, chunkLog2);
        if (actual != task.outputRoot) revert OutputNotCommitted(taskId, actual, task.outputRoot);
    }

    function _outputOf(Task memory task) internal view returns (uint256 bytes_, uint256 chunkLog2) {
        IModelRegistry.ModelRecord memory model = optimisticVerifier.modelRegistry().modelOf(task.terms.modelId);
        return (model.outputBytes, model.activationChunkLog2);
    }

    /// @dev RULE C-1: the consumer gets its gas or is not called, and nothing that it returns is copied.
    function _call(Callback memory callback, bytes memory data) internal returns (bool success) {
        (address consumer, uint256 gasLimit) = (callback.consumer, callback.gasLimit);
        // a call gets 63 parts of 64 of what is left at most (EIP-150), silently
        uint256 needed = gasLimit + gasLimit / 63 + AFTERWARDS_GAS;
        if (gasleft() < needed) revert GasTooLow(gasleft(), needed);
        // plain: (success,) = consumer.call{gas: gasLimit}(data);
        assembly ("memory-safe") {
            success := call(gasLimit, consumer, 0, add(data, 32), mload(data), 0, 0)
        }
    }

    function _hasNoResult(TaskState state) internal pure returns (bool) {
        return state == TaskState.Refuted || state == TaskState.Expired || state == TaskState.Cancelled;
    }
}
