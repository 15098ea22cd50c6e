// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";

/// @dev C-1: an output in the event is the output that the result claims, whole, or the submission is refused.
contract InlineOutputTest is SpineTest {
    function test_C1_anInlineOutput_isInTheEvent() public {
        (TaskId taskId, bytes memory output) = _acceptedOf(16);
        bytes32 outputRoot = _rootOf(output);
        vm.expectEmit();
        emit IOptimisticVerifier.ResultSubmitted(taskId, provider, outputRoot, HONEST_ROOT, START + 3 hours, output);
        vm.prank(provider);
        verifier.submitResult(taskId, outputRoot, HONEST_ROOT, output);
        assertEq(verifier.taskOf(taskId).outputRoot, outputRoot, "outputRoot");
    }

    function test_C1_anInlineOutputOfAnotherRoot_isRefused() public {
        (TaskId taskId, bytes memory output) = _acceptedOf(16);
        bytes32 outputRoot = _rootOf(output);
        output[7] ^= 0x01;
        _expectRefused(
            taskId,
            outputRoot,
            output,
            abi.encodeWithSelector(IOptimisticVerifier.OutputNotCommitted.selector, _rootOf(output), outputRoot)
        );
    }

    /// @dev Zeros after the tensor are its padding, so they would hash to the same root.
    function test_C1_anInlineOutputOfAnotherLength_isRefused() public {
        (TaskId taskId, bytes memory output) = _acceptedOf(16);
        bytes32 outputRoot = _rootOf(output);
        _expectRefused(
            taskId,
            outputRoot,
            bytes.concat(output, hex"00"),
            abi.encodeWithSelector(IOptimisticVerifier.OutputLengthWrong.selector, 17, 16)
        );
        output[15] = 0;
        outputRoot = _rootOf(output);
        assembly ("memory-safe") {
            mstore(output, 15)
        }
        assertEq(_rootOf(output), outputRoot, "the same root");
        _expectRefused(
            taskId, outputRoot, output, abi.encodeWithSelector(IOptimisticVerifier.OutputLengthWrong.selector, 15, 16)
        );
    }

    function test_C1_anInlineOutput_isOf4096BytesAtMost() public {
        (TaskId taskId, bytes memory output) = _acceptedOf(4096);
        _submit(taskId, _rootOf(output), output);

        (taskId, output) = _acceptedOf(4097);
        _expectRefused(
            taskId,
            _rootOf(output),
            output,
            abi.encodeWithSelector(IOptimisticVerifier.OutputTooLong.selector, 4097, 4096)
        );
        _submit(taskId, _rootOf(output), "");
        assertEq(uint8(verifier.taskOf(taskId).state), uint8(TaskState.Submitted), "without it");
    }

    /// @dev Of any length, about the edges of chunks of 256 bytes.
    function testFuzz_C1_anInlineOutput_isHashedAsItsTensor(uint256 seed) public {
        uint256[9] memory edges = [uint256(1), 255, 256, 257, 511, 512, 513, 1024, 4095];
        (TaskId taskId, bytes memory output) = _acceptedOf(uint32(edges[seed % edges.length]));
        output[seed % output.length] = bytes1(uint8(seed >> 8));
        bytes32 outputRoot = _rootOf(output);
        _submit(taskId, outputRoot, output);
        assertEq(verifier.taskOf(taskId).outputRoot, outputRoot, "outputRoot");
    }

    function _submit(TaskId taskId, bytes32 outputRoot, bytes memory output) internal {
        vm.prank(provider);
        verifier.submitResult(taskId, outputRoot, HONEST_ROOT, output);
    }

    function _expectRefused(TaskId taskId, bytes32 outputRoot, bytes memory output, bytes memory revertData) internal {
        vm.expectRevert(revertData);
        _submit(taskId, outputRoot, output);
    }

    /// @dev A task of a model with an output of so many bytes, and such an output.
    function _acceptedOf(uint32 length) internal returns (TaskId taskId, bytes memory output) {
        bytes32 constants = keccak256(abi.encode("constants of", length, lastNonce));
        TaskTerms memory terms = _terms();
        terms.modelId = registry.registerModel(TinyProgram.encode(length), constants);
        terms.lock = uint128(verifier.minimumLock(terms.modelId));
        taskId = _request(terms);
        vm.prank(provider);
        verifier.acceptTask(taskId, provider);
        output = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            output[i] = bytes1(uint8(i * 31 + 1));
        }
    }

    /// @dev The root over chunks of 256 bytes, in the plainest way: sha256 of the last one filled up with zeros, then of pairs.
    function _rootOf(bytes memory output) internal pure returns (bytes32) {
        uint256 chunks = (output.length + 255) / 256;
        uint256 width = 1;
        while (width < chunks) width *= 2;
        bytes32[] memory level = new bytes32[](width);
        for (uint256 i = 0; i < width; ++i) {
            bytes memory chunk = new bytes(256);
            for (uint256 j = 0; j < 256 && 256 * i + j < output.length; ++j) {
                chunk[j] = output[256 * i + j];
            }
            level[i] = sha256(chunk);
        }
        for (; width > 1; width /= 2) {
            for (uint256 i = 0; i < width / 2; ++i) {
                level[i] = sha256(bytes.concat(level[2 * i], level[2 * i + 1]));
            }
        }
        return level[0];
    }
}
