// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title transpose: axis i of the output is axis perm_i of x
library TransposeStep {
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256[4] memory to = Coordinates.unravel(element, d.shape());
        uint256[4] memory from;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                from[uint256(d.attribute(Slot.PERM_0 + i))] = to[i];
            }
        }
        return operands[0].element(Coordinates.ravel(from, d.operand(0).view_()));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        Shape x = d.operand(0).view_();
        Check.atMost(node, "x dtype", dtype, Dtype.I32);
        Check.equal(node, "dtype", d.dtype(), dtype);
        // the axes named so far, as bits
        uint256 named;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                bytes32 what = Coordinates.name("perm0", 5, i);
                int256 axis = d.attribute(Slot.PERM_0 + i);
                Check.within(node, what, axis, 0, 3);
                if ((named >> uint256(axis)) & 1 == 1) Check.fail(node, what, uint256(axis), named);
                named |= 1 << uint256(axis);
                Check.equal(node, "shape", d.shape().dimension(i), x.dimension(uint256(axis)));
            }
        }
    }
}
