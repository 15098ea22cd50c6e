// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Budget} from "contracts/libraries/Budget.sol";
import {ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {TaskId, TaskState, TraceMode} from "contracts/types/Task.sol";
import {DeepTrace, DeepTraces} from "../support/DeepTrace.sol";
import {OpeningsTest} from "../support/OpeningsTest.sol";
import {SettlementBound} from "../support/SettlementBound.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev Not a transaction each: calldata and its floor would hide what is measured.
contract ProofCarryingGas is SpineTest {
    function test_aLongProof_costsNoMoreToCarryThanIsCounted() public {
        TaskId taskId = _submitted(LYING_ROOT);
        uint256 snapshot = vm.snapshotState();
        uint256 short = _used(taskId, 0, snapshot);
        for (uint256 length = 1024; length <= Budget.MAX_BYTES; length += 32_416) {
            uint256 more = _used(taskId, length, snapshot) - short;
            assertLe(more, SettlementBound.carrying(length), "carrying");
            assertLt(SettlementBound.carrying(length) - more, more / 10 + 600, "and not much is added");
        }
    }

    function _used(TaskId taskId, uint256 length, uint256 snapshot) private returns (uint256 used) {
        bytes memory data = abi.encodeCall(verifier.proveFraud, (taskId, new bytes(length)));
        address target = address(verifier);
        bool success;
        vm.prank(watcher);
        assembly ("memory-safe") {
            used := gas()
            success := call(gas(), target, 0, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(success, "convicted");
        vm.revertToState(snapshot);
    }
}

/// @dev What a conviction costs beside its proof, with the modules that are deployed: everybody's first credit, the deployment's first
/// conviction. Budget's EXEC_BASE has to cover the dearest (RULE S-4).
/// forge-config: default.isolate = true
contract SettlementGas is OpeningsTest {
    using DeepTraces for DeepTrace;

    uint256 private constant TRANSACTION = 21_000;

    function test_gas_proveFraud_ofAnOrdinaryTask() public {
        uint256 used = _prove(_submit(), "proveFraud, without the step") - TRANSACTION;
        assertLe(used, SettlementBound.ORDINARY, "docs/gas-table.md counts with it");
    }

    /// @dev An operator's task, and four openings above the lie that four accounts asked for.
    function test_S4_gas_proveFraud_atItsDearest_isCoveredByTheBudget() public {
        address hot = makeAddr("hot");
        _authorise(hot, type(uint128).max, type(uint128).max);
        TaskId taskId = _request(_termsOf(trace, TraceMode.Eager));
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
        uint256 used = _prove(taskId, "proveFraud at its dearest, without the step") - TRANSACTION;
        for (uint256 i = 0; i < 4; ++i) {
            assertGt(_stakeOf(makeAddr(string.concat("asker", vm.toString(i)))).credit, 0, "every opening is paid back");
        }
        assertLe(used, SettlementBound.DEAREST, "StepCost adds it to every step");
        assertLe(used + SettlementBound.PATHS, Budget.EXEC_BASE, "with header, descriptor and paths");
    }

    function _prove(TaskId taskId, string memory name) private returns (uint256 used) {
        Fraud memory fraud = Fraud(ClaimKind.WrongElement, DeepTraces.NODE, trace.chunk * 256, 1, 2);
        vm.mockCall(address(stepVerifier), abi.encodeWithSelector(IStepVerifier.verify.selector), abi.encode(fraud));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        used = vm.snapshotGasLastCall("Settlement", name);
        _assertState(taskId, TaskState.Refuted);
    }
}
