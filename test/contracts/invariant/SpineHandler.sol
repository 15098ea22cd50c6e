// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IQuotes} from "contracts/interfaces/IQuotes.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Position} from "contracts/types/Opening.sol";
import {Quote} from "contracts/types/Quote.sol";
import {Dials, Task, TaskId, TaskState, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {ProgrammableStepVerifier} from "../support/ProgrammableStepVerifier.sol";
import {TinyTrace} from "../support/TinyTrace.sol";

/// @dev Plays random histories of many tasks at once, with the real Openings, Findings, Quotes and RequestGate: clients; honest
/// providers, who serve with an operator's key too, sign quotes and answer whatever is demanded; liars, who reveal their lies;
/// silent ones, whose commitments have no preimage; lazy ones; one watcher, who keeps the theorem "a liar always loses" by nothing but
/// what the protocol lets anyone do; a griefer, who demands what it can; an accomplice, who convicts its own liar and claims to have
/// found the lie; a stranger who calls the exits; a guardian and an owner. Every action is one that must succeed, so a revert is a finding.
/// What came in and went out is counted here, away from the contracts.
contract SpineHandler is Test {
    enum Character {
        Honest,
        Liar,
        Silent,
        Lazy
    }

    struct Spine {
        IOptimisticVerifier verifier;
        IStakeVault vault;
        IOpenings openings;
        IFindings findings;
        IQuotes quotes;
        IRequestGate gate;
        ITestToken stakeToken;
        ITestToken[2] tokens;
        ProgrammableStepVerifier stepVerifier;
        address owner;
        address guardian;
        address treasury;
        TaskTerms terms;
    }

    uint128 internal constant HOT_MAX_LOCKED = 900e18;

    Spine internal spine;
    address[] public clients;
    address[] internal providers;
    mapping(address => Character) internal characterOf;
    /// @dev Providers first.
    address[] internal _everyone;
    mapping(address provider => uint256) public indexOf;
    address internal watcher = makeAddr("watcher");
    address internal griefer = makeAddr("griefer");
    address internal accomplice = makeAddr("accomplice");
    address internal stranger = makeAddr("stranger");
    /// @dev Operator of the first honest provider, whose own key signs quotes.
    address internal hot = makeAddr("hot");
    uint256 internal _signingKey;

    mapping(ITestToken => uint256) public paidIn;
    mapping(ITestToken => uint256) public paidOut;
    mapping(address holder => mapping(ITestToken => uint256)) public donated;
    uint256 public stakedIn;
    uint256 public stakedOut;
    mapping(address => uint256) public stakedInOf;
    mapping(address => uint256) public stakedOutOf;
    uint256 public burnt;
    uint256 public nativeIn;
    uint256 public nativeOut;
    /// @dev Bonds of openings that nobody answered yet, and whose bond is not returned.
    uint256 public bondsHeld;
    /// @dev The task's fields that may not change after the request, and after the submission.
    mapping(TaskId taskId => bytes32) internal _frozenAtRequest;
    mapping(TaskId taskId => bytes32) internal _frozenAtSubmission;
    mapping(TaskId taskId => TaskState) internal _endedAs;
    /// @dev When the result would be final if nothing were demanded.
    mapping(TaskId taskId => uint256) internal _windowEnd;
    mapping(TaskId taskId => bool) public isLie;
    mapping(TaskId taskId => Position[]) internal _unanswered;
    /// @dev In the order of their requests.
    TaskId[] public tasks;
    TaskId[] internal _found;
    mapping(bytes32 action => uint256) public calls;

    constructor(Spine memory spine_) {
        spine = spine_;
        (address signer, uint256 key) = makeAddrAndKey("honest0");
        _signingKey = key;
        _join(signer, Character.Honest);
        _join(makeAddr("honest1"), Character.Honest);
        _join(makeAddr("liar0"), Character.Liar);
        _join(makeAddr("liar1"), Character.Liar);
        _join(makeAddr("silent"), Character.Silent);
        _join(makeAddr("lazy"), Character.Lazy);
        for (uint256 i = 0; i < 3; ++i) {
            clients.push(makeAddr(string.concat("client", vm.toString(i))));
            _everyone.push(clients[i]);
        }
        address[5] memory others = [watcher, griefer, accomplice, spine.treasury, address(spine.findings)];
        for (uint256 i = 0; i < others.length; ++i) {
            _everyone.push(others[i]);
            vm.deal(others[i], 1e30);
        }
        for (uint256 i = 0; i < _everyone.length; ++i) {
            vm.startPrank(_everyone[i]);
            for (uint256 t = 0; t < 2; ++t) {
                spine.tokens[t].approve(address(spine.verifier), type(uint256).max);
            }
            spine.stakeToken.approve(address(spine.vault), type(uint256).max);
            vm.stopPrank();
        }
        vm.prank(signer);
        spine.vault.setOperator(hot, HOT_MAX_LOCKED, 2 * HOT_MAX_LOCKED);
        vm.warp(vm.getBlockTimestamp() + spine.vault.keyDelaySec());
    }

    function everyone() external view returns (address[] memory) {
        return _everyone;
    }

    function rememberedOf(TaskId taskId) external view returns (bytes32, bytes32, TaskState) {
        return (_frozenAtRequest[taskId], _frozenAtSubmission[taskId], _endedAs[taskId]);
    }

    function tasksCount() external view returns (uint256) {
        return tasks.length;
    }

    function providersCount() external view returns (uint256) {
        return providers.length;
    }

    function isHonest(uint256 i) external view returns (bool) {
        return characterOf[providers[i]] == Character.Honest;
    }

    function unansweredOf(TaskId taskId) external view returns (uint256) {
        return _unanswered[taskId].length;
    }

    /// @dev What was ever staked for a provider, less what it took out: what it has, if it was never slashed.
    function keptBy(uint256 i) external view returns (uint256) {
        return stakedInOf[providers[i]] - stakedOutOf[providers[i]];
    }

    /// @dev What waits in Findings: for finders, and to be burnt.
    function unsettled() external view returns (uint256 amount) {
        for (uint256 i = 0; i < _found.length; ++i) {
            IFindings.Finding memory finding = spine.findings.findingOf(_found[i]);
            if (!finding.settled) amount += finding.amount + finding.toBurn;
        }
    }

    // --- stake

    function deposit(uint256 who, uint256 amount) external count("deposit") {
        address staker = _pick(providers, who);
        amount = bound(amount, 1, 2000e18);
        if (amount % 2 == 0) {
            spine.stakeToken.transfer(staker, amount);
            vm.prank(staker);
            spine.vault.deposit(amount);
        } else {
            spine.stakeToken.approve(address(spine.vault), amount);
            spine.vault.depositFor(staker, amount);
        }
        stakedIn += amount;
        stakedInOf[staker] += amount;
    }

    function startUnbonding(uint256 who, uint256 amount) external {
        address staker = _pick(providers, who);
        uint256 free = spine.vault.accountOf(staker).free;
        if (free == 0) return;
        _count("startUnbonding");
        vm.prank(staker);
        spine.vault.startUnbonding(bound(amount, 1, free));
    }

    function leaveOrStay(uint256 who, uint256 amount, bool out) external {
        address staker = _pick(providers, who);
        IStakeVault.Account memory account = spine.vault.accountOf(staker);
        if (account.unbonding == 0) return;
        vm.startPrank(staker);
        if (!out) {
            _count("cancelUnbonding");
            spine.vault.cancelUnbonding();
        } else if (vm.getBlockTimestamp() >= account.unbondsAt) {
            _count("withdrawStake");
            _stakeLeft(staker, bound(amount, 1, account.unbonding));
            spine.vault.withdrawStake(staker, bound(amount, 1, account.unbonding));
        }
        vm.stopPrank();
    }

    function withdrawStakeCredit(uint256 who, uint256 amount) external {
        address account = _pick(_everyone, who);
        if (account == address(spine.findings)) return;
        uint256 credit = spine.vault.accountOf(account).credit;
        if (credit == 0) return;
        _count("withdrawCredit");
        amount = bound(amount, 1, credit);
        vm.prank(account);
        spine.vault.withdrawCredit(account, amount);
        stakedOut += amount;
    }

    // --- the life of a task

    function request(uint256 who, uint256 whichToken, uint256 price, uint256 lock, uint256 times, uint256 chosen)
        public
    {
        address payer = _pick(clients, who);
        TaskTerms memory terms = _terms(whichToken, price, lock, times);
        if (chosen % 4 == 0) terms.provider = _pick(providers, chosen / 4);
        bool stopped = _isStopped();
        vm.prank(payer);
        if (stopped) {
            vm.expectPartialRevert(IRequestGate.RequestsStopped.selector);
            spine.verifier.requestTask(terms);
            _count("request refused");
            return;
        }
        TaskId taskId = spine.verifier.requestTask(terms);
        _count("request");
        _requested(taskId, terms);
    }

    /// @dev The first honest provider's own key signs, or its operator's would: whoever may serve.
    function requestWithQuote(uint256 who, uint256 price, uint256 lock, uint256 times) external {
        TaskTerms memory terms = _terms(who, price, lock, times);
        terms.provider = providers[0];
        if (_isStopped() || spine.vault.accountOf(providers[0]).free < terms.lock) return;
        _count("requestWithQuote");
        Quote memory quote = Quote({
            terms: terms,
            client: _pick(clients, who),
            expiry: uint64(vm.getBlockTimestamp() + 1),
            nonce: calls["requestWithQuote"],
            maxLoss: terms.lock
        });
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_signingKey, spine.quotes.hashOf(quote));
        vm.prank(quote.client);
        TaskId taskId = spine.verifier.requestWithQuote(quote, providers[0], abi.encodePacked(r, s, v), "");
        _requested(taskId, terms);
    }

    function cancel(uint256 which) external {
        (TaskId taskId, Task memory task) = _find(which, TaskState.Requested);
        // Seldom, or few tasks would live.
        if (task.state != TaskState.Requested || which % 4 != 0) return;
        _count("cancel");
        vm.prank(task.client);
        spine.verifier.cancelTask(taskId);
        _ended(taskId, TaskState.Cancelled);
    }

    function accept(uint256 who, uint256 which) public {
        (TaskId taskId, Task memory task) = _find(which, TaskState.Requested);
        if (task.state != TaskState.Requested || vm.getBlockTimestamp() >= task.acceptBy) return;
        address chosen = task.terms.provider == address(0) ? _pick(providers, who) : task.terms.provider;
        uint256 free = spine.vault.accountOf(chosen).free;
        address key = chosen;
        if (chosen == providers[0] && which % 2 == 0 && _hotMay(task.terms.lock)) {
            key = hot;
            _count("accept by an operator");
        }
        vm.prank(key);
        if (free < task.terms.lock) {
            // RULE S-1, played: stake that does not cover the lock accepts nothing.
            vm.expectRevert(abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, chosen, free, task.terms.lock));
        } else {
            _count("accept");
        }
        spine.verifier.acceptTask(taskId, chosen);
    }

    function submit(uint256 which) public {
        (TaskId taskId, Task memory task) = _find(which, TaskState.Accepted);
        if (task.state != TaskState.Accepted || vm.getBlockTimestamp() >= task.submitBy) return;
        if (characterOf[task.provider] != Character.Lazy) _submit(taskId, task);
    }

    /// @dev A whole day at the market, so that most histories see every ending.
    function trade(uint256 who, uint256 which, uint256 times) external {
        request(who, which, uint256(keccak256(abi.encode(which))), which, times, who);
        accept(who, which);
        submit(which);
        accept(who / 2, which / 2);
    }

    // --- disputes

    /// @dev Anyone demands anything that there is: the griefer of an honest provider, the watcher, or a liar's friend.
    function demand(uint256 who, uint256 which, uint256 what) external {
        (TaskId taskId, Task memory task) = _find(which, TaskState.Submitted);
        if (task.state != TaskState.Submitted || vm.getBlockTimestamp() >= task.finalAt) return;
        address asker = who % 3 == 0 ? griefer : who % 3 == 1 ? accomplice : watcher;
        Position[3] memory trees = [TinyTrace.INPUT, TinyTrace.CONSTANT, TinyTrace.NODE];
        _demand(taskId, task, asker, trees[what % 3]);
        if (what % 2 == 0) _demand(taskId, task, asker, trees[(what + 1) % 3]);
    }

    /// @dev Whoever has the data answers. Those whose commitment has no preimage have none of the nodes.
    function answer(uint256 which) external {
        (TaskId taskId,) = _find(which, TaskState.Submitted);
        if (TaskId.unwrap(taskId) != 0) _answerAll(taskId, vm.getBlockTimestamp() + 365 days);
    }

    function watch(uint256 which) external {
        TaskId taskId = _findShownLie(which);
        if (taskId.id() != 0) _convict(taskId, watcher);
    }

    /// @dev RULE S-4, S-6: the liar's friend commits to the lie before anyone knows it, and convicts it itself.
    function collude(uint256 which) external {
        TaskId taskId = _findShownLie(which);
        if (taskId.id() == 0) return;
        _count("collude");
        spine.findings.commitFinding(_commitment(taskId, accomplice));
        _pass(12);
        if (spine.verifier.taskOf(taskId).state == TaskState.Submitted) _convict(taskId, accomplice);
        if (which % 2 == 0) _reveal(taskId);
    }

    /// @dev The finder shows its commitment; nobody shows one that is not there.
    function reveal(uint256 which) external {
        if (_found.length == 0) return;
        _reveal(_found[which % _found.length]);
    }

    function _reveal(TaskId taskId) internal {
        if (vm.getBlockTimestamp() >= spine.findings.revealByOf(taskId)) return;
        IFindings.Finding memory finding = spine.findings.findingOf(taskId);
        IFindings.FinderCommitment memory made = spine.findings.committedOf(_commitment(taskId, accomplice));
        if (made.sequence == 0 || made.committedAt >= finding.convictedAt || finding.finder != address(0)) return;
        _count("reveal");
        spine.findings.reveal(taskId, accomplice, 0, "");
    }

    function settleFinding(uint256 which) public {
        if (_found.length == 0) return;
        TaskId taskId = _found[which % _found.length];
        IFindings.Finding memory finding = spine.findings.findingOf(taskId);
        if (finding.settled || vm.getBlockTimestamp() < spine.findings.revealByOf(taskId)) return;
        _count("settle finding");
        address paid = finding.finder == address(0) ? finding.convictor : finding.finder;
        uint256 before = spine.vault.accountOf(paid).credit;
        uint256 supply = spine.stakeToken.totalSupply();
        vm.prank(stranger);
        spine.findings.settle(taskId);
        assertEq(supply - spine.stakeToken.totalSupply(), finding.toBurn, "S-4: what was to be burnt is");
        _burnt(supply, spine.verifier.taskOf(taskId).terms.lock);
        assertEq(spine.vault.accountOf(paid).credit - before, finding.amount, "S-6: the finder, else the convictor");
    }

    /// @dev RULE T-4: a stranger ends whatever is due.
    function settle(uint256 which) external {
        for (uint256 i = 0; i < tasks.length; ++i) {
            if (endByAnyone(_from(which, i))) return;
        }
    }

    function endByAnyone(TaskId taskId) public returns (bool ended) {
        Task memory task = spine.verifier.taskOf(taskId);
        uint256 nowSec = vm.getBlockTimestamp();
        if (task.state == TaskState.Submitted && task.pendingOpenings > 0) return _convictSilence(taskId, task);
        vm.startPrank(stranger);
        if (task.state == TaskState.Requested && nowSec >= task.acceptBy) {
            spine.verifier.cancelTask(taskId);
            ended = _ended(taskId, TaskState.Cancelled);
        } else if (task.state == TaskState.Accepted && nowSec >= task.submitBy) {
            assertNotEq(uint8(characterOf[task.provider]), uint8(Character.Honest), "the honest are in time");
            spine.verifier.expireTask(taskId);
            ended = _ended(taskId, TaskState.Expired);
        } else if (task.state == TaskState.Submitted && nowSec >= task.finalAt) {
            assertFalse(isLie[taskId], "a liar always loses");
            spine.verifier.finaliseTask(taskId);
            ended = _ended(taskId, TaskState.Final);
        }
        vm.stopPrank();
    }

    function reclaimBonds(uint256 which) public {
        if (tasks.length == 0) return;
        TaskId taskId = _from(which, 0);
        for (uint256 i = 1; i < tasks.length && !_hasBonds(taskId); ++i) {
            taskId = _from(which, i);
        }
        if (!_hasBonds(taskId)) return;
        for (uint256 i = _unanswered[taskId].length; i > 0; --i) {
            Position position = _unanswered[taskId][i - 1];
            IOpenings.Opening memory opening = spine.openings.openingOf(taskId, position);
            _count("reclaim bond");
            uint256 before = spine.openings.nativeCreditOf(opening.asker);
            vm.prank(stranger);
            spine.openings.reclaimBond(taskId, position);
            assertEq(spine.openings.nativeCreditOf(opening.asker) - before, opening.bondWei, "unanswered: returned");
            bondsHeld -= opening.bondWei;
            _unanswered[taskId].pop();
        }
    }

    function withdraw(uint256 who, uint256 whichToken, uint256 amount) external {
        ITestToken token = spine.tokens[whichToken % 2];
        for (uint256 i = 0; i < _everyone.length; ++i) {
            address account = _everyone[(who % _everyone.length + i) % _everyone.length];
            uint256 credit = spine.verifier.creditOf(account, address(token));
            if (credit == 0) continue;
            if (account == providers[0] && amount % 2 == 0) {
                _count("claim by an operator");
                amount = credit;
                vm.prank(hot);
                spine.verifier.claimFor(account, address(token));
                assertEq(token.balanceOf(hot), 0, "S-3: never to the key");
            } else {
                _count("withdraw");
                amount = bound(amount, 1, credit);
                vm.prank(account);
                spine.verifier.withdraw(address(token), account, amount);
            }
            paidOut[token] += amount;
            return;
        }
    }

    function withdrawNative(uint256 who, uint256 amount) external {
        address account = _pick(_everyone, who);
        uint256 credit = spine.openings.nativeCreditOf(account);
        if (credit == 0) return;
        _count("withdraw native");
        amount = bound(amount, 1, credit);
        vm.prank(account);
        spine.openings.withdrawNative(account, amount);
        nativeOut += amount;
    }

    // --- the world

    function pass(uint256 seconds_) external {
        _pass(bound(seconds_, 1, 4 days));
    }

    function turnDials(uint16 fee, uint16 late, uint16 clientShare, uint16 bounty) external count("dials") {
        Dials memory dials = spine.verifier.dials();
        dials.feeBps = uint16(bound(fee, 0, 1000));
        uint16 left = 5000 - dials.reserveShareBps;
        dials.bountyShareBps = uint16(bound(bounty, 1000, left));
        dials.clientShareBps = uint16(bound(clientShare, 0, left - dials.bountyShareBps));
        dials.lateBps = uint16(bound(late, 0, left - dials.bountyShareBps - dials.clientShareBps));
        vm.prank(spine.owner);
        spine.verifier.setDials(dials);
    }

    function stopRequests(uint256 stopSec) external {
        if (vm.getBlockTimestamp() < spine.gate.nextStopAt() || stopSec % 4 != 0) return;
        _count("stop");
        vm.prank(spine.guardian);
        spine.gate.stop(uint64(bound(stopSec, 1, 7 days)), "for the test");
    }

    /// @dev Money sent without a call belongs to nobody and confuses nothing.
    function donate(uint256 whichToken, uint256 amount) external count("donate") {
        amount = bound(amount, 1, 1e18);
        ITestToken token = spine.tokens[whichToken % 2];
        token.transfer(address(spine.verifier), amount);
        spine.stakeToken.transfer(address(spine.vault), amount);
        donated[address(spine.verifier)][token] += amount;
        donated[address(spine.vault)][spine.stakeToken] += amount;
    }

    // --- after the history: everyone goes home

    function withdrawEverything() external {
        for (uint256 i = 0; i < _found.length; ++i) {
            settleFinding(i);
        }
        for (uint256 i = 0; i < tasks.length; ++i) {
            reclaimBonds(i);
        }
        for (uint256 i = 0; i < _everyone.length; ++i) {
            vm.startPrank(_everyone[i]);
            for (uint256 t = 0; t < 2; ++t) {
                uint256 credit = spine.verifier.creditOf(_everyone[i], address(spine.tokens[t]));
                spine.verifier.withdraw(address(spine.tokens[t]), _everyone[i], credit);
            }
            IStakeVault.Account memory account = spine.vault.accountOf(_everyone[i]);
            if (account.credit > 0) spine.vault.withdrawCredit(_everyone[i], account.credit);
            if (account.free > 0) spine.vault.startUnbonding(account.free);
            uint256 native = spine.openings.nativeCreditOf(_everyone[i]);
            if (native > 0) spine.openings.withdrawNative(_everyone[i], native);
            nativeOut += native;
            vm.stopPrank();
        }
        vm.warp(vm.getBlockTimestamp() + spine.vault.unbondingSec());
        for (uint256 i = 0; i < _everyone.length; ++i) {
            uint256 unbonding = spine.vault.accountOf(_everyone[i]).unbonding;
            if (unbonding == 0) continue;
            vm.prank(_everyone[i]);
            spine.vault.withdrawStake(_everyone[i], unbonding);
        }
    }

    /// @dev Everybody does what is due for them until nothing can happen any more.
    function letEverythingEnd() external {
        for (uint256 round = 0; round < 12; ++round) {
            _pass(8 days);
            for (uint256 i = 0; i < tasks.length; ++i) {
                endByAnyone(tasks[i]);
            }
        }
    }

    function requestHash(Task memory task) public pure returns (bytes32) {
        return keccak256(abi.encode(task.terms, task.dials, task.client, task.acceptBy));
    }

    /// @dev But for what openings may change: a later end, and a trace on demand that was not there.
    function resultHash(Task memory task) public pure returns (bytes32) {
        bytes32 nodesRoot = task.terms.traceMode == TraceMode.Eager ? task.nodesRoot : bytes32(0);
        return keccak256(abi.encode(task.provider, task.operator, task.submitBy, task.outputRoot, nodesRoot));
    }

    modifier count(bytes32 action) {
        _count(action);
        _;
    }

    // --- the honest provider and the watcher, in time whatever happens

    function _pass(uint256 seconds_) internal {
        uint256 until = vm.getBlockTimestamp() + seconds_;
        for (uint256 i = 0; i < tasks.length; ++i) {
            TaskId taskId = tasks[i];
            Task memory task = spine.verifier.taskOf(taskId);
            bool honest = characterOf[task.provider] == Character.Honest;
            if (task.state == TaskState.Accepted && honest && task.submitBy <= until) {
                _submit(taskId, task);
                task = spine.verifier.taskOf(taskId);
            }
            if (task.state != TaskState.Submitted) continue;
            if (honest) _answerAll(taskId, until);
            else if (isLie[taskId]) _keepWatch(taskId, task, until);
        }
        vm.warp(until);
    }

    /// @dev Verification §5, by anyone: a lie that is shown is proven before it is final, and what is not shown is demanded while the
    /// window is open, whatever else waits for an answer.
    function _keepWatch(TaskId taskId, Task memory task, uint256 until) internal {
        if (spine.stepVerifier.isLie(task.nodesRoot)) {
            if (task.finalAt <= until) _convict(taskId, watcher);
            return;
        }
        uint256 windowEnd = _windowEnd[taskId];
        if (vm.getBlockTimestamp() >= windowEnd || windowEnd > until) return;
        _demand(taskId, task, watcher, TinyTrace.NODE);
        assertGt(spine.verifier.taskOf(taskId).pendingOpenings, 0, "withholding is demanded in time");
    }

    function _submit(TaskId taskId, Task memory task) internal {
        _count("submit");
        Character character = characterOf[task.provider];
        isLie[taskId] = character != Character.Honest;
        bytes32 nodesRoot = character == Character.Silent
            ? keccak256(abi.encode("no preimage", taskId))
            : TinyTrace.nodesRoot(taskId.id());
        if (character == Character.Liar) spine.stepVerifier.markLie(nodesRoot);
        if (task.terms.traceMode == TraceMode.OnDemand) nodesRoot = 0;
        vm.prank(task.operator);
        spine.verifier.submitResult(taskId, keccak256(abi.encode("output", taskId)), nodesRoot, "");
        _frozenAtSubmission[taskId] = resultHash(spine.verifier.taskOf(taskId));
        _windowEnd[taskId] = spine.verifier.taskOf(taskId).finalAt;
    }

    function _demand(TaskId taskId, Task memory task, address asker, Position position) internal {
        bool onDemand = task.nodesRoot == 0;
        bool ofTheTrace = Position.unwrap(position) >= Position.unwrap(TinyTrace.NODE);
        if (ofTheTrace) position = onDemand ? TinyTrace.LIST : TinyTrace.NODE;
        if (spine.openings.openingOf(taskId, position).asker != address(0)) return;
        if (!_mayDemand(taskId, position)) return;
        _count("demand");
        bytes memory data = TinyTrace.request(position, task.nodesRoot);
        uint256 bond = spine.openings.bondOf(TinyTrace.answer(position, 0).length);
        vm.prank(asker);
        spine.openings.requestOpening{value: bond + 1}(taskId, data);
        nativeIn += bond + 1;
        bondsHeld += bond;
        _unanswered[taskId].push(position);
    }

    /// @dev RULE O-4: after the window only what lies below an answer, in the time that the answer left.
    function _mayDemand(TaskId taskId, Position position) internal view returns (bool) {
        if (vm.getBlockTimestamp() < _windowEnd[taskId]) return true;
        if (Position.unwrap(position) != Position.unwrap(TinyTrace.NODE)) return false;
        uint64 answeredAt = spine.openings.openingOf(taskId, TinyTrace.LIST).answeredAt;
        return answeredAt != 0 && vm.getBlockTimestamp() < answeredAt + spine.openings.graceSec();
    }

    /// @dev What is due by `until` and can be answered by whoever has it.
    function _answerAll(TaskId taskId, uint256 until) internal {
        Task memory task = spine.verifier.taskOf(taskId);
        Position[] storage waiting = _unanswered[taskId];
        for (uint256 i = waiting.length; i > 0; --i) {
            Position position = waiting[i - 1];
            IOpenings.Opening memory opening = spine.openings.openingOf(taskId, position);
            bool ofTheTrace = Position.unwrap(position) >= Position.unwrap(TinyTrace.NODE);
            if (ofTheTrace && characterOf[task.provider] == Character.Silent) continue;
            if (opening.answerBy > until || vm.getBlockTimestamp() >= opening.answerBy) continue;
            _count("answer");
            uint256 before = spine.openings.nativeCreditOf(task.provider);
            bytes memory data = TinyTrace.answer(position, taskId.id());
            vm.prank(task.provider);
            spine.openings.answerOpening(taskId, position, data);
            assertEq(spine.openings.nativeCreditOf(task.provider) - before, opening.bondWei, "the answer is paid");
            bondsHeld -= opening.bondWei;
            waiting[i - 1] = waiting[waiting.length - 1];
            waiting.pop();
        }
    }

    function _convict(TaskId taskId, address convictor) internal {
        _count("convict");
        vm.prank(convictor);
        spine.verifier.proveFraud(taskId, "proof");
        _found.push(taskId);
        _ended(taskId, TaskState.Refuted);
    }

    /// @dev Whatever of this task is overdue.
    function _convictSilence(TaskId taskId, Task memory task) internal returns (bool) {
        Position[] storage waiting = _unanswered[taskId];
        for (uint256 i = 0; i < waiting.length; ++i) {
            IOpenings.Opening memory opening = spine.openings.openingOf(taskId, waiting[i]);
            if (vm.getBlockTimestamp() < opening.answerBy) continue;
            assertNotEq(uint8(characterOf[task.provider]), uint8(Character.Honest), "the honest answer in time");
            _count("convict silence");
            uint256 supply = spine.stakeToken.totalSupply();
            uint256 native = spine.openings.nativeCreditOf(opening.asker);
            uint256 credit = spine.vault.accountOf(opening.asker).credit;
            vm.prank(stranger);
            spine.openings.convictSilence(taskId, waiting[i]);
            assertEq(spine.openings.nativeCreditOf(opening.asker) - native, opening.bondWei, "the asker's bond is back");
            uint256 bounty = uint256(task.terms.lock) * task.dials.bountyShareBps / 10_000;
            assertGe(spine.vault.accountOf(opening.asker).credit - credit, bounty, "and the whole bounty is its own");
            _burnt(supply, task.terms.lock);
            bondsHeld -= opening.bondWei;
            waiting[i] = waiting[waiting.length - 1];
            waiting.pop();
            return _ended(taskId, TaskState.Refuted);
        }
        return false;
    }

    /// @dev RULE S-4, on every conviction of every history: whoever convicts, half is lost to all. Of a silence at once, of a proof when
    /// its finding is settled.
    function _burnt(uint256 supplyBefore, uint256 lock) internal {
        uint256 amount = supplyBefore - spine.stakeToken.totalSupply();
        burnt += amount;
        assertGe(amount * 2, lock, "S-4: at least half burns");
    }

    function _terms(uint256 whichToken, uint256 price, uint256 lock, uint256 times)
        internal
        view
        returns (TaskTerms memory terms)
    {
        terms = spine.terms;
        terms.token = address(spine.tokens[whichToken % 2]);
        terms.price = uint128(bound(price, 0, 1e30));
        terms.lock = uint128(bound(lock, spine.verifier.minimumLock(terms.modelId), 500e18));
        terms.acceptSec = uint32(bound(times, 1, 7 days));
        terms.submitSec = uint32(bound(times >> 32, 1, 1 days));
        terms.windowSec = uint32(bound(times >> 64, 60, 6 days));
        terms.traceMode = TraceMode((times >> 96) % 2);
        terms.nonce = uint64(tasks.length);
    }

    function _requested(TaskId taskId, TaskTerms memory terms) internal {
        tasks.push(taskId);
        paidIn[ITestToken(terms.token)] += terms.price;
        _frozenAtRequest[taskId] = requestHash(spine.verifier.taskOf(taskId));
    }

    function _stakeLeft(address staker, uint256 amount) internal {
        stakedOut += amount;
        stakedOutOf[staker] += amount;
    }

    /// @dev Of a task that has ended.
    function _hasBonds(TaskId taskId) internal view returns (bool) {
        return _endedAs[taskId] != TaskState.None && _unanswered[taskId].length > 0;
    }

    function _hotMay(uint256 lock) internal view returns (bool) {
        IStakeVault.Operator memory key = spine.vault.operatorOf(providers[0], hot);
        return key.locked + lock <= key.maxLocked && key.lockedInDay + lock <= key.maxPerDay;
    }

    function _isStopped() internal view returns (bool) {
        return vm.getBlockTimestamp() < spine.gate.stoppedUntil();
    }

    function _commitment(TaskId taskId, address challenger) internal view returns (bytes32) {
        return spine.findings.commitmentOf(taskId, challenger, keccak256("proof"), 0);
    }

    function _count(bytes32 action) internal {
        ++calls[action];
    }

    function _ended(TaskId taskId, TaskState state) internal returns (bool) {
        _count(bytes32(uint256(uint8(state))));
        _endedAs[taskId] = state;
        return true;
    }

    function _join(address account, Character character) internal {
        indexOf[account] = providers.length;
        providers.push(account);
        _everyone.push(account);
        characterOf[account] = character;
    }

    /// @dev The first task in `state`, looking round from a random one; None if there is none.
    function _find(uint256 from, TaskState state) internal view returns (TaskId taskId, Task memory task) {
        for (uint256 i = 0; i < tasks.length; ++i) {
            taskId = _from(from, i);
            task = spine.verifier.taskOf(taskId);
            if (task.state == state) return (taskId, task);
        }
        delete task;
        taskId = TaskId.wrap(0);
    }

    /// @dev A result whose trace is committed to and wrong; zero if there is none.
    function _findShownLie(uint256 from) internal view returns (TaskId) {
        for (uint256 i = 0; i < tasks.length; ++i) {
            TaskId taskId = _from(from, i);
            Task memory task = spine.verifier.taskOf(taskId);
            if (task.state == TaskState.Submitted && spine.stepVerifier.isLie(task.nodesRoot)) return taskId;
        }
        return TaskId.wrap(0);
    }

    /// @dev The `steps`th task after that of `from`, round and round.
    function _from(uint256 from, uint256 steps) internal view returns (TaskId) {
        return tasks[(from % tasks.length + steps) % tasks.length];
    }

    function _pick(address[] storage group, uint256 seed) internal view returns (address) {
        return group[seed % group.length];
    }
}
