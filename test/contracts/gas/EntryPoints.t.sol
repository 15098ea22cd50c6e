// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {Quote} from "contracts/types/Quote.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {QuoteTest} from "../support/QuoteTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";

/// @dev Gas of each entry point as a transaction of its own (intrinsic gas and calldata included, refunds taken off), written to
/// snapshots/EntryPoints.json: a change there is a decision. `proveFraud` is measured beside (Settlement.t.sol), and so are steps.
/// forge-config: default.isolate = true
contract EntryPointsGas is QuoteTest {
    string internal constant GROUP = "EntryPoints";

    function setUp() public override {
        super.setUp();
        // Eight bytes, as clients draw them.
        lastNonce = 0x1d0f_a55a_5aa5_f0d1;
        // Nobody's first time: totals and credits of the treasury are not zero.
        _taskIn(TaskState.Final);
    }

    function test_gas_requestTask() public {
        _request();
        vm.snapshotGasLastCall(GROUP, "requestTask");
    }

    function test_gas_requestWithQuote() public {
        Quote memory quote = _quote();
        quote.terms.nonce = ++lastNonce;
        bytes memory signature = _sign(sellerKey, quote);
        _takeSigned(quote, seller, signature);
        vm.snapshotGasLastCall(GROUP, "requestWithQuote");
    }

    function test_gas_acceptTask() public {
        _accepted();
        vm.snapshotGasLastCall(GROUP, "acceptTask");
    }

    function test_gas_submitResult() public {
        _submitted(HONEST_ROOT);
        vm.snapshotGasLastCall(GROUP, "submitResult");
    }

    function test_gas_replayTask() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        verifier.replayTask(taskId, abi.encode(HONEST_ROOT, OUTPUT_ROOT));
        vm.snapshotGasLastCall(GROUP, "replayTask of a right result, without the run");
        taskId = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.replayTask(taskId, abi.encode(HONEST_ROOT, OUTPUT_ROOT));
        vm.snapshotGasLastCall(GROUP, "replayTask of a wrong result, without the run");
    }

    function test_gas_findings() public {
        bytes32 proofHash = keccak256(PROOF);
        TaskId taskId = _submitted(LYING_ROOT);
        findings.commitFinding(findings.commitmentOf(taskId, watcher, proofHash, "salt"));
        vm.snapshotGasLastCall(GROUP, "commitFinding");
        vm.warp(_now() + 12);
        vm.prank(stranger);
        verifier.proveFraud(taskId, PROOF);
        findings.reveal(taskId, watcher, "salt", "");
        vm.snapshotGasLastCall(GROUP, "reveal of the convicting proof");
        vm.warp(findings.revealByOf(taskId));
        findings.settle(taskId);
        vm.snapshotGasLastCall(GROUP, "settle a finding");
    }

    function test_gas_finaliseTask() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.warp(_now() + 3 hours);
        verifier.finaliseTask(taskId);
        vm.snapshotGasLastCall(GROUP, "finaliseTask");
    }

    function test_gas_expireTask() public {
        TaskId taskId = _accepted();
        vm.warp(_now() + 2 hours);
        verifier.expireTask(taskId);
        vm.snapshotGasLastCall(GROUP, "expireTask");
    }

    function test_gas_cancelTask() public {
        TaskId taskId = _request();
        vm.prank(client);
        verifier.cancelTask(taskId);
        vm.snapshotGasLastCall(GROUP, "cancelTask");
    }

    function test_gas_withdraw() public {
        uint256 credit = _creditOf(provider);
        vm.prank(provider);
        verifier.withdraw(address(dollar), provider, credit);
        vm.snapshotGasLastCall(GROUP, "withdraw");
    }

    function test_gas_claimFor() public {
        vm.prank(provider);
        verifier.claimFor(provider, address(dollar));
        vm.snapshotGasLastCall(GROUP, "claimFor");
    }

    function test_gas_stake() public {
        vm.startPrank(provider);
        vault.deposit(1e18);
        vm.snapshotGasLastCall(GROUP, "deposit");
        vault.startUnbonding(1e18);
        vm.snapshotGasLastCall(GROUP, "startUnbonding");
        vault.cancelUnbonding();
        vm.snapshotGasLastCall(GROUP, "cancelUnbonding");
        vault.startUnbonding(1e18);
        vm.warp(_now() + UNBONDING_SEC);
        vault.withdrawStake(provider, 1e18);
        vm.snapshotGasLastCall(GROUP, "withdrawStake");
    }

    function test_gas_withdrawCredit() public {
        _taskIn(TaskState.Refuted);
        vm.prank(watcher);
        vault.withdrawCredit(watcher, 1e18);
        vm.snapshotGasLastCall(GROUP, "withdrawCredit");
    }

    function test_gas_registry() public {
        vm.startPrank(provider);
        bytes32 id = registry.registerModel(TinyProgram.encode(64), "constants");
        vm.snapshotGasLastCall(GROUP, "registerModel, one node");
        registry.stateModel(id, IModelRegistry.Statement("manifest", modelId, "report", "Apache-2.0", "more samples"));
        vm.snapshotGasLastCall(GROUP, "stateModel");
        registry.deprecateModel(id, modelId, "it reads sevens as ones");
        vm.snapshotGasLastCall(GROUP, "deprecateModel");
        IModelRegistry.Offer memory offer = IModelRegistry.Offer({
            token: address(dollar),
            price: uint128(PRICE),
            lock: 100e18,
            submitSec: 60,
            windowSec: 3600,
            levels: 1,
            active: true,
            latencyClass: "interactive",
            region: "eu",
            endpoint: "https://provider.example.org"
        });
        registry.publishOffer(id, offer);
        vm.snapshotGasLastCall(GROUP, "publishOffer");
        registry.withdrawOffer(id);
        vm.snapshotGasLastCall(GROUP, "withdrawOffer");
    }
}
