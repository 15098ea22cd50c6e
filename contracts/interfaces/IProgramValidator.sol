// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "./IProgramErrors.sol";

/// @title Accepts a program if each of its elements can be proven on chain
/// @notice Without state: the answer depends on the program's bytes (docs/format.md, "Program") alone.
interface IProgramValidator is IProgramErrors {
    /// @notice Reverts unless `program` is valid and within the budget.
    /// @return nodes number of nodes
    /// @return programRoot commitment to the whole program
    /// @return worstBytes bytes of the longest proof of one element
    /// @return worstGas gas of the dearest proof of one element, all in
    function validate(bytes calldata program)
        external
        view
        returns (uint16 nodes, bytes32 programRoot, uint256 worstBytes, uint256 worstGas);
}
