// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Shape} from "../types/Shape.sol";

/// @title gather: rows of x [1,P,V,D] by their ids [1,1,1,I] -> [1,P,I,D]
library GatherStep {
    /// @dev x[p, clamp(ids[i], 0, V - 1), d]
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Shape x = d.operand(0).view_();
        uint256[4] memory place = Coordinates.unravel(element, d.shape());
        place[2] = Coordinates.row(operands[1].element(place[2]), x.w());
        return operands[0].element(Coordinates.ravel(place, x));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        Shape x = d.operand(0).view_();
        Shape ids = d.operand(1).view_();
        Check.atMost(node, "x dtype", dtype, Dtype.I32);
        Check.equal(node, "x shape", x.n(), 1);
        Check.equal(node, "ids dtype", d.operand(1).operandDtype(), Dtype.I32);
        Check.equal(node, "ids shape", ids, Check.vector(ids.c()));
        Check.equal(node, "dtype", d.dtype(), dtype);
        Check.equal(node, "shape", d.shape(), Coordinates.withAxis(x, 2, ids.c()));
    }
}
