// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";

/// @title lookup: any function of one byte, as a table of 256
library LookupStep {
    /// @dev table[raw byte of x]: an i8 of -1 reads entry 255
    function step(uint256 element, Section[] memory operands) internal pure returns (int256) {
        return operands[1].element(operands[0].byteAt(element));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Check.isByte(node, "dtype", d.dtype());
        Check.isByte(node, "x dtype", d.operand(0).operandDtype());
        Check.equal(node, "shape", d.shape(), d.operand(0).view_());
        Check.equal(node, "table dtype", d.operand(1).operandDtype(), d.dtype());
        Check.equal(node, "table shape", d.operand(1).view_(), Check.vector(256));
    }
}
