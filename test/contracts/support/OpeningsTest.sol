// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IOpeningVerifier} from "contracts/interfaces/IOpeningVerifier.sol";
import {Position} from "contracts/types/Opening.sol";
import {TaskId, TaskTerms, TraceMode} from "contracts/types/Task.sol";
import {DeepTrace, DeepTraces} from "./DeepTrace.sol";
import {SpineTest} from "./SpineTest.sol";

/// @dev The spine with the openings that are deployed, and results whose trees are deep. Which models there are is said to the
/// registry, because a program as large would cost a test all its time.
abstract contract OpeningsTest is SpineTest {
    using DeepTraces for DeepTrace;

    uint32 internal constant RESPONSE_SEC = 1 hours;
    uint32 internal constant GRACE_SEC = 30 minutes;
    uint32 internal constant PER_ANSWER_SEC = 12;
    uint128 internal constant FLOOR_WEI = 1 gwei;

    IOpeningVerifier internal openingVerifier;
    IOpenings internal real;
    DeepTrace internal trace = DeepTrace({dtype: 0, chunk: 1027, seed: keccak256("trace")});

    function setUp() public virtual override {
        openingVerifier = IOpeningVerifier(vm.deployCode("OpeningVerifier.sol:OpeningVerifier"));
        super.setUp();
        real = IOpenings(address(openings));
        _know(trace);
        vm.deal(watcher, 100 ether);
        vm.deal(stranger, 100 ether);
        vm.fee(7 gwei);
    }

    function _deployOpenings(address verifier_) internal override returns (IOpenings) {
        IOpenings.Times memory times = IOpenings.Times(RESPONSE_SEC, GRACE_SEC, PER_ANSWER_SEC);
        return
            IOpenings(vm.deployCode("Openings.sol:Openings", abi.encode(verifier_, openingVerifier, times, FLOOR_WEI)));
    }

    /// @dev The trace's model is registered.
    function _know(DeepTrace memory of_) internal {
        IModelRegistry.ModelRecord memory record = registry.modelOf(modelId);
        record.activationChunkLog2 = 8;
        record.openingGas = 3_000_000;
        bytes memory call = abi.encodeCall(IModelRegistry.modelOf, (of_.modelId()));
        vm.mockCall(address(registry), call, abi.encode(record));
    }

    function _submit(DeepTrace memory of_, TraceMode mode) internal returns (TaskId taskId) {
        taskId = _request(_termsOf(of_, mode));
        vm.startPrank(provider);
        verifier.acceptTask(taskId, provider);
        verifier.submitResult(taskId, OUTPUT_ROOT, mode == TraceMode.Eager ? of_.nodesRoot() : bytes32(0), "");
        vm.stopPrank();
    }

    function _termsOf(DeepTrace memory of_, TraceMode mode) internal view returns (TaskTerms memory terms) {
        terms = _terms();
        terms.modelId = of_.modelId();
        terms.inputRoot = of_.inputRoot();
        terms.traceMode = mode;
    }

    function _submit() internal returns (TaskId) {
        return _submit(trace, TraceMode.Eager);
    }

    function _position(uint64 kind) internal view returns (Position) {
        return Position.wrap(trace.position(kind));
    }

    function _ask(TaskId taskId, uint64 kind) internal returns (Position) {
        return _ask(taskId, kind, watcher);
    }

    function _ask(TaskId taskId, uint64 kind, address asker) internal returns (Position position) {
        bytes memory request =
            verifier.taskOf(taskId).nodesRoot == 0 && kind == DeepTraces.LIST ? trace.revealing() : trace.request(kind);
        uint256 bond = real.bondOf(trace.answer(kind).length);
        vm.prank(asker);
        return real.requestOpening{value: bond}(taskId, request);
    }

    function _answer(TaskId taskId, uint64 kind) internal {
        _answer(taskId, kind, provider);
    }

    function _answer(TaskId taskId, uint64 kind, address who) internal {
        bytes memory answer = trace.answer(kind);
        Position position = _position(kind);
        vm.prank(who);
        real.answerOpening(taskId, position, answer);
    }

    function _kinds() internal pure returns (uint64[4] memory) {
        return [DeepTraces.LIST, DeepTraces.PARTS, DeepTraces.LEAVES, DeepTraces.CHUNK];
    }
}
