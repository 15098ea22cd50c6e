// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Split} from "../types/Split.sol";
import {TaskId} from "../types/Task.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Who found a lie first: the finder's part of a bounty (RULE S-6)
/// @notice A proof is public from the moment it is sent, and anyone may send a copy. So only half of a bounty goes to the account whose
/// transaction convicts; the other half waits here for the earliest commitment to a proof. A finder
///
/// 1. commits `commitmentOf(taskId, challenger, proofHash, salt)` with a secret salt, and then sends its proof;
/// 2. if it was overtaken, or convicted itself, reveals salt and proof before `revealBy`;
/// 3. from `revealBy` on anyone settles: the earliest finder is paid, or the convictor if nobody revealed.
///
/// The hash names its challenger, so a copied commitment pays the one it was copied from, and a copied reveal too. A reveal takes
/// nothing from others: an earlier commitment still replaces it. Amounts are credits in the stake vault. What of a lock is burnt
/// waits here too, so that a conviction does not pay for it: it is nobody's, and leaves the supply when the finding is settled.
interface IFindings {
    struct Finding {
        /// whose transaction convicted
        address convictor;
        /// when it did, seconds since 1970; 0: no such finding
        uint64 convictedAt;
        bool settled;
        /// whose valid reveal has the earliest commitment; zero: nobody's yet
        address finder;
        /// place of that commitment among all; the first is 1
        uint64 finderSequence;
        /// what the finder gets, and what is burnt when it does, in stake token
        uint256 amount;
        uint256 toBurn;
        /// keccak256 of the bytes that convicted
        bytes32 proofHash;
    }

    struct FinderCommitment {
        /// seconds since 1970; 0: not made
        uint64 committedAt;
        /// its place among all; the first is 1
        uint64 sequence;
    }

    event FindingCommitted(bytes32 indexed commitment, address indexed sender, uint64 sequence);
    /// @notice Half the bounty of a conviction waits for its finder until `revealBy`, and `toBurn` to be burnt.
    event FindingOpened(
        TaskId indexed taskId,
        address indexed convictor,
        bytes32 proofHash,
        uint256 amount,
        uint256 toBurn,
        uint64 revealBy
    );
    /// @notice Of the finders revealed so far, `challenger` committed first.
    event FindingRevealed(TaskId indexed taskId, address indexed challenger, bytes32 proofHash, uint64 sequence);
    event FindingSettled(TaskId indexed taskId, address indexed paid, uint256 amount, uint256 burnt);

    /// @notice The trace of the result was never committed to, so no proof but the one that convicted says anything about it.
    error TraceNeverRevealed(TaskId taskId);
    error ZeroAddress();
    error NotOptimisticVerifier(address caller, address expected);
    error FindingAlreadyOpen(TaskId taskId);
    error UnknownFinding(TaskId taskId);
    error FindingAlreadySettled(TaskId taskId);
    error RevealTimeOver(TaskId taskId, uint64 nowSec, uint64 revealBy);
    error RevealTimeNotOver(TaskId taskId, uint64 nowSec, uint64 revealBy);
    /// @notice Nobody committed to these values.
    error UnknownCommitment(bytes32 commitment);
    error CommittedTooLate(TaskId taskId, uint64 committedAt, uint64 convictedAt);
    /// @notice The commitment with `earliest`, revealed before, came first.
    error NotTheEarliest(TaskId taskId, uint64 sequence, uint64 earliest);
    error ZeroRevealTime();

    /// @notice Stores when the hash came. The first time stands: committing it again changes nothing.
    function commitFinding(bytes32 commitment) external;
    /// @notice OptimisticVerifier only, at a conviction: this contract's credit in the vault has grown by the finder's half of
    /// `split.bounty` and by `split.burnt`.
    function open(TaskId taskId, address convictor, bytes32 proofHash, Split calldata split) external;
    /// @notice Shows that `challenger` committed to a proof before the conviction. Anyone may.
    /// @param proof the proof committed to, which has to convict the result by itself; empty: the one that convicted
    function reveal(TaskId taskId, address challenger, bytes32 salt, bytes calldata proof) external;
    /// @notice Anyone, from `revealBy` on: pays the finder, or the convictor if none was revealed, and burns what is to be burnt.
    function settle(TaskId taskId) external;

    /// @notice keccak256(abi.encode(chain id, this contract, taskId, challenger, proofHash, salt))
    function commitmentOf(TaskId taskId, address challenger, bytes32 proofHash, bytes32 salt)
        external
        view
        returns (bytes32);
    function committedOf(bytes32 commitment) external view returns (FinderCommitment memory);
    function commitmentCount() external view returns (uint64);
    function findingOf(TaskId taskId) external view returns (Finding memory);
    /// @notice Reveals are admitted while t < this; settling from then on. Reverts if the task has no finding.
    function revealByOf(TaskId taskId) external view returns (uint64);
    function stakeVault() external view returns (IStakeVault);
    function optimisticVerifier() external view returns (address);
    /// @notice How long after a conviction its finder may be revealed.
    function revealSec() external view returns (uint64);
}
