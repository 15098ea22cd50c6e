// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "../interfaces/IOptimisticVerifier.sol";
import {IResultConsumer} from "../interfaces/IResultConsumer.sol";
import {TaskId, TaskTerms} from "../types/Task.sol";

/// @title A prize for the first picture in which a model reads the wanted digit
/// @notice An example of a contract that acts on what a neural network said. Whoever wants the prize asks for a task of the model on
/// a picture of theirs, names this contract in ResultDelivery, and is paid when the result is final and read so.
contract DigitBounty is IResultConsumer {
    IOptimisticVerifier public immutable optimisticVerifier;
    address public immutable resultDelivery;
    /// whose output is one u8 a digit, the largest being the answer
    bytes32 public immutable modelId;
    uint256 public immutable digit;
    /// the least dispute window, in seconds, and the least lock under which a result is believed
    uint256 public immutable minWindowSec;
    uint256 public immutable minLock;

    /// who has won; zero until somebody has
    address public winner;

    event Won(TaskId indexed taskId, address indexed winner);
    event Paid(address indexed winner, address indexed to, uint256 amount);

    error NotResultDelivery(address caller);
    error WrongModel(bytes32 actual, bytes32 expected);
    error TermsTooWeak(bytes32 term, uint256 actual, uint256 min);
    error AnotherDigit(uint256 actual, uint256 wanted);
    error AlreadyWon(address winner);
    error NotWinner(address caller, address winner);
    error PaymentFailed(address to, uint256 amount);

    /// @dev What is sent along is the prize.
    constructor(
        IOptimisticVerifier optimisticVerifier_,
        address resultDelivery_,
        bytes32 modelId_,
        uint256 digit_,
        uint256 minWindowSec_,
        uint256 minLock_
    ) payable {
        optimisticVerifier = optimisticVerifier_;
        resultDelivery = resultDelivery_;
        modelId = modelId_;
        digit = digit_;
        minWindowSec = minWindowSec_;
        minLock = minLock_;
    }

    /// @inheritdoc IResultConsumer
    function onResult(TaskId taskId, bytes calldata output) external {
        // Who vouches for finality and for the output's bytes.
        if (msg.sender != resultDelivery) revert NotResultDelivery(msg.sender);
        if (winner != address(0)) revert AlreadyWon(winner);
        // Anybody may name this contract for any task: the task itself must be good enough.
        TaskTerms memory terms = optimisticVerifier.taskOf(taskId).terms;
        if (terms.modelId != modelId) revert WrongModel(terms.modelId, modelId);
        if (terms.windowSec < minWindowSec) revert TermsTooWeak("windowSec", terms.windowSec, minWindowSec);
        if (terms.lock < minLock) revert TermsTooWeak("lock", terms.lock, minLock);
        uint256 read = _largest(output);
        if (read != digit) revert AnotherDigit(read, digit);

        winner = optimisticVerifier.taskOf(taskId).client;

        emit Won(taskId, winner);
    }

    /// @notice Sends the prize. Pulled by the winner: the callback's gas is not spent on it.
    function collect(address payable to) external {
        if (msg.sender != winner) revert NotWinner(msg.sender, winner);
        uint256 amount = address(this).balance;

        emit Paid(winner, to, amount);
        (bool success,) = to.call{value: amount}("");
        if (!success) revert PaymentFailed(to, amount);
    }

    /// @dev Position of the largest byte, of equals the first.
    function _largest(bytes calldata output) internal pure returns (uint256 position) {
        for (uint256 i = 1; i < output.length; ++i) {
            if (output[i] > output[position]) position = i;
        }
    }
}
