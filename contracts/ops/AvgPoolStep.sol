// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Window, Windows} from "../libraries/Window.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {ReduceSumStep} from "./ReduceSumStep.sol";

/// @title avg_pool: x [N,H,W,C] -> [N,oH,oW,C], multipliers by number of taps [1,1,1,kH*kW+1]
library AvgPoolStep {
    /// @dev rescale(sum over the n taps inside the image of (x - zeroX), multiplier[n])
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Window memory window = Windows.around(d, element, d.operand(0).view_());
        unchecked {
            int256 sum;
            for (uint256 row = window.rowFirst; row < window.rowEnd; ++row) {
                (uint256 start, uint256 stride, uint256 taps) = window.row(d, row);
                sum += ReduceSumStep.sumBytes(operands[0], start, stride, taps);
            }
            uint256 inside = (window.rowEnd - window.rowFirst) * (window.columnEnd - window.columnFirst);
            sum -= int256(inside) * d.attribute(Slot.ZERO_X);
            return Requantise.rescale(d, int256(int32(sum)), operands[1].bits(inside));
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        uint256 dtype = d.operand(0).operandDtype();
        Check.isByte(node, "x dtype", dtype);
        Windows.validate(d, node, x);
        Check.equal(node, "outputC", d.shape().c(), x.c());
        Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtype);
        Check.equal(node, "multiplier dtype", d.operand(1).operandDtype(), Dtype.F32);
        Check.equal(
            node,
            "multiplier shape",
            d.operand(1).view_(),
            Check.vector(Windows.slot(d, Slot.KERNEL_H) * Windows.slot(d, Slot.KERNEL_W) + 1)
        );
        Requantise.validate(d, node);
    }
}
