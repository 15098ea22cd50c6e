// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {IStepVerifier} from "./interfaces/IStepVerifier.sol";
import {Claim, Fraud} from "./types/Fraud.sol";
import {AssuranceLevel, Dials, Task, TaskId, TaskState, TaskTerms, TraceMode} from "./types/Task.sol";

/// @title Paid tasks, their results and their verdicts
/// @dev Documented in IOptimisticVerifier.
contract OptimisticVerifier is IOptimisticVerifier, Ownable2Step, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 internal constant BPS = 10_000;
    /// RULE S-4: what leaves a lock other than by burning is at most half of it.
    uint256 internal constant MAX_LOCK_SHARES_BPS = 5_000;
    /// RULE S-4: a bounty pays for a conviction twice over.
    uint256 internal constant BOUNTY_COVER = 2;
    /// `proveFraud(uint256,bytes)`: selector, task, offset and length come before the proof.
    uint256 internal constant PROOF_HEAD_BYTES = 4 + 3 * 32;
    uint256 internal constant PROOF_OFFSET = 2 * 32;

    /// @inheritdoc IOptimisticVerifier
    IStakeVault public immutable stakeVault;
    /// @inheritdoc IOptimisticVerifier
    IModelRegistry public immutable modelRegistry;
    /// @inheritdoc IOptimisticVerifier
    address public immutable treasury;

    uint32 internal immutable _minWindowSec;
    uint32 internal immutable _maxWindowSec;
    uint32 internal immutable _maxSubmitSec;
    uint32 internal immutable _maxAcceptSec;
    uint128 internal immutable _stakePerGas;
    uint16 internal immutable _maxFeeBps;

    /// @inheritdoc IOptimisticVerifier
    uint256 public taskCount;
    Dials internal _dials;
    mapping(TaskId taskId => Task) internal _tasks;
    mapping(address account => mapping(address token => uint256)) internal _credits;
    mapping(address token => uint256) internal _owed;
    mapping(address token => bool) internal _tokenAllowed;

    constructor(
        address owner_,
        address treasury_,
        IStakeVault stakeVault_,
        IModelRegistry modelRegistry_,
        Bounds memory bounds_,
        Dials memory dials_
    ) Ownable(owner_) {
        if (treasury_ == address(0)) revert ZeroAddress();
        if (address(modelRegistry_).code.length == 0) revert NotAContract(address(modelRegistry_));
        if (address(stakeVault_).code.length == 0) revert NotAContract(address(stakeVault_));
        _checkBounds(bounds_);
        if (stakeVault_.optimisticVerifier() != address(this)) {
            revert IStakeVault.NotOptimisticVerifier(address(this), stakeVault_.optimisticVerifier());
        }
        // RULE S-2: stake that starts to unbond stays within reach of everything it may yet owe.
        uint256 longestLiabilitySec = uint256(bounds_.maxSubmitSec) + bounds_.maxWindowSec;
        if (stakeVault_.unbondingSec() <= longestLiabilitySec) {
            revert IStakeVault.UnbondingShorterThanLiability(stakeVault_.unbondingSec(), longestLiabilitySec);
        }

        treasury = treasury_;
        stakeVault = stakeVault_;
        modelRegistry = modelRegistry_;
        _minWindowSec = bounds_.minWindowSec;
        _maxWindowSec = bounds_.maxWindowSec;
        _maxSubmitSec = bounds_.maxSubmitSec;
        _maxAcceptSec = bounds_.maxAcceptSec;
        _stakePerGas = bounds_.stakePerGas;
        _maxFeeBps = bounds_.maxFeeBps;
        _setDials(dials_, bounds_.maxFeeBps);
    }

    /// @inheritdoc IOptimisticVerifier
    function setDials(Dials calldata dials_) external onlyOwner {
        _setDials(dials_, _maxFeeBps);
    }

    /// @inheritdoc IOptimisticVerifier
    function setTokenAllowed(address token, bool allowed) external onlyOwner {
        if (allowed && token.code.length == 0) revert NotAContract(token);

        _tokenAllowed[token] = allowed;

        emit TokenAllowed(token, allowed);
    }

    /// @inheritdoc IOptimisticVerifier
    function requestTask(TaskTerms calldata terms) external nonReentrant returns (TaskId taskId) {
        return _requestTask(terms);
    }

    /// @inheritdoc IOptimisticVerifier
    function requestTaskWithPermit(TaskTerms calldata terms, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (TaskId taskId)
    {
        // An unknown address is not called.
        if (!_tokenAllowed[terms.token]) revert TokenNotAllowed(terms.token);
        // RULE P-1: a permit that fails (spent by a copier, say) falls back to the allowance.
        try IERC20Permit(terms.token).permit(msg.sender, address(this), terms.price, deadline, v, r, s) {} catch {}
        return _requestTask(terms);
    }

    /// @inheritdoc IOptimisticVerifier
    function cancelTask(TaskId taskId) external nonReentrant {
        Task storage task = _loadTask(taskId);
        if (task.state != TaskState.Requested) revert TaskNotRequested(taskId, task.state);
        // RULE T-4: the client at any time, anyone once no one may accept.
        if (msg.sender != task.client && block.timestamp < task.acceptBy) {
            revert AcceptDeadlineNotReached(taskId, uint64(block.timestamp), task.acceptBy);
        }

        task.state = TaskState.Cancelled;
        _credit(task.client, task.terms.token, task.terms.price);

        emit TaskCancelled(taskId, task.client, task.terms.price);
    }

    /// @inheritdoc IOptimisticVerifier
    function acceptTask(TaskId taskId) external nonReentrant {
        Task storage task = _loadTask(taskId);
        if (task.state != TaskState.Requested) revert TaskNotRequested(taskId, task.state);
        if (block.timestamp >= task.acceptBy) {
            revert AcceptDeadlinePassed(taskId, uint64(block.timestamp), task.acceptBy);
        }
        if (task.terms.provider != address(0) && task.terms.provider != msg.sender) {
            revert NotTaskProvider(taskId, msg.sender, task.terms.provider);
        }
        // RULE X-1: a courtesy check; the burn of S-4 is the rule.
        if (task.client == msg.sender) revert OpposingRoles(taskId, msg.sender);

        uint64 submitBy = uint64(block.timestamp) + task.terms.submitSec;
        task.state = TaskState.Accepted;
        task.provider = msg.sender;
        task.submitBy = submitBy;

        emit TaskAccepted(taskId, msg.sender, submitBy);
        // RULE S-1: reverts unless free stake covers the lock.
        stakeVault.lock(msg.sender, taskId.id(), task.terms.lock);
    }

    /// @inheritdoc IOptimisticVerifier
    function submitResult(TaskId taskId, bytes32 outputRoot, bytes32 nodesRoot) external nonReentrant {
        Task storage task = _loadTask(taskId);
        // RULE T-1: a task is submitted at most once; a result cannot be replaced.
        if (task.state != TaskState.Accepted) revert TaskNotAccepted(taskId, task.state);
        if (msg.sender != task.provider) revert NotTaskProvider(taskId, msg.sender, task.provider);
        if (block.timestamp >= task.submitBy) {
            revert SubmitDeadlinePassed(taskId, uint64(block.timestamp), task.submitBy);
        }
        // RULE T-1: neither root is zero (on-demand traces, whose nodesRoot comes later, are not requested yet).
        if (outputRoot == 0) revert ZeroRoot(taskId, "outputRoot");
        if (nodesRoot == 0) revert ZeroRoot(taskId, "nodesRoot");

        uint64 finalAt = uint64(block.timestamp) + task.terms.windowSec;
        task.state = TaskState.Submitted;
        task.finalAt = finalAt;
        task.outputRoot = outputRoot;
        task.nodesRoot = nodesRoot;

        emit ResultSubmitted(taskId, msg.sender, outputRoot, nodesRoot, finalAt);
    }

    /// @inheritdoc IOptimisticVerifier
    function proveFraud(TaskId taskId, bytes calldata proof) external nonReentrant {
        Task storage task = _loadTask(taskId);
        _checkProofEncoding(proof.length);
        // Whatever the time: a lie stands only once it is Final.
        if (task.state != TaskState.Submitted) revert TaskNotSubmitted(taskId, task.state);
        // RULE X-1: a courtesy check; the burn of S-4 is the rule.
        if (msg.sender == task.provider) revert OpposingRoles(taskId, msg.sender);
        Fraud memory fraud = IStepVerifier(task.dials.stepVerifier)
            .verify(
                Claim({
                modelId: task.terms.modelId,
                inputRoot: task.terms.inputRoot,
                nodesRoot: task.nodesRoot,
                outputRoot: task.outputRoot
            }),
                proof
            );

        // RULE S-4: shares round down and the rest is burnt: at least half of the lock.
        uint256 lock = task.terms.lock;
        uint256 toClient = _shareDown(lock, task.dials.clientShareBps);
        uint256 bounty = _shareDown(lock, task.dials.bountyShareBps);
        task.state = TaskState.Refuted;
        _credit(task.client, task.terms.token, task.terms.price);

        emit FraudProven(
            taskId, task.provider, msg.sender, fraud, task.terms.price, toClient, bounty, lock - toClient - bounty
        );
        // RULE S-1: a slash is exactly the task's lock.
        stakeVault.slash(task.provider, taskId.id(), lock, task.client, toClient, msg.sender, bounty);
    }

    /// @inheritdoc IOptimisticVerifier
    function finaliseTask(TaskId taskId) external nonReentrant {
        Task storage task = _loadTask(taskId);
        // RULE T-3: a submission, and its window passed. (Pending openings, when they exist, hold it here.)
        if (task.state != TaskState.Submitted) revert TaskNotSubmitted(taskId, task.state);
        if (block.timestamp < task.finalAt) revert WindowStillOpen(taskId, uint64(block.timestamp), task.finalAt);

        // RULE T-3: the provider is paid the price, from the client's escrow.
        uint256 fee = _shareDown(task.terms.price, task.dials.feeBps);
        uint256 paid = task.terms.price - fee;
        task.state = TaskState.Final;
        _credit(task.provider, task.terms.token, paid);
        _credit(treasury, task.terms.token, fee);

        emit TaskFinalised(taskId, task.provider, paid, fee);
        stakeVault.release(task.provider, taskId.id(), task.terms.lock);
    }

    /// @inheritdoc IOptimisticVerifier
    function expireTask(TaskId taskId) external nonReentrant {
        Task storage task = _loadTask(taskId);
        if (task.state != TaskState.Accepted) revert TaskNotAccepted(taskId, task.state);
        if (block.timestamp < task.submitBy) {
            revert SubmitDeadlineNotReached(taskId, uint64(block.timestamp), task.submitBy);
        }

        uint256 penalty = _shareDown(task.terms.lock, task.dials.lateBps);
        task.state = TaskState.Expired;
        _credit(task.client, task.terms.token, task.terms.price);

        emit TaskExpired(taskId, task.provider, task.terms.price, penalty);
        if (penalty > 0) stakeVault.slash(task.provider, taskId.id(), penalty, task.client, penalty, address(0), 0);
        stakeVault.release(task.provider, taskId.id(), task.terms.lock - penalty);
    }

    /// @inheritdoc IOptimisticVerifier
    function withdraw(address token, address to, uint256 amount) external nonReentrant {
        uint256 credit = _credits[msg.sender][token];
        if (to == address(0)) revert ZeroAddress();
        if (credit < amount) revert CreditTooLow(msg.sender, token, credit, amount);

        _credits[msg.sender][token] = credit - amount;
        _owed[token] -= amount;

        emit Withdrawn(msg.sender, token, to, amount);
        uint256 balance = _balance(token);
        IERC20(token).safeTransfer(to, amount);
        _checkMoved(token, _difference(balance, _balance(token)), amount);
    }

    /// @inheritdoc IOptimisticVerifier
    function taskOf(TaskId taskId) external view returns (Task memory) {
        return _tasks[taskId];
    }

    /// @inheritdoc IOptimisticVerifier
    function creditOf(address account, address token) external view returns (uint256) {
        return _credits[account][token];
    }

    /// @inheritdoc IOptimisticVerifier
    function dials() external view returns (Dials memory) {
        return _dials;
    }

    /// @inheritdoc IOptimisticVerifier
    function bounds() external view returns (Bounds memory) {
        return Bounds({
            minWindowSec: _minWindowSec,
            maxWindowSec: _maxWindowSec,
            maxSubmitSec: _maxSubmitSec,
            maxAcceptSec: _maxAcceptSec,
            stakePerGas: _stakePerGas,
            maxFeeBps: _maxFeeBps
        });
    }

    /// @inheritdoc IOptimisticVerifier
    function isTokenAllowed(address token) external view returns (bool) {
        return _tokenAllowed[token];
    }

    /// @inheritdoc IOptimisticVerifier
    function owedOf(address token) external view returns (uint256) {
        return _owed[token];
    }

    /// @inheritdoc IOptimisticVerifier
    function minimumLock(bytes32 modelId) public view returns (uint256) {
        IModelRegistry.ModelRecord memory model = modelRegistry.modelOf(modelId);
        if (model.registeredAt == 0) revert UnknownModel(modelId);

        // RULE S-4: the bounty, rounded down, still covers the gas of the worst proof.
        uint256 bounty = BOUNTY_COVER * model.worstGas * _stakePerGas;
        return Math.max(1, Math.ceilDiv(bounty * BPS, _dials.bountyShareBps));
    }

    function _requestTask(TaskTerms calldata terms) internal returns (TaskId taskId) {
        taskId = TaskId.wrap(taskCount + 1);
        _checkTerms(taskId, terms);

        uint64 acceptBy = uint64(block.timestamp) + terms.acceptSec;
        Dials memory frozen = _dials;
        Task storage task = _tasks[taskId];
        taskCount = taskId.id();
        task.terms = terms;
        // RULE T-6: a later change of dials touches later tasks only.
        task.dials = frozen;
        task.client = msg.sender;
        task.state = TaskState.Requested;
        task.acceptBy = acceptBy;

        emit TaskRequested(taskId, msg.sender, terms.modelId, terms, frozen, acceptBy);
        _take(terms.token, terms.price);
    }

    function _checkTerms(TaskId taskId, TaskTerms calldata terms) internal view {
        if (terms.level != AssuranceLevel.Exact) revert LevelNotServed(uint8(terms.level));
        if (terms.traceMode != TraceMode.Eager) revert TraceModeNotServed(uint8(terms.traceMode));
        if (terms.inputRoot == 0) revert ZeroRoot(taskId, "inputRoot");
        // RULE T-2: windows are seconds, inside the deployment's bounds.
        _checkTerm("acceptSec", terms.acceptSec, 1, _maxAcceptSec);
        _checkTerm("submitSec", terms.submitSec, 1, _maxSubmitSec);
        _checkTerm("windowSec", terms.windowSec, _minWindowSec, _maxWindowSec);
        if (!_tokenAllowed[terms.token]) revert TokenNotAllowed(terms.token);
        // RULE X-1: a courtesy check; the burn of S-4 is the rule.
        if (terms.provider == msg.sender) revert OpposingRoles(taskId, msg.sender);
        // RULE S-4: a lock whose bounty would not pay for a conviction is refused.
        uint256 minimum = minimumLock(terms.modelId);
        if (terms.lock < minimum) revert LockTooLow(terms.lock, minimum);
    }

    /// @dev RULE P-1: takes `amount` of the caller's tokens, measured.
    function _take(address token, uint256 amount) internal {
        uint256 balance = _balance(token);
        uint256 owed = _owed[token];
        // A token whose balances shrink by themselves takes no new client's money to pay an old one.
        if (balance < owed) revert TokenBalanceShort(token, balance, owed);
        _owed[token] = owed + amount;

        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        _checkMoved(token, _difference(_balance(token), balance), amount);
    }

    function _credit(address account, address token, uint256 amount) internal {
        if (amount == 0) return;

        _credits[account][token] += amount;

        emit Credited(account, token, amount);
    }

    function _setDials(Dials memory dials_, uint256 maxFeeBps) internal {
        if (dials_.stepVerifier.code.length == 0) revert NotAContract(dials_.stepVerifier);
        if (dials_.feeBps > maxFeeBps) revert DialOutOfRange("feeBps", dials_.feeBps, maxFeeBps);
        if (dials_.bountyShareBps == 0) revert DialOutOfRange("bountyShareBps", 0, 1);
        // RULE S-4: lock >= 2 x (late penalty + client share + bounty).
        uint256 lockSharesBps = uint256(dials_.lateBps) + dials_.clientShareBps + dials_.bountyShareBps;
        if (lockSharesBps > MAX_LOCK_SHARES_BPS) {
            revert DialOutOfRange("lockSharesBps", lockSharesBps, MAX_LOCK_SHARES_BPS);
        }

        _dials = dials_;

        emit DialsChanged(dials_);
    }

    function _loadTask(TaskId taskId) internal view returns (Task storage task) {
        task = _tasks[taskId];
        if (task.state == TaskState.None) revert UnknownTask(taskId);
    }

    function _balance(address token) internal view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }

    function _checkBounds(Bounds memory bounds_) internal pure {
        _checkTerm("minWindowSec", bounds_.minWindowSec, 1, bounds_.maxWindowSec);
        _checkTerm("maxSubmitSec", bounds_.maxSubmitSec, 1, type(uint32).max);
        _checkTerm("maxAcceptSec", bounds_.maxAcceptSec, 1, type(uint32).max);
        _checkTerm("maxFeeBps", bounds_.maxFeeBps, 0, BPS);
    }

    function _checkTerm(bytes32 term, uint256 actual, uint256 min, uint256 max) internal pure {
        if (actual < min || actual > max) revert TermOutOfRange(term, actual, min, max);
    }

    /// @dev One proof has one encoding: what a transaction carries is what is judged.
    function _checkProofEncoding(uint256 proofBytes) internal pure {
        uint256 offset = uint256(bytes32(msg.data[36:68]));
        if (offset != PROOF_OFFSET) revert CalldataNotCanonical("offset", offset, PROOF_OFFSET);
        uint256 expected = PROOF_HEAD_BYTES + Math.ceilDiv(proofBytes, 32) * 32;
        if (msg.data.length != expected) revert TrailingCalldata(msg.data.length, expected);
        if (proofBytes % 32 == 0) return;
        uint256 padding = uint256(bytes32(msg.data[expected - 32:])) << (8 * (proofBytes % 32));
        if (padding != 0) revert CalldataNotCanonical("padding", padding, 0);
    }

    function _checkMoved(address token, uint256 moved, uint256 expected) internal pure {
        if (moved != expected) revert TokenMovedWrongAmount(token, moved, expected);
    }

    function _shareDown(uint256 amount, uint256 bps) internal pure returns (uint256) {
        return amount * bps / BPS;
    }

    /// @dev Zero when the balance went the other way.
    function _difference(uint256 larger, uint256 smaller) internal pure returns (uint256) {
        return larger > smaller ? larger - smaller : 0;
    }
}
