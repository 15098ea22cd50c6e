// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IQuotes} from "contracts/interfaces/IQuotes.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {AssuranceLevel, Dials, Task, TaskId, TaskState, TaskTerms, TraceMode, taskIdOf} from "contracts/types/Task.sol";
import {ModelRegistries} from "./ModelRegistries.sol";
import {ITestToken} from "./ITestToken.sol";
import {ProgrammableOpenings} from "./ProgrammableOpenings.sol";
import {ProgrammableStepVerifier} from "./ProgrammableStepVerifier.sol";
import {TinyProgram} from "./TinyProgram.sol";

/// @dev The spine, deployed, with funded actors and one registered model. Time starts at START; `now` is read through the cheat
/// code because the optimiser takes block.timestamp for a constant of a function.
/// The contracts are deployed by name and called through their interfaces: what is tested is the optimised build that is deployed,
/// while the tests themselves compile without the IR pipeline (foundry.toml), ten times faster.
abstract contract SpineTest is Test {
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant UNBONDING_SEC = 8 days;
    uint64 internal constant KEY_DELAY_SEC = 1 days;
    uint64 internal constant REVEAL_SEC = 1 hours;
    uint64 internal constant COOL_DOWN_SEC = 14 days;
    uint256 internal constant PRICE = 2_000_003;
    bytes32 internal constant INPUT_ROOT = keccak256("input root");
    bytes32 internal constant OUTPUT_ROOT = keccak256("output root");
    bytes32 internal constant HONEST_ROOT = keccak256("honest nodes root");
    bytes32 internal constant LYING_ROOT = keccak256("lying nodes root");
    /// @dev Nobody asked for it.
    TaskId internal constant NOBODYS_TASK = TaskId.wrap(keccak256("nobody's task"));
    bytes internal constant PROOF = hex"0123456789";

    address internal owner = makeAddr("owner");
    address internal treasury = makeAddr("treasury");
    address internal author = makeAddr("author");
    address internal client = makeAddr("client");
    address internal provider = makeAddr("provider");
    address internal guardian = makeAddr("guardian");
    address internal watcher = makeAddr("watcher");
    address internal stranger = makeAddr("stranger");

    ITestToken internal stakeToken;
    ITestToken internal dollar;
    IModelRegistry internal registry;
    ProgrammableStepVerifier internal stepVerifier;
    IStakeVault internal vault;
    ProgrammableOpenings internal openings;
    IFindings internal findings;
    IQuotes internal quotes;
    IRequestGate internal gate;
    IOptimisticVerifier internal verifier;
    bytes32 internal modelId;
    /// @dev Of the request that was made last by `_request`.
    uint64 internal lastNonce;

    function setUp() public virtual {
        vm.warp(START);
        stakeToken = ITestToken(vm.deployCode("AssayToken.sol:AssayToken", abi.encode(address(this))));
        dollar = ITestToken(vm.deployCode("LocalDollar.sol:LocalDollar"));
        registry = ModelRegistries.deploy();
        stepVerifier = new ProgrammableStepVerifier();
        stepVerifier.markLie(LYING_ROOT);
        (vault, verifier) = _deployPair(_bounds(), _dials(), UNBONDING_SEC);
        vm.prank(owner);
        verifier.setTokenAllowed(address(dollar), true);
        vm.prank(author);
        modelId = registry.registerModel(TinyProgram.encode(16), keccak256("constants"));

        _fund(client, provider);
        vm.prank(provider);
        vault.deposit(1000e18);
    }

    /// @dev They refer to each other: the modules are told the address that the verifier is about to get.
    function _deployPair(IOptimisticVerifier.Bounds memory bounds, Dials memory dials, uint64 unbondingSec)
        internal
        returns (IStakeVault newVault, IOptimisticVerifier newVerifier)
    {
        IOptimisticVerifier.Modules memory modules = _deployModules(unbondingSec);
        openings = ProgrammableOpenings(address(modules.openings));
        (findings, quotes, gate) = (modules.findings, modules.quotes, modules.requestGate);
        newVault = modules.stakeVault;
        newVerifier = _deployVerifier(treasury, modules, bounds, dials);
    }

    /// @dev For the verifier that is deployed next.
    function _deployModules(uint64 unbondingSec) internal returns (IOptimisticVerifier.Modules memory modules) {
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 5);
        modules.modelRegistry = registry;
        modules.stakeVault = _deployVault(address(stakeToken), predicted, unbondingSec);
        modules.openings = _deployOpenings(predicted);
        modules.findings = IFindings(vm.deployCode("Findings.sol:Findings", abi.encode(modules.stakeVault, REVEAL_SEC)));
        modules.quotes = IQuotes(vm.deployCode("Quotes.sol:Quotes", abi.encode(predicted, modules.stakeVault)));
        bytes memory gateArguments = abi.encode(owner, guardian, COOL_DOWN_SEC);
        modules.requestGate = IRequestGate(vm.deployCode("RequestGate.sol:RequestGate", gateArguments));
    }

    /// @dev One deployment, so that the verifier's address stays the predicted one.
    function _deployOpenings(address verifier_) internal virtual returns (IOpenings) {
        return IOpenings(address(new ProgrammableOpenings(verifier_)));
    }

    function _deployVault(address token, address verifier_, uint64 unbondingSec) internal returns (IStakeVault) {
        bytes memory arguments = abi.encode(token, verifier_, unbondingSec, KEY_DELAY_SEC);
        return IStakeVault(vm.deployCode("StakeVault.sol:StakeVault", arguments));
    }

    function _deployVerifier(
        address treasury_,
        IOptimisticVerifier.Modules memory modules,
        IOptimisticVerifier.Bounds memory bounds,
        Dials memory dials
    ) internal returns (IOptimisticVerifier) {
        bytes memory arguments = abi.encode(owner, treasury_, modules, bounds, dials);
        return IOptimisticVerifier(vm.deployCode("OptimisticVerifier.sol:OptimisticVerifier", arguments));
    }

    function _fund(address payer, address staker) internal {
        dollar.mint(payer, 1_000_000e6);
        stakeToken.transfer(staker, 10_000e18);
        vm.prank(payer);
        dollar.approve(address(verifier), type(uint256).max);
        vm.prank(staker);
        stakeToken.approve(address(vault), type(uint256).max);
    }

    function _bounds() internal pure returns (IOptimisticVerifier.Bounds memory) {
        return IOptimisticVerifier.Bounds({
            minWindowSec: 60,
            maxWindowSec: 6 days,
            maxSubmitSec: 1 days,
            maxAcceptSec: 7 days,
            stakePerGas: 1e10,
            maxFeeBps: 1000
        });
    }

    /// @dev The same, where gas is worth no stake, so that any lock passes.
    function _freeGas() internal pure returns (IOptimisticVerifier.Bounds memory bounds) {
        bounds = _bounds();
        bounds.stakePerGas = 0;
    }

    function _dials() internal view returns (Dials memory) {
        return Dials({
            stepVerifier: address(stepVerifier),
            feeBps: 250,
            lateBps: 1000,
            clientShareBps: 1500,
            bountyShareBps: 2000,
            reserveShareBps: 500
        });
    }

    function _terms() internal view returns (TaskTerms memory) {
        return TaskTerms({
            modelId: modelId,
            inputRoot: INPUT_ROOT,
            inputDigest: keccak256("input digest"),
            provider: address(0),
            acceptSec: 1 hours,
            submitSec: 2 hours,
            windowSec: 3 hours,
            token: address(dollar),
            level: AssuranceLevel.Exact,
            traceMode: TraceMode.Eager,
            nonce: 0,
            price: uint128(PRICE),
            // odd, so that every share rounds
            lock: 100e18 + 7
        });
    }

    function _statement(bytes32 manifest) internal pure returns (IModelRegistry.Statement memory) {
        return IModelRegistry.Statement(manifest, 0, 0, "", "");
    }

    function _request() internal returns (TaskId) {
        return _request(_terms());
    }

    /// @dev With a nonce that is new, which `terms` has from then on.
    function _request(TaskTerms memory terms) internal returns (TaskId taskId) {
        terms.nonce = ++lastNonce;
        vm.prank(client);
        return verifier.requestTask(terms);
    }

    function _accepted() internal returns (TaskId taskId) {
        taskId = _request();
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
    }

    function _submitted(bytes32 nodesRoot) internal returns (TaskId taskId) {
        taskId = _accepted();
        vm.prank(provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot, "");
    }

    /// @dev A task of the default terms in `state`; time may have passed.
    function _taskIn(TaskState state) internal returns (TaskId taskId) {
        if (state == TaskState.None) return NOBODYS_TASK;
        if (state == TaskState.Requested) return _request();
        if (state == TaskState.Accepted) return _accepted();
        if (state == TaskState.Submitted) return _submitted(LYING_ROOT);
        if (state == TaskState.Cancelled) {
            taskId = _request();
            vm.prank(client);
            verifier.cancelTask(taskId);
        } else if (state == TaskState.Expired) {
            taskId = _accepted();
            vm.warp(verifier.taskOf(taskId).submitBy);
            verifier.expireTask(taskId);
        } else if (state == TaskState.Refuted) {
            taskId = _submitted(LYING_ROOT);
            vm.prank(watcher);
            verifier.proveFraud(taskId, PROOF);
        } else {
            taskId = _submitted(HONEST_ROOT);
            vm.warp(verifier.taskOf(taskId).finalAt);
            verifier.finaliseTask(taskId);
        }
    }

    /// @dev The finder's half of the bounty, once the time for finders is over.
    function _settleFinding(TaskId taskId) internal {
        vm.warp(findings.revealByOf(taskId));
        findings.settle(taskId);
    }

    /// @dev `operator` serves for the provider from now on; KEY_DELAY_SEC have passed.
    function _authorise(address operator, uint128 maxLocked, uint128 maxPerDay) internal {
        vm.prank(provider);
        vault.setOperator(operator, maxLocked, maxPerDay);
        vm.warp(_now() + KEY_DELAY_SEC);
    }

    /// @dev What `account` would get for `terms` now.
    function _idOf(address account, TaskTerms memory terms) internal view returns (TaskId) {
        return taskIdOf(address(verifier), account, terms, verifier.dials());
    }

    function _now() internal view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    function _assertState(TaskId taskId, TaskState expected) internal view {
        assertEq(uint8(verifier.taskOf(taskId).state), uint8(expected), "task state");
    }

    function _creditOf(address account) internal view returns (uint256) {
        return verifier.creditOf(account, address(dollar));
    }

    function _stakeOf(address account) internal view returns (IStakeVault.Account memory) {
        return vault.accountOf(account);
    }
}
