// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Fraud} from "../types/Fraud.sol";
import {Dials, Task, TaskId, TaskState, TaskTerms} from "../types/Task.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Paid tasks, their results and their verdicts
/// @notice Holds the clients' escrow and nothing else: per token, balance == open escrow + credits. Money leaves by `withdraw` only.
/// The owner allows tokens and sets the dials of later tasks, within limits in code; no task under way is in its reach.
/// A right lasts while t < deadline; the exit begins at t >= deadline.
interface IOptimisticVerifier {
    /// @notice Limits of every task, fixed for the life of the deployment (RULE T-2). Seconds, unless named otherwise.
    struct Bounds {
        uint32 minWindowSec;
        uint32 maxWindowSec;
        uint32 maxSubmitSec;
        uint32 maxAcceptSec;
        /// stake token (smallest unit) that always pays for one gas: the deployment's gas-price ceiling
        uint128 stakePerGas;
        uint16 maxFeeBps;
    }

    event TaskRequested(
        TaskId indexed taskId,
        address indexed client,
        bytes32 indexed modelId,
        TaskTerms terms,
        Dials dials,
        uint64 acceptBy
    );
    event TaskAccepted(TaskId indexed taskId, address indexed provider, uint64 submitBy);
    event ResultSubmitted(
        TaskId indexed taskId, address indexed provider, bytes32 outputRoot, bytes32 nodesRoot, uint64 finalAt
    );
    event TaskFinalised(TaskId indexed taskId, address indexed provider, uint256 paid, uint256 fee);
    /// @notice The verdict is Refuted. `refund` is the price; `toClient`, `bounty` and `burnt` are the lock, split.
    event FraudProven(
        TaskId indexed taskId,
        address indexed provider,
        address indexed challenger,
        Fraud fraud,
        uint256 refund,
        uint256 toClient,
        uint256 bounty,
        uint256 burnt
    );
    event TaskExpired(TaskId indexed taskId, address indexed provider, uint256 refund, uint256 penalty);
    event TaskCancelled(TaskId indexed taskId, address indexed client, uint256 refund);
    event Credited(address indexed account, address indexed token, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, address indexed to, uint256 amount);
    /// @notice Whether new tasks may be priced in `token`; tasks and credits in it are untouched.
    event TokenAllowed(address indexed token, bool allowed);
    /// @notice The dials of tasks requested from now on.
    event DialsChanged(Dials dials);

    error UnknownTask(TaskId taskId);
    error UnknownModel(bytes32 modelId);
    error TaskNotRequested(TaskId taskId, TaskState state);
    error TaskNotAccepted(TaskId taskId, TaskState state);
    error TaskNotSubmitted(TaskId taskId, TaskState state);
    error AcceptDeadlinePassed(TaskId taskId, uint64 nowSec, uint64 acceptBy);
    error AcceptDeadlineNotReached(TaskId taskId, uint64 nowSec, uint64 acceptBy);
    error SubmitDeadlinePassed(TaskId taskId, uint64 nowSec, uint64 submitBy);
    error SubmitDeadlineNotReached(TaskId taskId, uint64 nowSec, uint64 submitBy);
    error WindowStillOpen(TaskId taskId, uint64 nowSec, uint64 finalAt);
    error NotTaskProvider(TaskId taskId, address caller, address provider);
    error OpposingRoles(TaskId taskId, address account);
    error ZeroRoot(TaskId taskId, bytes32 which);
    error TermOutOfRange(bytes32 term, uint256 actual, uint256 min, uint256 max);
    error LockTooLow(uint256 lock, uint256 minimum);
    error TokenNotAllowed(address token);
    error LevelNotServed(uint8 level);
    error TraceModeNotServed(uint8 traceMode);
    error TokenMovedWrongAmount(address token, uint256 moved, uint256 expected);
    /// @notice The token took from this contract's balance by itself: what is owed in it is no longer covered.
    error TokenBalanceShort(address token, uint256 balance, uint256 owed);
    error CreditTooLow(address account, address token, uint256 credit, uint256 wanted);
    error DialOutOfRange(bytes32 dial, uint256 actual, uint256 limit);
    /// @notice `proveFraud` takes one encoding of its arguments: nothing follows the padded proof.
    error TrailingCalldata(uint256 length, uint256 expected);
    /// @notice `what` is "offset" (of the proof, 64) or "padding" (after the proof, zero).
    error CalldataNotCanonical(bytes32 what, uint256 actual, uint256 expected);
    error NotAContract(address account);
    error ZeroAddress();

    /// @notice Sets the dials of tasks requested from now on. Owner only.
    function setDials(Dials calldata dials_) external;
    /// @notice Allows or refuses `token` as the price of new tasks. Owner only.
    function setTokenAllowed(address token, bool allowed) external;

    /// @notice Takes the price into escrow. Anyone may ask; `terms.provider` zero lets any provider accept.
    function requestTask(TaskTerms calldata terms) external returns (TaskId taskId);
    /// @notice `requestTask` with an EIP-2612 permit for the price; a permit that fails falls back to the allowance.
    function requestTaskWithPermit(TaskTerms calldata terms, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (TaskId taskId);
    /// @notice The client at any time before acceptance; anyone from `acceptBy` on.
    function cancelTask(TaskId taskId) external;
    /// @notice The caller's word that it holds model and input (RULE T-5); locks its stake.
    function acceptTask(TaskId taskId) external;
    function submitResult(TaskId taskId, bytes32 outputRoot, bytes32 nodesRoot) external;
    /// @notice Settles the task as Refuted if `proof` shows its result wrong; reverts otherwise. Accepted while the task is Submitted.
    function proveFraud(TaskId taskId, bytes calldata proof) external;
    /// @notice Anyone, once the window has passed: pays the provider.
    function finaliseTask(TaskId taskId) external;
    /// @notice Anyone, from `submitBy` on: refunds the client.
    function expireTask(TaskId taskId) external;
    /// @notice Sends credit of the caller to `to`.
    function withdraw(address token, address to, uint256 amount) external;

    function taskOf(TaskId taskId) external view returns (Task memory);
    function taskCount() external view returns (uint256);
    function creditOf(address account, address token) external view returns (uint256);
    function dials() external view returns (Dials memory);
    function bounds() external view returns (Bounds memory);
    function isTokenAllowed(address token) external view returns (bool);
    /// @notice Escrow of open tasks and credits in `token`: what this contract owes.
    function owedOf(address token) external view returns (uint256);
    function stakeVault() external view returns (IStakeVault);
    function modelRegistry() external view returns (IModelRegistry);
    /// @notice Receives the fee, as a credit like any other.
    function treasury() external view returns (address);
    /// @notice Smallest lock a task of this model may carry (RULE S-4).
    function minimumLock(bytes32 modelId) external view returns (uint256);
}
