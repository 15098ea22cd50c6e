// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dials} from "./Task.sol";

/// @notice What becomes of a slashed lock, in stake token; the parts add up to it.
struct Split {
    uint256 toClient;
    uint256 bounty;
    uint256 bonds;
    uint256 burnt;
}

using {forFinder} for Split global;

uint256 constant BPS_OF_A_WHOLE = 10_000;

/// @dev RULE S-4: shares round down and the rest is burnt: at least half of the lock. A task's frozen dials say it for good, so that
/// what is paid later is computed, not stored.
/// @param bonds paid back to askers
function splitOf(uint256 lock, Dials memory dials, uint256 bonds) pure returns (Split memory split) {
    split.toClient = lock * dials.clientShareBps / BPS_OF_A_WHOLE;
    split.bounty = lock * dials.bountyShareBps / BPS_OF_A_WHOLE;
    split.bonds = bonds;
    split.burnt = lock - split.toClient - split.bounty - bonds;
}

/// @dev RULE S-6: half to whoever convicts, half to the earliest finder. It rounds down; the rest is the convictor's.
function forFinder(Split memory self) pure returns (uint256) {
    return self.bounty / 2;
}
