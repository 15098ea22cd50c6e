// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev Known limits of today: each test states what the protocol promises and is expected to fail; the run is green as long as it
/// does, and turns red when the promise is kept, so that the test is then made an ordinary one.
contract OpenLimitsTest is SpineTest {
    /// @dev KNOWN LIMIT, RULE T-3 ("no opening pending") and "Withholding loses" (docs/protocol.md, theorem 3): a
    /// nodesRoot without a preimage gives a watcher no tensor to prove anything about. Until openings exist (`requestOpening`),
    /// such a result becomes final and is paid. Expected to fail.
    function test_OPEN_unopenableNodesRoot_isConvicted() public {
        TaskId taskId = _submitted(keccak256("no tensors hash to this"));
        (bool opened,) =
            address(verifier).call(abi.encodeWithSignature("requestOpening(uint256,bytes)", taskId.id(), bytes("")));
        vm.warp(START + 365 days);
        verifier.finaliseTask(taskId);

        assertFalse(opened, "openings exist: make this an ordinary test");
        // The promise, negated: it is paid.
        _assertState(taskId, TaskState.Final);
        assertGt(_creditOf(provider), 0, "known limit: an unopenable result is paid today");
    }
}
