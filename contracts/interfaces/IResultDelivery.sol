// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TaskId, TaskState} from "../types/Task.sol";
import {IOptimisticVerifier} from "./IOptimisticVerifier.sol";

/// @title Brings results to contracts that wait for them
/// @notice RULE C-1: only after Final, with the whole gas that was asked for, copying nothing of what the contract returns. Nothing of
/// a task's settlement depends on it: whatever the contract does, the money has moved already. Holds tips, and nothing else.
interface IResultDelivery {
    struct Callback {
        address consumer;
        /// that the consumer gets, no less and no more
        uint32 gasLimit;
        bool delivered;
        /// native currency for whoever delivers
        uint128 tip;
        /// who registered it: the task's client
        address client;
    }

    struct Result {
        TaskState state;
        /// zero until a result is submitted
        bytes32 outputRoot;
        /// when it may become final, at the earliest; later if parts of the trace are demanded
        uint64 finalAt;
        /// no verdict can change it any more
        bool isFinal;
    }

    event CallbackRegistered(
        TaskId indexed taskId, address indexed client, address indexed consumer, uint32 gasLimit, uint128 tip
    );
    event CallbackWithdrawn(TaskId indexed taskId, address indexed client, uint128 tip);
    event ResultDelivered(TaskId indexed taskId, address indexed consumer, address indexed deliverer, uint128 tip);
    /// @notice The consumer reverted or ran out of its gas. Anybody may try again.
    event DeliveryFailed(TaskId indexed taskId, address indexed consumer, address indexed deliverer);
    event TipsWithdrawn(address indexed account, address indexed to, uint256 amount);

    error NotTaskClient(TaskId taskId, address caller, address client);
    /// @notice The task has ended without a result, or been refuted: there will be nothing to deliver.
    error TaskEnded(TaskId taskId, TaskState state);
    error TaskNotFinal(TaskId taskId, TaskState state);
    error CallbackAlreadyRegistered(TaskId taskId, address consumer);
    error NoCallback(TaskId taskId);
    error AlreadyDelivered(TaskId taskId);
    /// @notice The task is final: deliverers may be on their way until `untilSec`.
    error DeliveryUnderWay(TaskId taskId, uint64 nowSec, uint64 untilSec);
    error GasLimitOutOfRange(uint256 actual, uint256 min, uint256 max);
    error ConsumerHasNoCode(address consumer);
    error OutputLengthWrong(TaskId taskId, uint256 actual, uint256 expected);
    error OutputNotCommitted(TaskId taskId, bytes32 actual, bytes32 outputRoot);
    /// @notice Send the transaction with more gas: `needed` at this point, so that the consumer gets what it was promised.
    error GasTooLow(uint256 actual, uint256 needed);
    error TipTooHigh(uint256 actual, uint256 limit);
    error NothingToWithdraw(address account);
    error WithdrawalFailed(address to, uint256 amount);

    /// @notice The client of a task names the contract that its output goes to; once, until it is withdrawn. What is sent along is the tip.
    /// @param gasLimit what the consumer needs: 30,000 to 2,000,000
    function registerCallback(TaskId taskId, address consumer, uint32 gasLimit) external payable;
    /// @notice The client takes back what was not delivered: until the task is final, and again a day after it may have become so.
    function withdrawCallback(TaskId taskId) external;
    /// @notice Anyone, after Final: calls the consumer with `output`. Pays the tip if the consumer succeeds; if not, says so in an event.
    function deliver(TaskId taskId, bytes calldata output) external;
    /// @notice Sends the caller's tips to `to`.
    function withdrawTips(address payable to) external;

    /// @notice A task's result, final or not: who acts on one that is not final takes the provider's word for it.
    function resultOf(TaskId taskId) external view returns (Result memory);
    /// @notice Whether `output` is what the task's result commits to, final or not.
    function isOutput(TaskId taskId, bytes calldata output) external view returns (bool);
    function callbackOf(TaskId taskId) external view returns (Callback memory);
    function tipsOf(address account) external view returns (uint256);
    function optimisticVerifier() external view returns (IOptimisticVerifier);
}
