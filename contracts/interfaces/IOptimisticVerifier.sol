// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim, Fraud} from "../types/Fraud.sol";
import {Quote} from "../types/Quote.sol";
import {Split} from "../types/Split.sol";
import {Dials, Task, TaskId, TaskState, TaskTerms} from "../types/Task.sol";
import {IFindings} from "./IFindings.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IOpenings} from "./IOpenings.sol";
import {IQuotes} from "./IQuotes.sol";
import {IRequestGate} from "./IRequestGate.sol";
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

    /// @notice The contracts that it works with, for the life of the deployment.
    struct Modules {
        IStakeVault stakeVault;
        IModelRegistry modelRegistry;
        IOpenings openings;
        IFindings findings;
        IQuotes quotes;
        IRequestGate requestGate;
    }

    event TaskRequested(
        TaskId indexed taskId,
        address indexed client,
        bytes32 indexed modelId,
        TaskTerms terms,
        Dials dials,
        uint64 acceptBy
    );
    event TaskAccepted(TaskId indexed taskId, address indexed provider, address operator, uint64 submitBy);
    /// @param output the bytes of the output tensor, if the provider gave them inline (they hash to `outputRoot`); else empty
    event ResultSubmitted(
        TaskId indexed taskId,
        address indexed provider,
        bytes32 outputRoot,
        bytes32 nodesRoot,
        uint64 finalAt,
        bytes output
    );
    /// @notice The number of demands for parts of the trace that wait for an answer, and when the result may be final.
    event OpeningsChanged(TaskId indexed taskId, uint32 pendingOpenings, uint64 finalAt);
    /// @notice A trace on demand was committed to, by the answer to its first opening.
    event TraceRevealed(TaskId indexed taskId, bytes32 nodesRoot);
    /// @notice The whole program was run on chain and gave these roots; the verdict follows.
    event TaskReplayed(TaskId indexed taskId, address indexed caller, bytes32 outputRoot, bytes32 nodesRoot);
    event TaskFinalised(TaskId indexed taskId, address indexed provider, uint256 paid, uint256 fee);
    /// @notice The verdict is Refuted. `refund` is the price; the others are the lock, split: of the bounty half waits in Findings
    /// for the earliest finder (RULE S-6), and what is burnt waits there with it; `bonds` pays openings back.
    event FraudProven(
        TaskId indexed taskId,
        address indexed provider,
        address indexed challenger,
        Fraud fraud,
        uint256 refund,
        Split split
    );
    /// @notice The verdict is Refuted, because an opening was not answered in time; `asker` demanded it and has the whole bounty.
    event SilenceProven(
        TaskId indexed taskId, address indexed provider, address indexed asker, uint256 refund, Split split
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
    /// @notice The caller asked for just this before, under these dials, whatever became of it: with another nonce it is another task.
    error TaskAlreadyRequested(TaskId taskId, uint64 nonce);
    error UnknownModel(bytes32 modelId);
    error TaskNotRequested(TaskId taskId, TaskState state);
    error TaskNotAccepted(TaskId taskId, TaskState state);
    error TaskNotSubmitted(TaskId taskId, TaskState state);
    error AcceptDeadlinePassed(TaskId taskId, uint64 nowSec, uint64 acceptBy);
    error AcceptDeadlineNotReached(TaskId taskId, uint64 nowSec, uint64 acceptBy);
    error SubmitDeadlinePassed(TaskId taskId, uint64 nowSec, uint64 submitBy);
    error SubmitDeadlineNotReached(TaskId taskId, uint64 nowSec, uint64 submitBy);
    error WindowPassed(TaskId taskId, uint64 nowSec, uint64 finalAt);
    error WindowStillOpen(TaskId taskId, uint64 nowSec, uint64 finalAt);
    /// @notice `caller` is neither the provider nor one of its operators.
    error NotTaskProvider(TaskId taskId, address caller, address provider);
    error NotServing(address provider, address caller);
    error NotOpenings(address caller, address openings);
    error OpeningsPending(TaskId taskId, uint32 pendingOpenings);
    /// @notice The trace is on demand and nobody has demanded it yet: there is nothing to prove a proof against.
    error TraceNotRevealed(TaskId taskId);
    error TraceAlreadyRevealed(TaskId taskId, bytes32 nodesRoot);
    error PermitMalformed(uint256 length, uint256 expected);
    error OutputTooLong(uint256 length, uint256 limit);
    error OutputLengthWrong(uint256 length, uint256 expected);
    error OutputNotCommitted(bytes32 actual, bytes32 outputRoot);
    /// @notice `module` works for another verifier, or with another vault.
    error ModuleNotOurs(address module, address itsOther);
    error OpposingRoles(TaskId taskId, address account);
    error ZeroRoot(TaskId taskId, bytes32 which);
    error TermOutOfRange(bytes32 term, uint256 actual, uint256 min, uint256 max);
    error LockTooLow(uint256 lock, uint256 minimum);
    error TokenNotAllowed(address token);
    error LevelNotServed(uint8 level);
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
    /// @return taskId hash of chain, contract, caller, terms and the dials in force (RULE T-7): known before it is sent
    function requestTask(TaskTerms calldata terms) external returns (TaskId taskId);
    /// @notice `requestTask` with an EIP-2612 permit for the price; a permit that fails falls back to the allowance.
    function requestTaskWithPermit(TaskTerms calldata terms, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (TaskId taskId);
    /// @notice Request and acceptance in one transaction, by a quote that the provider signed for the caller (RULE Q-1).
    /// @param signer the provider or one of its operators, who signed the quote (IQuotes.hashOf)
    /// @param signature 65 bytes, or what the wallet of a contract takes (ERC-1271)
    /// @param permit empty, or abi.encode(deadline, v, r, s) of an EIP-2612 permit for the price
    function requestWithQuote(Quote calldata quote, address signer, bytes calldata signature, bytes calldata permit)
        external
        returns (TaskId taskId);
    /// @notice The client at any time before acceptance; anyone from `acceptBy` on.
    function cancelTask(TaskId taskId) external;
    /// @notice The provider's word that it holds model and input (RULE T-5); locks its stake. The provider or one of its operators.
    function acceptTask(TaskId taskId, address provider) external;
    /// @notice The provider, or the operator that accepted the task.
    /// @param nodesRoot zero for a trace on demand, and for no other
    /// @param output empty, or the output tensor's bytes (4,096 at most), which then are in the event
    function submitResult(TaskId taskId, bytes32 outputRoot, bytes32 nodesRoot, bytes calldata output) external;
    /// @notice Settles the task as Refuted if `proof` shows its result wrong; reverts otherwise. Accepted while the task is Submitted.
    function proveFraud(TaskId taskId, bytes calldata proof) external;
    /// @notice Runs the whole (tiny) program on chain: Final at once if the result is right, Refuted if it is wrong.
    /// @param trace docs/format.md, "Replay"
    function replayTask(TaskId taskId, bytes calldata trace) external;
    /// @notice Anyone, once the window has passed and no opening is pending: pays the provider.
    function finaliseTask(TaskId taskId) external;
    /// @notice Anyone, from `submitBy` on: refunds the client.
    function expireTask(TaskId taskId) external;
    /// @notice Sends credit of the caller to `to`.
    function withdraw(address token, address to, uint256 amount) external;
    /// @notice Sends all credit of `provider` to its payee (RULE S-3). The provider or one of its operators.
    function claimFor(address provider, address token) external;

    /// @notice Openings only: a part of the trace was demanded. Reverts unless the task is Submitted and its window open.
    function noteOpening(TaskId taskId) external;
    /// @notice Openings only: it was answered. The result is not final before `graceUntil`.
    /// @param nodesRoot not zero: what a trace on demand turned out to be
    function noteAnswer(TaskId taskId, uint64 graceUntil, bytes32 nodesRoot) external;
    /// @notice Openings only: it was not answered in time. The verdict is Refuted.
    /// @param pathBonds what the openings above it cost, from the lock's reserve
    function refuteSilence(TaskId taskId, address asker, IStakeVault.Share[] calldata pathBonds) external;

    function taskOf(TaskId taskId) external view returns (Task memory);
    /// @notice What a task's result claims.
    function claimOf(TaskId taskId) external view returns (Claim memory);
    function creditOf(address account, address token) external view returns (uint256);
    function dials() external view returns (Dials memory);
    function bounds() external view returns (Bounds memory);
    function isTokenAllowed(address token) external view returns (bool);
    /// @notice Escrow of open tasks and credits in `token`: what this contract owes.
    function owedOf(address token) external view returns (uint256);
    function stakeVault() external view returns (IStakeVault);
    function modelRegistry() external view returns (IModelRegistry);
    function openings() external view returns (IOpenings);
    function findings() external view returns (IFindings);
    function quotes() external view returns (IQuotes);
    function requestGate() external view returns (IRequestGate);
    /// @notice Receives the fee, as a credit like any other.
    function treasury() external view returns (address);
    /// @notice Smallest lock a task of this model may carry (RULE S-4).
    function minimumLock(bytes32 modelId) external view returns (uint256);
}
