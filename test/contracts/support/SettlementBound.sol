// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Gas of `proveFraud` beside intrinsic gas, calldata and the step. Settlement.t.sol holds the measured to it; steps are judged with it.
library SettlementBound {
    /// no operator, no openings: what docs/gas-table.md adds
    uint256 internal constant ORDINARY = 200_000;
    /// an operator's task, four openings paid back
    uint256 internal constant DEAREST = 378_000;
    /// header, descriptor and paths of a step, before any byte or run is counted: StepCost.t.sol holds the whole of a step to the bound
    uint256 internal constant PATHS = 109_000;

    /// @dev A proof is copied to be handed on, copied again to be hashed, and hashed; memory is dearer the more of it there is.
    function carrying(uint256 proofBytes) internal pure returns (uint256) {
        uint256 words = proofBytes / 32 + 32;
        return 15 * words + words * words / 512;
    }
}
