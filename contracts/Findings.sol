// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "./interfaces/IFindings.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {IStepVerifier} from "./interfaces/IStepVerifier.sol";
import {Claim} from "./types/Fraud.sol";
import {Split, splitOf} from "./types/Split.sol";
import {Task, TaskId} from "./types/Task.sol";

/// @title Who found a lie first: the finder's part of a bounty
/// @dev Documented in IFindings.
contract Findings is IFindings {
    /// @dev A conviction writes two slots. What the finder gets, and what is burnt, follows from the task's lock and frozen dials and
    /// from `bonds`, which only a task with openings has.
    struct Stored {
        address convictor;
        uint64 convictedAt;
        bool settled;
        bytes32 proofHash;
        address finder;
        uint64 finderSequence;
        uint256 bonds;
    }

    /// @inheritdoc IFindings
    IStakeVault public immutable stakeVault;
    /// @inheritdoc IFindings
    address public immutable optimisticVerifier;
    /// @inheritdoc IFindings
    uint64 public immutable revealSec;

    /// @inheritdoc IFindings
    uint64 public commitmentCount;
    mapping(bytes32 commitment => FinderCommitment) internal _commitments;
    mapping(TaskId taskId => Stored) internal _findings;

    /// @param stakeVault_ names the OptimisticVerifier, which may not exist yet
    constructor(IStakeVault stakeVault_, uint64 revealSec_) {
        if (revealSec_ == 0) revert ZeroRevealTime();
        stakeVault = stakeVault_;
        optimisticVerifier = stakeVault_.optimisticVerifier();
        revealSec = revealSec_;
    }

    /// @inheritdoc IFindings
    function commitFinding(bytes32 commitment) external {
        // RULE S-6: the first commitment of a hash stands. A copier that comes first only did the finder's work.
        if (_commitments[commitment].sequence != 0) return;

        uint64 sequence = ++commitmentCount;
        _commitments[commitment] = FinderCommitment({committedAt: uint64(block.timestamp), sequence: sequence});

        emit FindingCommitted(commitment, msg.sender, sequence);
    }

    /// @inheritdoc IFindings
    function open(TaskId taskId, address convictor, bytes32 proofHash, Split calldata split) external {
        if (msg.sender != optimisticVerifier) revert NotOptimisticVerifier(msg.sender, optimisticVerifier);
        Stored storage finding = _findings[taskId];
        if (finding.convictedAt != 0) revert FindingAlreadyOpen(taskId);

        finding.convictor = convictor;
        finding.convictedAt = uint64(block.timestamp);
        finding.proofHash = proofHash;
        if (split.bonds != 0) finding.bonds = split.bonds;

        emit FindingOpened(taskId, convictor, proofHash, split.forFinder(), split.burnt, _revealBy(finding));
    }

    /// @inheritdoc IFindings
    function reveal(TaskId taskId, address challenger, bytes32 salt, bytes calldata proof) external {
        Stored storage finding = _load(taskId);
        // nobody is no finder
        if (challenger == address(0)) revert ZeroAddress();
        uint64 revealBy = _revealBy(finding);
        if (block.timestamp >= revealBy) revert RevealTimeOver(taskId, uint64(block.timestamp), revealBy);
        bytes32 proofHash = proof.length == 0 ? finding.proofHash : keccak256(proof);
        bytes32 commitment = commitmentOf(taskId, challenger, proofHash, salt);
        FinderCommitment storage made = _commitments[commitment];
        uint64 sequence = made.sequence;
        if (sequence == 0) revert UnknownCommitment(commitment);
        // RULE S-6: made in a block before the conviction: whoever read the proof in the conviction, or beside it, is too late.
        if (made.committedAt >= finding.convictedAt) {
            revert CommittedTooLate(taskId, made.committedAt, finding.convictedAt);
        }
        // RULE S-6: the earliest wins, whatever the order of reveals.
        if (finding.finder != address(0) && sequence >= finding.finderSequence) {
            revert NotTheEarliest(taskId, sequence, finding.finderSequence);
        }
        // RULE S-6: a commitment to bytes that convict nobody is worth nothing.
        if (proofHash != finding.proofHash) _checkProof(taskId, proof);

        finding.finder = challenger;
        finding.finderSequence = sequence;

        emit FindingRevealed(taskId, challenger, proofHash, sequence);
    }

    /// @inheritdoc IFindings
    function settle(TaskId taskId) external {
        Stored storage finding = _load(taskId);
        uint64 revealBy = _revealBy(finding);
        if (block.timestamp < revealBy) revert RevealTimeNotOver(taskId, uint64(block.timestamp), revealBy);
        if (finding.settled) revert FindingAlreadySettled(taskId);

        address paid = finding.finder == address(0) ? finding.convictor : finding.finder;
        Split memory split = _splitOf(taskId, finding);
        uint256 amount = split.forFinder();
        finding.settled = true;

        emit FindingSettled(taskId, paid, amount, split.burnt);
        if (amount > 0) stakeVault.moveCredit(paid, amount);
        // RULE S-4: never zero, for it is at least half of a lock.
        stakeVault.burnCredit(split.burnt);
    }

    /// @inheritdoc IFindings
    function commitmentOf(TaskId taskId, address challenger, bytes32 proofHash, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(block.chainid, address(this), taskId, challenger, proofHash, salt));
    }

    /// @inheritdoc IFindings
    function committedOf(bytes32 commitment) external view returns (FinderCommitment memory) {
        return _commitments[commitment];
    }

    /// @inheritdoc IFindings
    function findingOf(TaskId taskId) external view returns (Finding memory) {
        Stored storage finding = _findings[taskId];
        Split memory split;
        if (finding.convictedAt != 0) split = _splitOf(taskId, finding);
        return Finding({
            convictor: finding.convictor,
            convictedAt: finding.convictedAt,
            settled: finding.settled,
            finder: finding.finder,
            finderSequence: finding.finderSequence,
            amount: split.forFinder(),
            toBurn: split.burnt,
            proofHash: finding.proofHash
        });
    }

    /// @inheritdoc IFindings
    function revealByOf(TaskId taskId) external view returns (uint64) {
        return _revealBy(_load(taskId));
    }

    /// @dev By the task's own step verifier, against the result as it was convicted; reverts if `proof` shows nothing.
    function _checkProof(TaskId taskId, bytes calldata proof) internal view {
        IOptimisticVerifier core = IOptimisticVerifier(optimisticVerifier);
        Claim memory claim = core.claimOf(taskId);
        // A result that never said what its trace is has none to be wrong in: any path would lead to its empty root.
        if (claim.nodesRoot == 0) revert TraceNeverRevealed(taskId);
        IStepVerifier(core.taskOf(taskId).dials.stepVerifier).verify(claim, proof);
    }

    /// @dev The same as at the conviction: a task's lock and dials are frozen (RULE T-6).
    function _splitOf(TaskId taskId, Stored storage finding) internal view returns (Split memory) {
        Task memory task = IOptimisticVerifier(optimisticVerifier).taskOf(taskId);
        return splitOf(task.terms.lock, task.dials, finding.bonds);
    }

    function _load(TaskId taskId) internal view returns (Stored storage finding) {
        finding = _findings[taskId];
        if (finding.convictedAt == 0) revert UnknownFinding(taskId);
    }

    function _revealBy(Stored storage finding) internal view returns (uint64) {
        return finding.convictedAt + revealSec;
    }
}
