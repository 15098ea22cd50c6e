// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Shape} from "../types/Shape.sol";

/// @title resize_nearest: pixels of x [N,H,W,C] by tables of rows [1,1,1,oH] and columns [1,1,1,oW] -> [N,oH,oW,C]
library ResizeNearestStep {
    /// @dev x[n, clamp(rows[i], 0, H - 1), clamp(columns[j], 0, W - 1), c]
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Shape x = d.operand(0).view_();
        uint256[4] memory place = Coordinates.unravel(element, d.shape());
        place[1] = Coordinates.row(operands[1].element(place[1]), x.h());
        place[2] = Coordinates.row(operands[2].element(place[2]), x.w());
        return operands[0].element(Coordinates.ravel(place, x));
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        Shape x = d.operand(0).view_();
        Shape y = d.shape();
        Check.isByte(node, "x dtype", dtype);
        Check.equal(node, "rows dtype", d.operand(1).operandDtype(), Dtype.I32);
        Check.equal(node, "rows shape", d.operand(1).view_(), Check.vector(y.h()));
        Check.equal(node, "columns dtype", d.operand(2).operandDtype(), Dtype.I32);
        Check.equal(node, "columns shape", d.operand(2).view_(), Check.vector(y.w()));
        Check.equal(node, "dtype", d.dtype(), dtype);
        Check.equal(node, "shape", y, Coordinates.withAxis(Coordinates.withAxis(x, 1, y.h()), 2, y.w()));
    }
}
