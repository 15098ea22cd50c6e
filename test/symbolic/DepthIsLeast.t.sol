// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Commitments} from "contracts/libraries/Commitments.sol";

/// @dev The levels of a tree: enough for its leaves, and no more.
contract DepthIsLeast {
    /// @dev Counts are below 2^21: a tensor has 2^20 chunks at most.
    function check_depthOf(uint32 count) public pure {
        if (count == 0) return;
        uint256 depth = Commitments.depthOf(count);
        assert(uint256(1) << depth >= count);
        if (depth != 0) assert(uint256(1) << (depth - 1) < count);
    }
}
