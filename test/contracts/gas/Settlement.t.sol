// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {DeepTrace, DeepTraces} from "../support/DeepTrace.sol";
import {OpeningsTest} from "../support/OpeningsTest.sol";

/// @dev What a conviction costs beside its proof, at the most: everybody's first credit, an operator's task, and four openings above the
/// lie that four accounts asked for. Budget's EXEC_BASE has to cover it (RULE S-4).
/// forge-config: default.isolate = true
contract SettlementGas is OpeningsTest {
    using DeepTraces for DeepTrace;

    function test_gas_proveFraud_atItsDearest() public {
        address hot = makeAddr("hot");
        _authorise(hot, type(uint128).max, type(uint128).max);
        TaskTerms memory terms = _terms();
        terms.modelId = trace.modelId();
        terms.inputRoot = trace.inputRoot();
        TaskId taskId = _request(terms);
        bytes32 nodesRoot = trace.nodesRoot();
        vm.startPrank(hot);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, nodesRoot, "");
        vm.stopPrank();
        uint64[4] memory kinds = _kinds();
        for (uint256 i = 0; i < 4; ++i) {
            address asker = makeAddr(string.concat("asker", vm.toString(i)));
            vm.deal(asker, 1 ether);
            _ask(taskId, kinds[i], asker);
            _answer(taskId, kinds[i]);
        }
        Fraud memory fraud = Fraud(ClaimKind.WrongElement, DeepTraces.NODE, trace.chunk * 256, 1, 2);
        vm.mockCall(address(stepVerifier), abi.encodeWithSelector(IStepVerifier.verify.selector), abi.encode(fraud));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        vm.snapshotGasLastCall("EntryPoints", "proveFraud at its dearest, without the step");

        _assertState(taskId, TaskState.Refuted);
        for (uint256 i = 0; i < 4; ++i) {
            assertGt(_stakeOf(makeAddr(string.concat("asker", vm.toString(i)))).credit, 0, "every opening is paid back");
        }
    }
}
