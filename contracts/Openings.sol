// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOpenings} from "./interfaces/IOpenings.sol";
import {IOpeningVerifier} from "./interfaces/IOpeningVerifier.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {Source} from "./libraries/Descriptor.sol";
import {OpeningCost} from "./libraries/OpeningCost.sol";
import {Claim, ClaimKind, Fraud} from "./types/Fraud.sol";
import {Due, FAN_OUT_LOG2, Level, LIST, Position, positionOf} from "./types/Opening.sol";
import {Task, TaskId, TaskState} from "./types/Task.sol";

/// @title Openings: what a provider withholds is demanded here, or its silence convicts it
/// @dev Documented in IOpenings.
contract Openings is IOpenings, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// RULE O-3: half as much again as the answer's gas, in hundredths.
    uint256 internal constant BOND_PERCENT = 150;
    uint256 internal constant MAX_WAIT_SEC = 7 days;
    /// RULE O-4: demands of one provider that queue behind each other are due within this of the last one's own time.
    uint64 internal constant MAX_QUEUE_SEC = 1 days;
    uint256 internal constant MAX_PER_ANSWER_SEC = 1 days;
    /// a chunk, two levels of hashes of its tensor, two of the list
    uint256 internal constant MAX_PATH = 5;

    /// @inheritdoc IOpenings
    address public immutable optimisticVerifier;
    /// @inheritdoc IOpenings
    IOpeningVerifier public immutable openingVerifier;
    /// @inheritdoc IOpenings
    uint32 public immutable responseSec;
    /// @inheritdoc IOpenings
    uint32 public immutable graceSec;
    /// @inheritdoc IOpenings
    uint32 public immutable perAnswerSec;
    /// @inheritdoc IOpenings
    uint128 public immutable bondFloorWei;

    /// @dev What answered openings on a way down cost.
    struct Path {
        IStakeVault.Share[] shares;
        uint256 count;
        uint256 stakePerGas;
    }

    /// @dev Of a task of which something was demanded.
    struct Demanded {
        /// of the window that its result was submitted with
        uint64 windowEnd;
        /// of the chunks of its nodes' tensors; 0: none was demanded
        uint8 nodeChunkLog2;
    }

    mapping(TaskId taskId => mapping(Position position => Opening)) internal _openings;
    mapping(TaskId taskId => Demanded) internal _demanded;
    mapping(address provider => uint64) internal _lastAnswerBy;
    mapping(address account => uint256) internal _credits;

    constructor(
        address optimisticVerifier_,
        IOpeningVerifier openingVerifier_,
        Times memory times,
        uint128 bondFloorWei_
    ) {
        // the verifier is deployed later, at an address known before
        if (optimisticVerifier_ == address(0)) revert ZeroAddress();
        if (address(openingVerifier_).code.length == 0) revert NotAContract(address(openingVerifier_));
        _checkTime("responseSec", times.responseSec, MAX_WAIT_SEC);
        _checkTime("graceSec", times.graceSec, MAX_WAIT_SEC);
        _checkTime("perAnswerSec", times.perAnswerSec, MAX_PER_ANSWER_SEC);

        optimisticVerifier = optimisticVerifier_;
        openingVerifier = openingVerifier_;
        responseSec = times.responseSec;
        graceSec = times.graceSec;
        perAnswerSec = times.perAnswerSec;
        bondFloorWei = bondFloorWei_;
    }

    /// @inheritdoc IOpenings
    function requestOpening(TaskId taskId, bytes calldata request)
        external
        payable
        nonReentrant
        returns (Position position)
    {
        Task memory task = _core().taskOf(taskId);
        if (task.state != TaskState.Submitted) revert IOptimisticVerifier.TaskNotSubmitted(taskId, task.state);
        Due memory due;
        // RULE O-1: the chain derives what is due, and refuses what an honest result does not have.
        (position, due) = openingVerifier.dueOf(
            Claim(task.terms.modelId, task.terms.inputRoot, task.nodesRoot, task.outputRoot), request
        );
        Opening storage opening = _openings[taskId][position];
        // RULE O-2: each position once: nobody answers twice, and no demand stands in the way of another.
        if (opening.asker != address(0)) revert AlreadyRequested(taskId, position);
        _checkTimely(taskId, position, task.finalAt);
        if (position.tree() == Source.NODE && !position.isList()) _demanded[taskId].nodeChunkLog2 = due.chunkLog2;
        uint256 bondWei = bondOf(due.length());
        if (msg.value < bondWei) revert BondTooLow(msg.value, bondWei);

        uint64 answerBy = _nextAnswerBy(task.provider);
        _lastAnswerBy[task.provider] = answerBy;
        _openings[taskId][position] = Opening({
            hash: due.hash,
            asker: msg.sender,
            answerBy: answerBy,
            hashes: due.hashes,
            height: due.height,
            chunkLog2: due.chunkLog2,
            bondWei: bondWei.toUint128(),
            answeredAt: 0,
            elementLog2: due.elementLog2,
            reveals: due.reveals
        });
        _credit(msg.sender, msg.value - bondWei);

        emit OpeningRequested(taskId, position, task.provider, msg.sender, bondWei, answerBy, due);
        _core().noteOpening(taskId);
    }

    /// @inheritdoc IOpenings
    function answerOpening(TaskId taskId, Position position, bytes calldata answer) external nonReentrant {
        Opening storage opening = _loadUnanswered(taskId, position);
        if (block.timestamp >= opening.answerBy) {
            revert AnswerDeadlinePassed(taskId, position, uint64(block.timestamp), opening.answerBy);
        }
        Task memory task = _core().taskOf(taskId);
        bool reveals = opening.reveals;
        if (reveals) _checkRevealer(taskId, task);
        bytes32 root = openingVerifier.check(position, _dueOf(opening), answer);
        if (!reveals) root = 0;
        // what is not revealed by its one answer never would be
        else if (root == 0) revert ZeroNodesRoot(taskId);

        uint256 bondWei = opening.bondWei;
        opening.answeredAt = uint64(block.timestamp);
        opening.bondWei = 0;
        _credit(task.provider, bondWei);

        emit OpeningAnswered(taskId, position, task.provider, msg.sender, bondWei, answer);
        // RULE O-4: reverts unless the task is Submitted; leaves time for what follows from the answer
        _core().noteAnswer(taskId, uint64(block.timestamp) + graceSec, root);
    }

    /// @inheritdoc IOpenings
    function convictSilence(TaskId taskId, Position position) external nonReentrant {
        Opening storage opening = _loadUnanswered(taskId, position);
        if (block.timestamp < opening.answerBy) {
            revert AnswerDeadlineNotReached(taskId, position, uint64(block.timestamp), opening.answerBy);
        }
        address asker = opening.asker;
        Path memory path = _newPath();
        Position list = position.above();
        if (!position.isList()) list = _addTensor(path, taskId, list, opening.elementLog2);
        _addList(path, taskId, list);
        _returnBond(taskId, position, opening);

        emit SilenceConvicted(taskId, position, _core().taskOf(taskId).provider, asker);
        // RULE O-6: reverts unless the task is Submitted; the whole bounty is the asker's
        _core().refuteSilence(taskId, asker, _shares(path));
    }

    /// @inheritdoc IOpenings
    function reclaimBond(TaskId taskId, Position position) external nonReentrant {
        Opening storage opening = _loadUnanswered(taskId, position);
        TaskState state = _core().taskOf(taskId).state;
        if (state == TaskState.Submitted) revert BondStillHeld(taskId, state);
        if (opening.bondWei == 0) revert NoBond(taskId, position);

        _returnBond(taskId, position, opening);
    }

    /// @inheritdoc IOpenings
    function withdrawNative(address to, uint256 amount) external nonReentrant {
        if (to == address(0)) revert ZeroAddress();
        _withdraw(msg.sender, to, amount);
    }

    /// @inheritdoc IOpenings
    function claimNativeFor(address provider) external nonReentrant {
        IStakeVault vault = _core().stakeVault();
        if (!vault.mayServe(provider, msg.sender)) revert NotServing(provider, msg.sender);
        // RULE S-3: an operator claims to the payee, whoever that operator is.
        _withdraw(provider, vault.payeeOf(provider), _credits[provider]);
    }

    /// @inheritdoc IOpenings
    function pathBonds(TaskId taskId, Fraud calldata fraud) external view returns (IStakeVault.Share[] memory) {
        // RULE O-5: what led to the fraud, and nothing else that was demanded.
        if (fraud.kind == ClaimKind.WrongReplay) return new IStakeVault.Share[](0);
        Path memory path = _newPath();
        uint256 chunkLog2 = _demanded[taskId].nodeChunkLog2;
        if (chunkLog2 != 0 && fraud.kind != ClaimKind.WrongOutput) {
            // a tensor's elements have one size, so only one of the two finds openings of it
            for (uint256 elementLog2 = 0; elementLog2 <= 2; elementLog2 += 2) {
                // of padding, `element` is an offset in bytes
                uint256 shift = fraud.kind == ClaimKind.WrongPadding ? 0 : elementLog2;
                uint256 chunk = (fraud.element << shift) >> chunkLog2;
                _addTensor(path, taskId, positionOf(Source.NODE, fraud.node, Level.CHUNK, chunk), elementLog2);
            }
        }
        _addList(path, taskId, positionOf(Source.NODE, LIST, Level.LEAVES, fraud.node >> FAN_OUT_LOG2));
        return _shares(path);
    }

    /// @inheritdoc IOpenings
    function openingOf(TaskId taskId, Position position) external view returns (Opening memory) {
        return _openings[taskId][position];
    }

    /// @inheritdoc IOpenings
    function lastAnswerByOf(address provider) external view returns (uint64) {
        return _lastAnswerBy[provider];
    }

    /// @inheritdoc IOpenings
    function nativeCreditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IOpenings
    function bondOf(uint256 answerBytes) public view returns (uint256 bondWei) {
        // RULE O-3: the bond pays the answer's gas and half as much again, at this block's base fee.
        uint256 price = block.basefee > bondFloorWei ? block.basefee : bondFloorWei;
        return BOND_PERCENT * OpeningCost.answerGas(answerBytes) * price / 100;
    }

    /// @dev RULE O-4: after the window that the result was submitted with, demands only go on below what was answered lately, so
    /// that a chain of them is no longer than a tree is deep.
    function _checkTimely(TaskId taskId, Position position, uint64 finalAt) private {
        uint64 windowEnd = _demanded[taskId].windowEnd;
        // answers alone move `finalAt`, and there is none before the first demand
        if (windowEnd == 0) (_demanded[taskId].windowEnd, windowEnd) = (finalAt, finalAt);
        if (block.timestamp < windowEnd) return;
        for (Position upper = position.above(); Position.unwrap(upper) != 0; upper = upper.above()) {
            uint64 answeredAt = _openings[taskId][upper].answeredAt;
            if (answeredAt != 0 && block.timestamp < answeredAt + graceSec) return;
        }
        revert NotShownLately(taskId, position, uint64(block.timestamp), windowEnd);
    }

    /// @dev RULE O-4: a burst of demands leaves a provider `perAnswerSec` for each.
    function _nextAnswerBy(address provider) private view returns (uint64 answerBy) {
        answerBy = uint64(block.timestamp) + responseSec;
        uint64 queued = _lastAnswerBy[provider] + perAnswerSec;
        // a provider that demands of itself does not put its silence off for long: answers fit many to a block
        uint64 latest = answerBy + MAX_QUEUE_SEC;
        if (queued > latest) queued = latest;
        if (queued > answerBy) answerBy = queued;
    }

    /// @dev RULE O-6: a trace on demand is what its provider says it is: of nobody else's word it could be convicted.
    function _checkRevealer(TaskId taskId, Task memory task) private view {
        if (msg.sender == task.provider) return;
        // RULE S-3: a key loses what it was allowed to lock, so it speaks for what it accepted
        if (msg.sender == task.operator && _core().stakeVault().mayServe(task.provider, msg.sender)) return;
        revert NotRevealer(taskId, msg.sender, task.provider);
    }

    /// @dev Adds what is answered of a tensor's openings, from `position` upwards.
    /// @return list the position in the list above them
    function _addTensor(Path memory path, TaskId taskId, Position position, uint256 elementLog2)
        private
        view
        returns (Position list)
    {
        for (; !position.isList(); position = position.above()) {
            Opening storage opening = _openings[taskId][position];
            if (opening.elementLog2 == elementLog2) _add(path, opening);
        }
        return position;
    }

    function _addList(Path memory path, TaskId taskId, Position position) private view {
        for (; Position.unwrap(position) != 0; position = position.above()) {
            _add(path, _openings[taskId][position]);
        }
    }

    function _add(Path memory path, Opening storage opening) private view {
        if (opening.answeredAt == 0) return;
        uint256 bondGas = BOND_PERCENT * OpeningCost.answerGas(_dueOf(opening).length());
        path.shares[path.count++] = IStakeVault.Share(opening.asker, bondGas * path.stakePerGas / 100);
    }

    function _newPath() private view returns (Path memory path) {
        path.shares = new IStakeVault.Share[](MAX_PATH);
        path.stakePerGas = _core().bounds().stakePerGas;
    }

    function _shares(Path memory path) private pure returns (IStakeVault.Share[] memory shares) {
        shares = path.shares;
        uint256 count = path.count;
        // plain: shares.length = count; it only shrinks
        assembly ("memory-safe") {
            mstore(shares, count)
        }
    }

    function _returnBond(TaskId taskId, Position position, Opening storage opening) private {
        (address asker, uint256 bondWei) = (opening.asker, opening.bondWei);
        opening.bondWei = 0;
        _credit(asker, bondWei);

        emit BondReturned(taskId, position, asker, bondWei);
    }

    function _credit(address account, uint256 amount) private {
        if (amount == 0) return;

        _credits[account] += amount;

        emit NativeCredited(account, amount);
    }

    function _withdraw(address account, address to, uint256 amount) private {
        uint256 credit = _credits[account];
        if (credit < amount) revert NativeCreditTooLow(account, credit, amount);

        _credits[account] = credit - amount;

        emit NativeWithdrawn(account, to, amount);
        (bool sent,) = to.call{value: amount}("");
        if (!sent) revert NativeTransferFailed(to, amount);
    }

    function _loadUnanswered(TaskId taskId, Position position) private view returns (Opening storage opening) {
        opening = _openings[taskId][position];
        if (opening.asker == address(0)) revert NotRequested(taskId, position);
        if (opening.answeredAt != 0) revert AlreadyAnswered(taskId, position, opening.answeredAt);
    }

    function _dueOf(Opening storage opening) private view returns (Due memory) {
        return Due({
            hash: opening.hash,
            reveals: opening.reveals,
            hashes: opening.hashes,
            height: opening.height,
            chunkLog2: opening.chunkLog2,
            elementLog2: opening.elementLog2
        });
    }

    function _core() private view returns (IOptimisticVerifier) {
        return IOptimisticVerifier(optimisticVerifier);
    }

    function _checkTime(bytes32 what, uint256 actual, uint256 max) private pure {
        if (actual == 0 || actual > max) revert TimeOutOfRange(what, actual, 1, max);
    }
}
