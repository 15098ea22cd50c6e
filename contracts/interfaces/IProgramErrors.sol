// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Why a program is refused
/// @notice Found by the validator and passed on by the registry, so both have them.
interface IProgramErrors {
    error ProgramLengthWrong(uint256 actual, uint256 expected);
    error CountOutOfRange(bytes32 what, uint256 actual, uint256 min, uint256 max);
    /// @notice `what` names the field; see docs/format.md for its limits.
    error NodeInvalid(uint256 node, bytes32 what, uint256 actual, uint256 limit);
    error TableRowInvalid(bytes32 table, uint256 row, bytes32 what, uint256 actual, uint256 limit);
    error NodeOverBudget(uint256 node, bytes32 what, uint256 actual, uint256 limit);
}
