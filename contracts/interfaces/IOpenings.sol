// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Fraud} from "../types/Fraud.sol";
import {Due, Position} from "../types/Opening.sol";
import {TaskId, TaskState} from "../types/Task.sol";
import {IOpeningVerifier} from "./IOpeningVerifier.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Openings: what a provider withholds is demanded here, or its silence convicts it
/// @notice Anyone demands data below a committed root for a bond, anyone answers, and the data proves itself. Answered, the bond is
/// the provider's; unanswered, the task is Refuted, the asker has the bounty and the bond back. Rules O-1 to O-6: docs/protocol.md.
/// Holds the bonds and nothing else: balance >= bonds of what is not answered + credits, all in the chain's native currency.
interface IOpenings {
    /// @notice Seconds, for the life of the deployment. The first two exceed the time for which a transaction can be kept out.
    struct Times {
        /// to answer
        uint32 responseSec;
        /// to prove, or to ask deeper, after an answer
        uint32 graceSec;
        /// at least, between the deadlines of two answers that one provider owes
        uint32 perAnswerSec;
    }

    /// @dev Three slots.
    struct Opening {
        bytes32 hash;
        /// zero: this position was not demanded
        address asker;
        uint64 answerBy;
        uint16 hashes;
        uint8 height;
        uint8 chunkLog2;
        /// what is held for this opening; zero once paid out
        uint128 bondWei;
        /// zero: not answered
        uint64 answeredAt;
        uint8 elementLog2;
        bool reveals;
    }

    event OpeningRequested(
        TaskId indexed taskId,
        Position indexed position,
        address indexed provider,
        address asker,
        uint256 bondWei,
        uint64 answerBy,
        Due due
    );
    /// @param bondWei became the provider's
    /// @param answer the data: here and nowhere else
    event OpeningAnswered(
        TaskId indexed taskId,
        Position indexed position,
        address indexed provider,
        address answerer,
        uint256 bondWei,
        bytes answer
    );
    event SilenceConvicted(TaskId indexed taskId, Position indexed position, address indexed provider, address asker);
    /// @notice An unanswered opening's bond became its asker's again.
    event BondReturned(TaskId indexed taskId, Position indexed position, address indexed asker, uint256 bondWei);
    event NativeCredited(address indexed account, uint256 amount);
    event NativeWithdrawn(address indexed account, address indexed to, uint256 amount);

    error AlreadyRequested(TaskId taskId, Position position);
    error NotRequested(TaskId taskId, Position position);
    error AlreadyAnswered(TaskId taskId, Position position, uint64 answeredAt);
    /// @notice The window is over, and nothing above the position was answered within the grace.
    error NotShownLately(TaskId taskId, Position position, uint64 nowSec, uint64 windowEnd);
    error BondTooLow(uint256 actual, uint256 minimum);
    error AnswerDeadlinePassed(TaskId taskId, Position position, uint64 nowSec, uint64 answerBy);
    error AnswerDeadlineNotReached(TaskId taskId, Position position, uint64 nowSec, uint64 answerBy);
    /// @notice Only the provider, or the operator that accepted the task, says what a trace on demand is.
    error NotRevealer(TaskId taskId, address caller, address provider);
    error ZeroNodesRoot(TaskId taskId);
    /// @notice As long as the task is Submitted the opening may yet be answered.
    error BondStillHeld(TaskId taskId, TaskState state);
    error NoBond(TaskId taskId, Position position);
    error NotServing(address provider, address caller);
    error NativeCreditTooLow(address account, uint256 credit, uint256 wanted);
    error NativeTransferFailed(address to, uint256 amount);
    error ZeroAddress();
    error NotAContract(address account);
    error TimeOutOfRange(bytes32 what, uint256 actual, uint256 min, uint256 max);

    /// @notice Demands what a position shows; it is due by `answerBy`. Anyone, while the task is Submitted and its window open; after
    /// it, as long as t < finalAt, only below what was answered within the grace. Each position once.
    /// @param request docs/format.md, "Openings"
    function requestOpening(TaskId taskId, bytes calldata request) external payable returns (Position position);
    /// @notice Anyone, while t < answerBy. What a trace on demand is, only the provider or the operator that accepted.
    function answerOpening(TaskId taskId, Position position, bytes calldata answer) external;
    /// @notice Anyone, once an answer is overdue: the verdict is Refuted.
    function convictSilence(TaskId taskId, Position position) external;
    /// @notice Anyone, for the asker: the bond of an unanswered opening, once the task has ended.
    function reclaimBond(TaskId taskId, Position position) external;
    /// @notice Sends credit of the caller to `to`.
    function withdrawNative(address to, uint256 amount) external;
    /// @notice Sends all credit of `provider` to its payee (RULE S-3). The provider or one of its operators.
    function claimNativeFor(address provider) external;

    /// @notice What the answered openings on the way to a convicting element cost their askers, at the deployment's gas-price
    /// ceiling, in stake token; who pays caps it. At most five.
    function pathBonds(TaskId taskId, Fraud calldata fraud) external view returns (IStakeVault.Share[] memory);
    function openingOf(TaskId taskId, Position position) external view returns (Opening memory);
    /// @notice The bond for an answer of so many bytes, in this block.
    function bondOf(uint256 answerBytes) external view returns (uint256 bondWei);
    /// @notice The last deadline that `provider` was given.
    function lastAnswerByOf(address provider) external view returns (uint64);
    function nativeCreditOf(address account) external view returns (uint256);
    function optimisticVerifier() external view returns (address);
    function openingVerifier() external view returns (IOpeningVerifier);
    function responseSec() external view returns (uint32);
    function graceSec() external view returns (uint32);
    function perAnswerSec() external view returns (uint32);
    /// @notice Bonds are never computed at a lower gas price.
    function bondFloorWei() external view returns (uint128);
}
