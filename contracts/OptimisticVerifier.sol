// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IFindings} from "./interfaces/IFindings.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOpenings} from "./interfaces/IOpenings.sol";
import {IOptimisticVerifier} from "./interfaces/IOptimisticVerifier.sol";
import {IQuotes} from "./interfaces/IQuotes.sol";
import {IRequestGate} from "./interfaces/IRequestGate.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {IStepVerifier} from "./interfaces/IStepVerifier.sol";
import {TensorRoot} from "./libraries/TensorRoot.sol";
import {Claim, ClaimKind, Fraud} from "./types/Fraud.sol";
import {Quote} from "./types/Quote.sol";
import {Split, splitOf} from "./types/Split.sol";
import {AssuranceLevel, Dials, Task, TaskId, TaskState, TaskTerms, TraceMode, taskIdOf} from "./types/Task.sol";

/// @title Paid tasks, their results and their verdicts
/// @dev Documented in IOptimisticVerifier.
contract OptimisticVerifier is IOptimisticVerifier, Ownable2Step, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 internal constant BPS = 10_000;
    /// RULE S-4: what leaves a lock other than by burning is at most half of it.
    uint256 internal constant MAX_LOCK_SHARES_BPS = 5_000;
    /// RULE S-4: a bounty pays for a conviction twice over.
    uint256 internal constant BOUNTY_COVER = 2;
    /// An opened position costs its asker half as much again as the answer's gas (IOpenings), in hundredths.
    uint256 internal constant BOND_PERCENT = 150;
    /// Openings that follow one another, from a root to a chunk: two in a list of more than 1,024, three in a tensor.
    uint256 internal constant OPENING_LEVELS = 5;
    uint256 internal constant MAX_INLINE_OUTPUT_BYTES = 4096;
    /// abi.encode(deadline, v, r, s)
    uint256 internal constant PERMIT_BYTES = 4 * 32;
    /// `proveFraud(uint256,bytes)`, `replayTask(uint256,bytes)`: selector, task, offset and length come before the proof.
    uint256 internal constant PROOF_HEAD_BYTES = 4 + 3 * 32;
    uint256 internal constant PROOF_OFFSET = 2 * 32;

    /// @inheritdoc IOptimisticVerifier
    IStakeVault public immutable stakeVault;
    /// @inheritdoc IOptimisticVerifier
    IModelRegistry public immutable modelRegistry;
    /// @inheritdoc IOptimisticVerifier
    IOpenings public immutable openings;
    /// @inheritdoc IOptimisticVerifier
    IFindings public immutable findings;
    /// @inheritdoc IOptimisticVerifier
    IQuotes public immutable quotes;
    /// @inheritdoc IOptimisticVerifier
    IRequestGate public immutable requestGate;
    /// @inheritdoc IOptimisticVerifier
    address public immutable treasury;

    uint32 internal immutable _minWindowSec;
    uint32 internal immutable _maxWindowSec;
    uint32 internal immutable _maxSubmitSec;
    uint32 internal immutable _maxAcceptSec;
    uint128 internal immutable _stakePerGas;
    uint16 internal immutable _maxFeeBps;

    Dials internal _dials;
    mapping(TaskId taskId => Task) internal _tasks;
    mapping(address account => mapping(address token => uint256)) internal _credits;
    mapping(address token => uint256) internal _owed;
    mapping(address token => bool) internal _tokenAllowed;

    constructor(address owner_, address treasury_, Modules memory modules_, Bounds memory bounds_, Dials memory dials_)
        Ownable(owner_)
    {
        if (treasury_ == address(0)) revert ZeroAddress();
        _checkContract(address(modules_.modelRegistry));
        _checkContract(address(modules_.requestGate));
        _checkOurs(address(modules_.stakeVault));
        _checkOurs(address(modules_.openings));
        _checkOurs(address(modules_.findings));
        _checkOurs(address(modules_.quotes));
        _checkVault(address(modules_.findings), address(modules_.findings.stakeVault()), modules_.stakeVault);
        _checkVault(address(modules_.quotes), address(modules_.quotes.stakeVault()), modules_.stakeVault);
        _checkBounds(bounds_);
        // RULE S-2: stake that starts to unbond stays within reach of everything it may yet owe.
        uint256 longestLiabilitySec = uint256(bounds_.maxSubmitSec) + bounds_.maxWindowSec + OPENING_LEVELS
            * (uint256(modules_.openings.responseSec()) + modules_.openings.graceSec());
        uint256 unbondingSec = modules_.stakeVault.unbondingSec();
        if (unbondingSec <= longestLiabilitySec) {
            revert IStakeVault.UnbondingShorterThanLiability(unbondingSec, longestLiabilitySec);
        }

        treasury = treasury_;
        stakeVault = modules_.stakeVault;
        modelRegistry = modules_.modelRegistry;
        openings = modules_.openings;
        findings = modules_.findings;
        quotes = modules_.quotes;
        requestGate = modules_.requestGate;
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
        if (allowed) _checkContract(token);

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
        _permit(terms.token, terms.price, deadline, v, r, s);
        return _requestTask(terms);
    }

    /// @inheritdoc IOptimisticVerifier
    function requestWithQuote(Quote calldata quote, address signer, bytes calldata signature, bytes calldata permit)
        external
        nonReentrant
        returns (TaskId taskId)
    {
        address provider = quote.terms.provider;
        if (permit.length != 0) {
            if (permit.length != PERMIT_BYTES) revert PermitMalformed(permit.length, PERMIT_BYTES);
            (uint256 deadline, uint8 v, bytes32 r, bytes32 s) = abi.decode(permit, (uint256, uint8, bytes32, bytes32));
            _permit(quote.terms.token, quote.terms.price, deadline, v, r, s);
        }

        taskId = _requestTask(quote.terms);
        // RULE Q-1: reverts unless the provider's signature stands for this request of this client.
        quotes.take(taskId, quote, msg.sender, signer, signature);
        _acceptTask(taskId, _tasks[taskId], provider, signer);
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
    function acceptTask(TaskId taskId, address provider) external nonReentrant {
        Task storage task = _loadTask(taskId);
        if (task.state != TaskState.Requested) revert TaskNotRequested(taskId, task.state);
        if (block.timestamp >= task.acceptBy) {
            revert AcceptDeadlinePassed(taskId, uint64(block.timestamp), task.acceptBy);
        }
        if (task.terms.provider != address(0) && task.terms.provider != provider) {
            revert NotTaskProvider(taskId, provider, task.terms.provider);
        }
        _checkServing(provider, msg.sender);

        _acceptTask(taskId, task, provider, msg.sender);
    }

    /// @inheritdoc IOptimisticVerifier
    function submitResult(TaskId taskId, bytes32 outputRoot, bytes32 nodesRoot, bytes calldata output)
        external
        nonReentrant
    {
        Task storage task = _loadTask(taskId);
        // RULE T-1: a task is submitted at most once; a result cannot be replaced.
        if (task.state != TaskState.Accepted) revert TaskNotAccepted(taskId, task.state);
        // RULE S-3: a key answers for what it accepted, so that one of a small limit does not spend another's.
        if (msg.sender != task.provider && msg.sender != task.operator) {
            revert NotTaskProvider(taskId, msg.sender, task.provider);
        }
        _checkServing(task.provider, msg.sender);
        if (block.timestamp >= task.submitBy) {
            revert SubmitDeadlinePassed(taskId, uint64(block.timestamp), task.submitBy);
        }
        // RULE T-1: a zero root is refused, but for the trace of a task that has it on demand.
        if (outputRoot == 0) revert ZeroRoot(taskId, "outputRoot");
        if (nodesRoot == 0 && task.terms.traceMode != TraceMode.OnDemand) revert ZeroRoot(taskId, "nodesRoot");
        if (output.length != 0) _checkOutput(task.terms.modelId, outputRoot, output);

        uint64 finalAt = uint64(block.timestamp) + task.terms.windowSec;
        task.state = TaskState.Submitted;
        task.finalAt = finalAt;
        task.outputRoot = outputRoot;
        task.nodesRoot = nodesRoot;

        emit ResultSubmitted(taskId, task.provider, outputRoot, nodesRoot, finalAt, output);
    }

    /// @inheritdoc IOptimisticVerifier
    function proveFraud(TaskId taskId, bytes calldata proof) external nonReentrant {
        Task storage task = _loadTask(taskId);
        _checkProofEncoding(proof.length);
        // Whatever the time: a lie stands only once it is Final.
        _checkSubmitted(taskId, task);
        if (task.nodesRoot == 0) revert TraceNotRevealed(taskId);
        Fraud memory fraud = IStepVerifier(task.dials.stepVerifier).verify(_claim(task), proof);

        _refuteFraud(taskId, task, fraud, proof);
    }

    /// @inheritdoc IOptimisticVerifier
    function replayTask(TaskId taskId, bytes calldata trace) external nonReentrant {
        Task storage task = _loadTask(taskId);
        _checkProofEncoding(trace.length);
        _checkSubmitted(taskId, task);
        (bytes32 nodesRoot, bytes32 outputRoot) = IStepVerifier(task.dials.stepVerifier).replay(_claim(task), trace);

        emit TaskReplayed(taskId, msg.sender, outputRoot, nodesRoot);
        (bytes32 actual, bytes32 right) = (task.outputRoot, outputRoot);
        // A trace on demand that nobody asked for claims its output only.
        if (actual == right && task.nodesRoot != 0) (actual, right) = (task.nodesRoot, nodesRoot);
        if (actual == right) return _finalise(taskId, task);
        Fraud memory fraud = Fraud(ClaimKind.WrongReplay, 0, 0, int256(uint256(actual)), int256(uint256(right)));
        _refuteFraud(taskId, task, fraud, trace);
    }

    /// @inheritdoc IOptimisticVerifier
    function finaliseTask(TaskId taskId) external nonReentrant {
        Task storage task = _loadTask(taskId);
        // RULE T-3: a submission, its window passed, and no opening that waits for its answer.
        _checkSubmitted(taskId, task);
        if (block.timestamp < task.finalAt) revert WindowStillOpen(taskId, uint64(block.timestamp), task.finalAt);
        if (task.pendingOpenings != 0) revert OpeningsPending(taskId, task.pendingOpenings);

        _finalise(taskId, task);
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
        if (penalty > 0) {
            IStakeVault.Share[] memory shares = new IStakeVault.Share[](1);
            shares[0] = IStakeVault.Share(task.client, penalty);
            stakeVault.slash(task.provider, task.operator, taskId.id(), penalty, shares);
        }
        stakeVault.release(task.provider, task.operator, taskId.id(), task.terms.lock - penalty);
    }

    /// @inheritdoc IOptimisticVerifier
    function withdraw(address token, address to, uint256 amount) external nonReentrant {
        if (to == address(0)) revert ZeroAddress();
        _withdraw(msg.sender, token, to, amount);
    }

    /// @inheritdoc IOptimisticVerifier
    function claimFor(address provider, address token) external nonReentrant {
        _checkServing(provider, msg.sender);
        // RULE S-3: an operator claims to the payee, whoever that operator is.
        _withdraw(provider, token, stakeVault.payeeOf(provider), _credits[provider][token]);
    }

    /// @inheritdoc IOptimisticVerifier
    function noteOpening(TaskId taskId) external nonReentrant {
        _checkOpenings();
        Task storage task = _loadTask(taskId);
        _checkSubmitted(taskId, task);
        if (block.timestamp >= task.finalAt) revert WindowPassed(taskId, uint64(block.timestamp), task.finalAt);

        uint24 pending = task.pendingOpenings + 1;
        task.pendingOpenings = pending;
        task.demanded = true;

        emit OpeningsChanged(taskId, pending, task.finalAt);
    }

    /// @inheritdoc IOptimisticVerifier
    function noteAnswer(TaskId taskId, uint64 graceUntil, bytes32 nodesRoot) external nonReentrant {
        _checkOpenings();
        Task storage task = _loadTask(taskId);
        _checkSubmitted(taskId, task);
        if (nodesRoot != 0 && task.nodesRoot != 0) revert TraceAlreadyRevealed(taskId, task.nodesRoot);

        // RULE T-3: every answer leaves time for what follows from it.
        uint64 finalAt = graceUntil > task.finalAt ? graceUntil : task.finalAt;
        uint24 pending = task.pendingOpenings - 1;
        task.finalAt = finalAt;
        task.pendingOpenings = pending;

        emit OpeningsChanged(taskId, pending, finalAt);
        if (nodesRoot == 0) return;
        task.nodesRoot = nodesRoot;
        emit TraceRevealed(taskId, nodesRoot);
    }

    /// @inheritdoc IOptimisticVerifier
    function refuteSilence(TaskId taskId, address asker, IStakeVault.Share[] calldata pathBonds) external nonReentrant {
        _checkOpenings();
        Task storage task = _loadTask(taskId);
        _checkSubmitted(taskId, task);

        (Split memory split, IStakeVault.Share[] memory shares) = _split(task, pathBonds);
        // Whoever sends the transaction, there is nothing to copy: the bounty is the asker's.
        shares[1] = IStakeVault.Share(asker, split.bounty);

        emit SilenceProven(taskId, task.provider, asker, task.terms.price, split);
        _refute(taskId, task, shares);
    }

    /// @inheritdoc IOptimisticVerifier
    function taskOf(TaskId taskId) external view returns (Task memory) {
        return _tasks[taskId];
    }

    /// @inheritdoc IOptimisticVerifier
    function claimOf(TaskId taskId) external view returns (Claim memory) {
        return _claim(_tasks[taskId]);
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

        // RULE S-4: the bounty, rounded down, still covers the gas of the worst proof and its openings, and the reserve
        // covers the openings' bonds.
        uint256 bounty = BOUNTY_COVER * (uint256(model.worstGas) + model.openingGas) * _stakePerGas;
        uint256 reserve = Math.ceilDiv(BOND_PERCENT * model.openingGas * _stakePerGas, 100);
        return Math.max(
            Math.max(1, Math.ceilDiv(bounty * BPS, _dials.bountyShareBps)),
            Math.ceilDiv(reserve * BPS, _dials.reserveShareBps)
        );
    }

    function _requestTask(TaskTerms calldata terms) internal returns (TaskId taskId) {
        requestGate.checkOpen();
        Dials memory frozen = _dials;
        taskId = taskIdOf(address(this), msg.sender, terms, frozen);
        Task storage task = _tasks[taskId];
        // RULE T-7: the id is the hash of the request, and one request is one task, however often it is sent.
        if (task.state != TaskState.None) revert TaskAlreadyRequested(taskId, terms.nonce);
        _checkTerms(taskId, terms);

        uint64 acceptBy = uint64(block.timestamp) + terms.acceptSec;
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

    /// @dev `operator` may serve `provider`, and the task may be accepted by it.
    function _acceptTask(TaskId taskId, Task storage task, address provider, address operator) internal {
        // RULE X-1: a courtesy check; the burn of S-4 is the rule.
        if (task.client == provider || task.client == operator) revert OpposingRoles(taskId, task.client);

        uint64 submitBy = uint64(block.timestamp) + task.terms.submitSec;
        task.state = TaskState.Accepted;
        task.provider = provider;
        task.operator = operator;
        task.submitBy = submitBy;

        emit TaskAccepted(taskId, provider, operator, submitBy);
        // RULE S-1: reverts unless free stake covers the lock. RULE S-3: and the operator's limits.
        stakeVault.lock(provider, operator, taskId.id(), task.terms.lock);
    }

    function _finalise(TaskId taskId, Task storage task) internal {
        // RULE T-3: the provider is paid the price, from the client's escrow.
        uint256 fee = _shareDown(task.terms.price, task.dials.feeBps);
        uint256 paid = task.terms.price - fee;
        task.state = TaskState.Final;
        _credit(task.provider, task.terms.token, paid);
        _credit(treasury, task.terms.token, fee);

        emit TaskFinalised(taskId, task.provider, paid, fee);
        stakeVault.release(task.provider, task.operator, taskId.id(), task.terms.lock);
    }

    /// @param proof what convicted: its hash is what a finder's commitment is held against
    function _refuteFraud(TaskId taskId, Task storage task, Fraud memory fraud, bytes calldata proof) internal {
        // RULE X-1: a courtesy check; the burn of S-4 is the rule.
        if (msg.sender == task.provider || msg.sender == task.operator) revert OpposingRoles(taskId, msg.sender);
        IStakeVault.Share[] memory bonds;
        if (task.demanded) bonds = openings.pathBonds(taskId, fraud);
        (Split memory split, IStakeVault.Share[] memory shares) = _split(task, bonds);
        // RULE S-6: half to whoever convicts, half to the earliest finder. With it waits what is burnt when that one is paid: to burn
        // it here would make a proof dearer by 47,000 gas.
        uint256 finders = split.forFinder();
        shares[1] = IStakeVault.Share(msg.sender, split.bounty - finders);
        shares[2] = IStakeVault.Share(address(findings), finders + split.burnt);

        emit FraudProven(taskId, task.provider, msg.sender, fraud, task.terms.price, split);
        _refute(taskId, task, shares);
        findings.open(taskId, msg.sender, keccak256(proof), split);
    }

    function _refute(TaskId taskId, Task storage task, IStakeVault.Share[] memory shares) internal {
        task.state = TaskState.Refuted;
        _credit(task.client, task.terms.token, task.terms.price);

        // RULE S-1: a slash is exactly the task's lock; what is nobody's share is burnt at once.
        stakeVault.slash(task.provider, task.operator, taskId.id(), task.terms.lock, shares);
    }

    /// @return split what becomes of the lock
    /// @return shares the client's, two places for the bounty, and the bonds, which end where the reserve does
    function _split(Task storage task, IStakeVault.Share[] memory pathBonds)
        internal
        view
        returns (Split memory split, IStakeVault.Share[] memory shares)
    {
        uint256 lock = task.terms.lock;
        uint256 reserve = _shareDown(lock, task.dials.reserveShareBps);
        uint256 left = reserve;
        shares = new IStakeVault.Share[](3 + pathBonds.length);
        for (uint256 i = 0; i < pathBonds.length; ++i) {
            uint256 amount = Math.min(pathBonds[i].amount, left);
            shares[3 + i] = IStakeVault.Share(pathBonds[i].account, amount);
            left -= amount;
        }
        split = splitOf(lock, task.dials, reserve - left);
        shares[0] = IStakeVault.Share(task.client, split.toClient);
    }

    function _permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        // An unknown address is not called.
        if (!_tokenAllowed[token]) revert TokenNotAllowed(token);
        // RULE P-1: a permit that fails (spent by a copier, say) falls back to the allowance.
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    function _withdraw(address account, address token, address to, uint256 amount) internal {
        uint256 credit = _credits[account][token];
        if (credit < amount) revert CreditTooLow(account, token, credit, amount);

        _credits[account][token] = credit - amount;
        _owed[token] -= amount;

        emit Withdrawn(account, token, to, amount);
        uint256 balance = _balance(token);
        IERC20(token).safeTransfer(to, amount);
        _checkMoved(token, _difference(balance, _balance(token)), amount);
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
        _checkContract(dials_.stepVerifier);
        if (dials_.feeBps > maxFeeBps) revert DialOutOfRange("feeBps", dials_.feeBps, maxFeeBps);
        if (dials_.bountyShareBps == 0) revert DialOutOfRange("bountyShareBps", 0, 1);
        if (dials_.reserveShareBps == 0) revert DialOutOfRange("reserveShareBps", 0, 1);
        // RULE S-4: lock >= 2 x (late penalty + client share + bounty + bonds).
        uint256 lockSharesBps =
            uint256(dials_.lateBps) + dials_.clientShareBps + dials_.bountyShareBps + dials_.reserveShareBps;
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

    function _checkSubmitted(TaskId taskId, Task storage task) internal view {
        if (task.state != TaskState.Submitted) revert TaskNotSubmitted(taskId, task.state);
    }

    function _checkServing(address provider, address account) internal view {
        if (provider == address(0) || !stakeVault.mayServe(provider, account)) revert NotServing(provider, account);
    }

    /// @dev C-1: what a consumer reads from the event is the output that the result claims.
    function _checkOutput(bytes32 modelId, bytes32 outputRoot, bytes calldata output) internal view {
        if (output.length > MAX_INLINE_OUTPUT_BYTES) revert OutputTooLong(output.length, MAX_INLINE_OUTPUT_BYTES);
        IModelRegistry.ModelRecord memory model = modelRegistry.modelOf(modelId);
        if (output.length != model.outputBytes) revert OutputLengthWrong(output.length, model.outputBytes);
        bytes32 actual = TensorRoot.rootOf(output, model.activationChunkLog2);
        if (actual != outputRoot) revert OutputNotCommitted(actual, outputRoot);
    }

    function _claim(Task storage task) internal view returns (Claim memory) {
        return Claim({
            modelId: task.terms.modelId,
            inputRoot: task.terms.inputRoot,
            nodesRoot: task.nodesRoot,
            outputRoot: task.outputRoot
        });
    }

    function _checkOpenings() internal view {
        if (msg.sender != address(openings)) revert NotOpenings(msg.sender, address(openings));
    }

    function _checkContract(address account) internal view {
        if (account.code.length == 0) revert NotAContract(account);
    }

    /// @dev The module serves this deployment and no other. All of them say so by the same function.
    /// @dev Finders are paid, and operators known, by the vault that holds the stake.
    function _checkVault(address module, address itsVault, IStakeVault vault) internal pure {
        if (itsVault != address(vault)) revert ModuleNotOurs(module, itsVault);
    }

    function _checkOurs(address module) internal view {
        _checkContract(module);
        address itsVerifier = IQuotes(module).optimisticVerifier();
        if (itsVerifier != address(this)) revert ModuleNotOurs(module, itsVerifier);
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
