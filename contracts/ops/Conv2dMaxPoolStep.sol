// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Window, Windows} from "../libraries/Window.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {Conv2dStep} from "./Conv2dStep.sol";

/// @title conv2d_max_pool: conv2d, and max_pool of its values t
library Conv2dMaxPoolStep {
    /// elements of t: as many bytes as the largest committed tensor has
    uint256 private constant MAX_BETWEEN = 1 << 33;

    /// @dev The pool's taps inside t: rows [rowFirst, rowEnd), columns [columnFirst, columnEnd).
    struct Taps {
        uint256 rowFirst;
        uint256 rowEnd;
        uint256 columnFirst;
        uint256 columnEnd;
        uint256 image;
        uint256 channel;
    }

    /// @dev The largest value of t in the window; the dtype's minimum if there is none.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Taps memory taps = _taps(d, element);
        // a proof holds no more than is read: nothing where no tap is inside
        if (taps.rowFirst >= taps.rowEnd || taps.columnFirst >= taps.columnEnd) return Dtype.smallest8(d.dtype());
        // Rescaling keeps order (no multiplier counts as less than 0), so the largest value is that of the largest sum.
        // plain: for each tap: value = Requantise.rescale(d, sum, multiplier); if (value > largest) largest = value;
        int256 largest = type(int256).min;
        Shape x = d.operand(0).view_();
        uint256 bias = uint256(operands[2].element(taps.channel));
        unchecked {
            for (uint256 row = taps.rowFirst; row < taps.rowEnd; ++row) {
                for (uint256 column = taps.columnFirst; column < taps.columnEnd; ++column) {
                    Window memory window = Windows.at(d, x, taps.image, row, column);
                    window.channel = taps.channel;
                    uint256 sum = bias + Conv2dStep.sumTaps(d, window, operands[0], operands[1]);
                    int256 value = int256(int32(uint32(sum)));
                    if (value > largest) largest = value;
                }
            }
        }
        return Requantise.rescale(d, largest, operands[3].bits(taps.channel));
    }

    function _taps(Descriptor d, uint256 element) private pure returns (Taps memory taps) {
        Shape x = d.operand(0).view_();
        Shape y = d.shape();
        unchecked {
            taps.channel = element % y.c();
            uint256 pixel = element / y.c();
            (taps.columnFirst, taps.columnEnd) = _along(d, 1, pixel % y.w(), x.w());
            pixel /= y.w();
            (taps.rowFirst, taps.rowEnd) = _along(d, 0, pixel % y.h(), x.h());
            taps.image = pixel / y.h();
        }
    }

    /// @dev The part of the pool's window number `out` that lies inside t.
    /// @param axis 0 height, 1 width
    /// @param size of x
    function _along(Descriptor d, uint256 axis, uint256 out, uint256 size)
        private
        pure
        returns (uint256 first, uint256 end)
    {
        unchecked {
            int256 start =
                int256(out * Windows.slot(d, Slot.POOL_STRIDE_H + axis)) - d.attribute(Slot.POOL_PAD_TOP + axis);
            int256 last = start + d.attribute(Slot.POOL_H + axis);
            int256 between = int256(Windows.outputSize(d, 0, Slot.KERNEL_H, axis, size));
            if (last > between) last = between;
            if (start < 0) start = 0;
            return last > start ? (uint256(start), uint256(last)) : (0, 0);
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        (uint256 height, uint256 width) = Windows.checkedSizes(d, node, x);
        Check.within(node, "poolH", d.attribute(Slot.POOL_H), 1, Windows.MAX_EXTENT);
        Check.within(node, "poolW", d.attribute(Slot.POOL_W), 1, Windows.MAX_EXTENT);
        Check.within(node, "poolStrideH", d.attribute(Slot.POOL_STRIDE_H), 1, Windows.MAX_EXTENT);
        Check.within(node, "poolStrideW", d.attribute(Slot.POOL_STRIDE_W), 1, Windows.MAX_EXTENT);
        Check.within(node, "poolPadTop", d.attribute(Slot.POOL_PAD_TOP), 0, Windows.MAX_EXTENT);
        Check.within(node, "poolPadLeft", d.attribute(Slot.POOL_PAD_LEFT), 0, Windows.MAX_EXTENT);
        Check.within(node, "poolPadBottom", d.attribute(Slot.POOL_PAD_BOTTOM), 0, Windows.MAX_EXTENT);
        Check.within(node, "poolPadRight", d.attribute(Slot.POOL_PAD_RIGHT), 0, Windows.MAX_EXTENT);
        unchecked {
            Check.atMost(node, "between", x.n() * height * width * d.shape().c(), MAX_BETWEEN);
        }
        height = Windows.outputSize(d, node, Slot.POOL_H, 0, height);
        width = Windows.outputSize(d, node, Slot.POOL_H, 1, width);
        Windows.validateOutput(d, node, x.n(), height, width);
        Conv2dStep.validateWeights(d, node, d.attribute(Slot.GROUPS));
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        Conv2dStep.cost(d, reads);
        unchecked {
            uint256 poolH = Windows.slot(d, Slot.POOL_H);
            uint256 taps = poolH * Windows.slot(d, Slot.POOL_W);
            // each tap is a convolution of its own, whose window is looked for anew
            reads.separateRuns = taps * (reads.separateRuns + 2);
            reads.units *= taps;
            uint256 rowsApart = _apart(d, 0);
            uint256 rows = poolH * Windows.slot(d, Slot.KERNEL_H);
            if (rows > rowsApart) rows = rowsApart + 1;
            Windows.note(d, reads, rows, rowsApart, _apart(d, 1), d.operand(1).view_().c());
        }
    }

    /// @dev Pixels of x from the first to the last that an element reads.
    /// @param axis 0 height, 1 width
    function _apart(Descriptor d, uint256 axis) private pure returns (uint256) {
        unchecked {
            uint256 kernel = (Windows.slot(d, Slot.KERNEL_H + axis) - 1) * Windows.slot(d, Slot.DILATION_H + axis);
            return (Windows.slot(d, Slot.POOL_H + axis) - 1) * Windows.slot(d, Slot.STRIDE_H + axis) + kernel;
        }
    }
}
