// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

/// @notice One test that passes and one that fails: `npm test` checks that its runner reports the failure.
contract CanaryTest is Test {
    function test_passes() public pure {
        assertEq(uint256(1), 1, "one is one");
    }

    function test_fails_onPurpose() public pure {
        assertEq(uint256(1), 2, "this failure must be reported");
    }
}
