// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IResultDelivery} from "contracts/interfaces/IResultDelivery.sol";
import {TaskId} from "contracts/types/Task.sol";
import {SpineTest} from "./SpineTest.sol";

/// @dev Tasks with an output of 16 bytes that their results commit to, and the contract that brings it to others.
abstract contract DeliveryTest is SpineTest {
    bytes internal constant OUTPUT = hex"00112233445566778899aabbccddeeff";
    uint32 internal constant GAS_LIMIT = 200_000;
    uint128 internal constant TIP = 0.1 ether;

    IResultDelivery internal delivery;
    address internal deliverer = makeAddr("deliverer");

    function setUp() public virtual override {
        super.setUp();
        delivery = IResultDelivery(vm.deployCode("ResultDelivery.sol:ResultDelivery", abi.encode(verifier)));
        vm.deal(client, 100 ether);
    }

    /// @dev One chunk of 256 bytes, so the root is its leaf.
    function _rootOf(bytes memory output) internal pure returns (bytes32) {
        return sha256(bytes.concat(output, new bytes(256 - output.length)));
    }

    function _submitted(bytes memory output) internal returns (TaskId taskId) {
        taskId = _accepted();
        _submit(taskId, output, HONEST_ROOT);
    }

    function _submit(TaskId taskId, bytes memory output, bytes32 nodesRoot) internal {
        // hashing is a call, which a prank would take for its own
        bytes32 root = _rootOf(output);
        vm.prank(provider);
        verifier.submitResult(taskId, root, nodesRoot, "");
    }

    function _final(bytes memory output) internal returns (TaskId taskId) {
        taskId = _submitted(output);
        vm.warp(verifier.taskOf(taskId).finalAt);
        verifier.finaliseTask(taskId);
    }

    function _register(TaskId taskId, address consumer) internal {
        vm.prank(client);
        delivery.registerCallback{value: TIP}(taskId, consumer, GAS_LIMIT);
    }

    function _deliver(TaskId taskId) internal {
        vm.prank(deliverer);
        delivery.deliver(taskId, OUTPUT);
    }

    /// @dev A final task, not delivered yet, of which `consumer` waits for the output.
    function _waiting(address consumer) internal returns (TaskId taskId) {
        taskId = _final(OUTPUT);
        _register(taskId, consumer);
    }
}
