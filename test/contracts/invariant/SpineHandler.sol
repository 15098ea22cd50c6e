// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Dials, Task, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {ProgrammableStepVerifier} from "../support/ProgrammableStepVerifier.sol";

/// @dev Plays random histories of many tasks at once: clients, honest, lying and lazy providers, a watcher, a stranger who calls
/// the exits, an owner who turns the dials. Every action is one that must succeed, so a revert is a finding. What came in and went
/// out is counted here, away from the contracts.
contract SpineHandler is Test {
    enum Character {
        Honest,
        Liar,
        Lazy
    }

    struct Spine {
        IOptimisticVerifier verifier;
        IStakeVault vault;
        IFindings findings;
        ITestToken stakeToken;
        ITestToken[2] tokens;
        ProgrammableStepVerifier stepVerifier;
        address owner;
        address treasury;
        TaskTerms terms;
    }

    Spine internal spine;
    address[] public clients;
    address[] internal providers;
    mapping(address => Character) internal characterOf;
    /// @dev Providers first.
    address[] internal _everyone;
    mapping(address provider => uint256) public indexOf;
    address internal watcher = makeAddr("watcher");
    address internal stranger = makeAddr("stranger");

    mapping(ITestToken => uint256) public paidIn;
    mapping(ITestToken => uint256) public paidOut;
    mapping(address holder => mapping(ITestToken => uint256)) public donated;
    uint256 public stakedIn;
    uint256 public stakedOut;
    uint256 public burnt;
    /// @dev The task's fields that may not change after the request, and after the submission.
    mapping(uint256 taskId => bytes32) internal _frozenAtRequest;
    mapping(uint256 taskId => bytes32) internal _frozenAtSubmission;
    mapping(uint256 taskId => TaskState) internal _endedAs;
    mapping(bytes32 action => uint256) public calls;

    constructor(Spine memory spine_) {
        spine = spine_;
        for (uint256 i = 0; i < 2; ++i) {
            _join(string.concat("honest", vm.toString(i)), Character.Honest);
            _join(string.concat("liar", vm.toString(i)), Character.Liar);
        }
        _join("lazy", Character.Lazy);
        for (uint256 i = 0; i < 3; ++i) {
            clients.push(makeAddr(string.concat("client", vm.toString(i))));
            _everyone.push(clients[i]);
        }
        _everyone.push(watcher);
        _everyone.push(spine.treasury);
        _everyone.push(address(spine.findings));
        for (uint256 i = 0; i < _everyone.length; ++i) {
            vm.startPrank(_everyone[i]);
            for (uint256 t = 0; t < 2; ++t) {
                spine.tokens[t].approve(address(spine.verifier), type(uint256).max);
            }
            spine.stakeToken.approve(address(spine.vault), type(uint256).max);
            vm.stopPrank();
        }
    }

    function everyone() external view returns (address[] memory) {
        return _everyone;
    }

    function rememberedOf(uint256 taskId) external view returns (bytes32, bytes32, TaskState) {
        return (_frozenAtRequest[taskId], _frozenAtSubmission[taskId], _endedAs[taskId]);
    }

    function providersCount() external view returns (uint256) {
        return providers.length;
    }

    // --- stake

    function deposit(uint256 who, uint256 amount) external count("deposit") {
        address staker = _pick(providers, who);
        amount = bound(amount, 1, 2000e18);
        spine.stakeToken.transfer(staker, amount);
        vm.prank(staker);
        spine.vault.deposit(amount);
        stakedIn += amount;
    }

    function startUnbonding(uint256 who, uint256 amount) external {
        address staker = _pick(providers, who);
        uint256 free = spine.vault.accountOf(staker).free;
        if (free == 0) return;
        _count("startUnbonding");
        vm.prank(staker);
        spine.vault.startUnbonding(bound(amount, 1, free));
    }

    function leaveOrStay(uint256 who, bool out) external {
        address staker = _pick(providers, who);
        IStakeVault.Account memory account = spine.vault.accountOf(staker);
        if (account.unbonding == 0) return;
        vm.startPrank(staker);
        if (!out) {
            _count("cancelUnbonding");
            spine.vault.cancelUnbonding();
        } else if (vm.getBlockTimestamp() >= account.unbondsAt) {
            _count("withdrawStake");
            spine.vault.withdrawStake(staker, account.unbonding);
            stakedOut += account.unbonding;
        }
        vm.stopPrank();
    }

    function withdrawStakeCredit(uint256 who, uint256 amount) external {
        address account = _pick(_everyone, who);
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
        count("request")
    {
        address payer = _pick(clients, who);
        ITestToken token = spine.tokens[whichToken % 2];
        TaskTerms memory terms = spine.terms;
        terms.token = address(token);
        terms.price = uint128(bound(price, 0, 1e30));
        terms.lock = uint128(bound(lock, spine.verifier.minimumLock(terms.modelId), 500e18));
        terms.acceptSec = uint32(bound(times, 1, 7 days));
        terms.submitSec = uint32(bound(times >> 32, 1, 1 days));
        terms.windowSec = uint32(bound(times >> 64, 60, 6 days));
        if (chosen % 4 == 0) terms.provider = _pick(providers, chosen / 4);
        vm.prank(payer);
        TaskId taskId = spine.verifier.requestTask(terms);
        paidIn[token] += terms.price;
        Task memory task = spine.verifier.taskOf(taskId);
        _frozenAtRequest[taskId.id()] = requestHash(task);
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
        vm.prank(chosen);
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
        if (characterOf[task.provider] == Character.Lazy) return;
        _count("submit");
        bytes32 nodesRoot = keccak256(abi.encode("nodes", taskId));
        if (characterOf[task.provider] == Character.Liar) spine.stepVerifier.markLie(nodesRoot);
        vm.prank(task.provider);
        spine.verifier.submitResult(taskId, keccak256(abi.encode("output", taskId)), nodesRoot, "");
        _frozenAtSubmission[taskId.id()] = resultHash(spine.verifier.taskOf(taskId));
    }

    /// @dev A whole day at the market, so that most histories see every ending.
    function trade(uint256 who, uint256 which, uint256 times) external {
        request(who, which, uint256(keccak256(abi.encode(which))), which, times, who);
        accept(who, which);
        submit(which);
        accept(who / 2, which / 2);
    }

    function watch(uint256 which) external {
        (TaskId taskId, Task memory task) = _find(which, TaskState.Submitted);
        if (task.state != TaskState.Submitted) return;
        if (!spine.stepVerifier.isLie(task.nodesRoot)) return;
        _count("convict");
        uint256 supply = spine.stakeToken.totalSupply();
        vm.prank(watcher);
        spine.verifier.proveFraud(taskId, "proof");
        burnt += supply - spine.stakeToken.totalSupply();
        // RULE S-4, on every conviction of every history.
        assertGe((supply - spine.stakeToken.totalSupply()) * 2, task.terms.lock, "S-4: at least half burns");
        _ended(taskId, TaskState.Refuted);
    }

    /// @dev RULE T-4: a stranger ends whatever is due.
    function settle(uint256 which) external {
        uint256 tasks = spine.verifier.taskCount();
        for (uint256 i = 0; i < tasks; ++i) {
            if (endByAnyone(TaskId.wrap(1 + (which % tasks + i) % tasks))) return;
        }
    }

    function endByAnyone(TaskId taskId) public returns (bool ended) {
        Task memory task = spine.verifier.taskOf(taskId);
        uint256 nowSec = vm.getBlockTimestamp();
        vm.startPrank(stranger);
        if (task.state == TaskState.Requested && nowSec >= task.acceptBy) {
            spine.verifier.cancelTask(taskId);
            ended = _ended(taskId, TaskState.Cancelled);
        } else if (task.state == TaskState.Accepted && nowSec >= task.submitBy) {
            spine.verifier.expireTask(taskId);
            ended = _ended(taskId, TaskState.Expired);
        } else if (task.state == TaskState.Submitted && nowSec >= task.finalAt) {
            spine.verifier.finaliseTask(taskId);
            ended = _ended(taskId, TaskState.Final);
        }
        vm.stopPrank();
    }

    function withdraw(uint256 who, uint256 whichToken, uint256 amount) external {
        ITestToken token = spine.tokens[whichToken % 2];
        for (uint256 i = 0; i < _everyone.length; ++i) {
            address account = _everyone[(who % _everyone.length + i) % _everyone.length];
            uint256 credit = spine.verifier.creditOf(account, address(token));
            if (credit == 0) continue;
            _count("withdraw");
            amount = bound(amount, 1, credit);
            vm.prank(account);
            spine.verifier.withdraw(address(token), account, amount);
            paidOut[token] += amount;
            return;
        }
    }

    // --- the world

    function pass(uint256 seconds_) external {
        vm.warp(vm.getBlockTimestamp() + bound(seconds_, 1, 1 days));
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
        for (uint256 i = 0; i < _everyone.length; ++i) {
            vm.startPrank(_everyone[i]);
            for (uint256 t = 0; t < 2; ++t) {
                uint256 credit = spine.verifier.creditOf(_everyone[i], address(spine.tokens[t]));
                spine.verifier.withdraw(address(spine.tokens[t]), _everyone[i], credit);
            }
            IStakeVault.Account memory account = spine.vault.accountOf(_everyone[i]);
            if (account.credit > 0) spine.vault.withdrawCredit(_everyone[i], account.credit);
            if (account.free > 0) spine.vault.startUnbonding(account.free);
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

    function requestHash(Task memory task) public pure returns (bytes32) {
        return keccak256(abi.encode(task.terms, task.dials, task.client, task.acceptBy));
    }

    function resultHash(Task memory task) public pure returns (bytes32) {
        return keccak256(abi.encode(task.provider, task.submitBy, task.finalAt, task.outputRoot, task.nodesRoot));
    }

    modifier count(bytes32 action) {
        _count(action);
        _;
    }

    function _count(bytes32 action) internal {
        ++calls[action];
    }

    function _ended(TaskId taskId, TaskState state) internal returns (bool) {
        _count(bytes32(uint256(uint8(state))));
        _endedAs[taskId.id()] = state;
        return true;
    }

    function _join(string memory name, Character character) internal {
        address account = makeAddr(name);
        indexOf[account] = providers.length;
        providers.push(account);
        _everyone.push(account);
        characterOf[account] = character;
    }

    /// @dev The first task in `state`, looking round from a random one; None if there is none.
    function _find(uint256 from, TaskState state) internal view returns (TaskId taskId, Task memory task) {
        uint256 tasks = spine.verifier.taskCount();
        for (uint256 i = 0; i < tasks; ++i) {
            taskId = TaskId.wrap(1 + (from % tasks + i) % tasks);
            task = spine.verifier.taskOf(taskId);
            if (task.state == state) return (taskId, task);
        }
        delete task;
    }

    function _pick(address[] storage group, uint256 seed) internal view returns (address) {
        return group[seed % group.length];
    }
}
