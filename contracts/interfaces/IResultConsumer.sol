// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TaskId} from "../types/Task.sol";

/// @title A contract that acts on results
interface IResultConsumer {
    /// @notice Called by ResultDelivery with the output of a task that is Final, at most once with success.
    /// @dev Check two things. That the caller is ResultDelivery. And that the task is one to act on: anybody may ask for a task and name
    /// this contract, so look at who asked, at the model and input, and at the terms under which it became final (window, lock, level).
    /// @param output the bytes of the output tensor; they are what the task's outputRoot commits to
    function onResult(TaskId taskId, bytes calldata output) external;
}
