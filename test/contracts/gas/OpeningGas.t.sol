// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {Position} from "contracts/types/Opening.sol";
import {Claim} from "contracts/types/Fraud.sol";
import {TaskId, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {OpeningCase, SparseOpening} from "../step/SparseOpening.sol";
import {OpeningsTest} from "../support/OpeningsTest.sol";

/// @dev Gas of demands and answers as transactions of their own (intrinsic gas and calldata included), written to
/// snapshots/Openings.json. No byte of an answer is zero, and it is the provider's first: what an answer costs at most. The bond of
/// an answer is computed from OpeningCost.answerGas, which bounds it here.
/// forge-config: default.isolate = true
contract OpeningGas is OpeningsTest {
    using SparseOpening for OpeningCase;

    uint256 internal constant LIST = 0xffff;
    string internal constant GROUP = "Openings";

    function test_gas_of_chunks() public {
        for (uint8 chunkLog2 = 8; chunkLog2 <= 13; ++chunkLog2) {
            OpeningCase memory c = _case(1024, 1000, chunkLog2, uint32(40 << chunkLog2), 0, 3);
            _measure(c, string.concat("chunk of ", vm.toString(uint256(1) << chunkLog2), " bytes"));
        }
    }

    function test_gas_of_hashes() public {
        uint32[5] memory counts = [uint32(2), 16, 100, 500, 1024];
        for (uint256 i = 0; i < counts.length; ++i) {
            OpeningCase memory c = _case(1024, 1000, 13, counts[i] << 13, 1, 0);
            _measure(c, string.concat(vm.toString(counts[i]), " leaf hashes"));
        }
    }

    function test_gas_of_parts() public {
        // 1,000 parts of 256-byte chunks
        OpeningCase memory c = _case(1024, 1000, 8, 1000 << 18, 2, 0);
        _measure(c, "1000 hashes of parts");
    }

    function test_gas_of_lists() public {
        OpeningCase memory c = _case(1024, LIST, 8, 256, 1, 0);
        _measure(c, "1024 tensor roots");
        c = _case(2, LIST, 8, 256, 1, 0);
        _measure(c, "2 tensor roots");
    }

    function test_gas_of_revealing() public {
        OpeningCase memory c = _case(1024, LIST, 8, 256, 1, 0);
        (bytes memory answer,) = c.answer();
        (Claim memory claim, bytes memory request) = c.revealing();
        _measure(claim, request, Position.wrap(c.position()), answer, "1024 tensor roots, on demand");
        c = _case(1, LIST, 8, 256, 1, 0);
        (answer,) = c.answer();
        (claim, request) = c.revealing();
        _measure(claim, request, Position.wrap(c.position()), answer, "1 tensor root, on demand");
    }

    function _measure(OpeningCase memory c, string memory what) private {
        (bytes memory answer, bytes32 hash) = c.answer();
        (Claim memory claim, bytes memory request) = c.request(hash);
        _measure(claim, request, Position.wrap(c.position()), answer, what);
    }

    function _measure(
        Claim memory claim,
        bytes memory request,
        Position position,
        bytes memory answer,
        string memory what
    ) private {
        for (uint256 i = 0; i < answer.length; ++i) {
            require(answer[i] != 0, "a byte of the answer is zero");
        }
        TaskId taskId = _submitClaim(claim);
        uint256 bond = real.bondOf(answer.length);
        vm.prank(watcher);
        real.requestOpening{value: bond}(taskId, request);
        vm.snapshotGasLastCall(GROUP, string.concat("requestOpening: ", what));
        vm.prank(provider);
        real.answerOpening(taskId, position, answer);
        uint256 gas_ = vm.snapshotGasLastCall(GROUP, string.concat("answerOpening: ", what));
        // at a base fee of 7 gwei, half as much again
        uint256 bound = bond * 100 / 150 / 7 gwei;
        assertLe(gas_, bound, what);
        // and not idly high: within a quarter, and 15,000
        assertLe(bound, gas_ * 5 / 4 + 15_000, what);
        // so that the next answer is the provider's first again
        uint256 credit = real.nativeCreditOf(provider);
        vm.prank(provider);
        real.withdrawNative(provider, credit);
    }

    function _submitClaim(Claim memory claim) private returns (TaskId taskId) {
        IModelRegistry.ModelRecord memory record = registry.modelOf(modelId);
        vm.mockCall(address(registry), abi.encodeCall(IModelRegistry.modelOf, (claim.modelId)), abi.encode(record));
        TaskTerms memory terms = _terms();
        terms.modelId = claim.modelId;
        terms.inputRoot = claim.inputRoot;
        terms.traceMode = claim.nodesRoot == 0 ? TraceMode.OnDemand : TraceMode.Eager;
        taskId = _request(terms);
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, claim.outputRoot, claim.nodesRoot, "");
        vm.stopPrank();
    }

    function _case(uint256 count, uint256 tensor, uint8 chunkLog2, uint32 elements, uint8 level, uint256 index)
        private
        pure
        returns (OpeningCase memory c)
    {
        c.tree = 3;
        c.count = count;
        c.tensor = tensor;
        c.shape = [uint32(1), 1, 1, elements];
        c.chunkLog2 = chunkLog2;
        c.level = level;
        c.index = index;
        c.seed = keccak256("gas");
    }
}
