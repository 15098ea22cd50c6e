// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Budget, Reads} from "./Budget.sol";
import {Check} from "./Check.sol";
import {Descriptor} from "./Descriptor.sol";
import {Shape} from "../types/Shape.sol";
import {Slot} from "../types/Opcode.sol";

/// @dev The taps of one output element that lie inside the image. Rows are counted in the image's batch: row 0 of image 1 is row H.
struct Window {
    /// kernel rows [rowFirst, rowEnd), columns [columnFirst, columnEnd); none if either is empty
    uint256 rowFirst;
    uint256 rowEnd;
    uint256 columnFirst;
    uint256 columnEnd;
    /// pixel (row * W + column) of tap (0, 0), which may lie outside: modulo 2^256
    uint256 origin;
    /// pixels between kernel rows and between kernel columns
    uint256 rowPitch;
    uint256 columnPitch;
    uint256 channel;
}

using Windows for Window global;

/// @title Geometry of conv2d and the pools
library Windows {
    /// of kernels, strides, dilations and pads
    int256 internal constant MAX_EXTENT = 4096;

    /// @param element index in the output [N, oH, oW, C]
    /// @param x shape of the image [N, H, W, C]
    function around(Descriptor d, uint256 element, Shape x) internal pure returns (Window memory window) {
        unchecked {
            Shape y = d.shape();
            uint256 pixel = element / y.c();
            uint256 image = pixel / y.w() / y.h();
            window = at(d, x, image, pixel / y.w() % y.h(), pixel % y.w());
            window.channel = element % y.c();
        }
    }

    /// @dev The window of an output pixel, whatever its channel.
    function at(Descriptor d, Shape x, uint256 image, uint256 outY, uint256 outX)
        internal
        pure
        returns (Window memory window)
    {
        unchecked {
            int256 left = int256(outX * slot(d, Slot.STRIDE_W)) - d.attribute(Slot.PAD_LEFT);
            int256 top = int256(outY * slot(d, Slot.STRIDE_H)) - d.attribute(Slot.PAD_TOP);
            uint256 dilationW = slot(d, Slot.DILATION_W);
            uint256 dilationH = slot(d, Slot.DILATION_H);
            (window.rowFirst, window.rowEnd) = inside(top, slot(d, Slot.KERNEL_H), dilationH, x.h());
            (window.columnFirst, window.columnEnd) = inside(left, slot(d, Slot.KERNEL_W), dilationW, x.w());
            window.origin = uint256((int256(image * x.h()) + top) * int256(x.w()) + left);
            window.rowPitch = dilationH * x.w();
            window.columnPitch = dilationW;
        }
    }

    /// @dev One channel's taps in kernel row `kernelRow`, in an image of bytes: the first, the bytes between them, how many.
    function row(Window memory window, Descriptor d, uint256 kernelRow)
        internal
        pure
        returns (uint256 start, uint256 stride, uint256 taps)
    {
        unchecked {
            uint256 channels = d.shape().c();
            uint256 pixel = window.origin + kernelRow * window.rowPitch + window.columnFirst * window.columnPitch;
            start = pixel * channels + window.channel;
            stride = window.columnPitch * channels;
            taps = window.columnEnd - window.columnFirst;
        }
    }

    /// @dev The k in [0, kernel) with 0 <= start + k * dilation < size, as [first, end).
    function inside(int256 start, uint256 kernel, uint256 dilation, uint256 size)
        internal
        pure
        returns (uint256 first, uint256 end)
    {
        unchecked {
            if (start < 0) first = (uint256(-start) + dilation - 1) / dilation;
            if (start < int256(size)) end = uint256(int256(size) - 1 - start) / dilation + 1;
            if (end > kernel) end = kernel;
            if (first > end) first = end;
        }
    }

    /// @dev Slots 0..9, and the output's batch, height and width.
    function validate(Descriptor d, uint256 node, Shape x) internal pure {
        (uint256 height, uint256 width) = checkedSizes(d, node, x);
        validateOutput(d, node, x.n(), height, width);
    }

    function validateOutput(Descriptor d, uint256 node, uint256 batch, uint256 height, uint256 width) internal pure {
        Shape y = d.shape();
        Check.equal(node, "outputN", y.n(), batch);
        Check.equal(node, "outputH", y.h(), height);
        Check.equal(node, "outputW", y.w(), width);
    }

    /// @dev Checks slots 0..9.
    /// @return height of what the window yields from `x`, at least 1
    /// @return width likewise
    function checkedSizes(Descriptor d, uint256 node, Shape x) internal pure returns (uint256 height, uint256 width) {
        Check.within(node, "kernelH", d.attribute(Slot.KERNEL_H), 1, MAX_EXTENT);
        Check.within(node, "kernelW", d.attribute(Slot.KERNEL_W), 1, MAX_EXTENT);
        Check.within(node, "strideH", d.attribute(Slot.STRIDE_H), 1, MAX_EXTENT);
        Check.within(node, "strideW", d.attribute(Slot.STRIDE_W), 1, MAX_EXTENT);
        Check.within(node, "padTop", d.attribute(Slot.PAD_TOP), 0, MAX_EXTENT);
        Check.within(node, "padLeft", d.attribute(Slot.PAD_LEFT), 0, MAX_EXTENT);
        Check.within(node, "padBottom", d.attribute(Slot.PAD_BOTTOM), 0, MAX_EXTENT);
        Check.within(node, "padRight", d.attribute(Slot.PAD_RIGHT), 0, MAX_EXTENT);
        Check.within(node, "dilationH", d.attribute(Slot.DILATION_H), 1, MAX_EXTENT);
        Check.within(node, "dilationW", d.attribute(Slot.DILATION_W), 1, MAX_EXTENT);
        return (outputSize(d, node, Slot.KERNEL_H, 0, x.h()), outputSize(d, node, Slot.KERNEL_H, 1, x.w()));
    }

    /// @dev floor((size + pads - dilation * (kernel - 1) - 1) / stride) + 1; the window must fit.
    /// @param first of its slots: Slot.KERNEL_H, or Slot.POOL_H, which has no dilations
    /// @param axis 0 height, 1 width: the second slot of each pair
    function outputSize(Descriptor d, uint256 node, uint256 first, uint256 axis, uint256 size)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            uint256 dilation = first == 0 ? slot(d, Slot.DILATION_H + axis) : 1;
            first += axis;
            uint256 padded = size + slot(d, first + Slot.PAD_TOP) + slot(d, first + Slot.PAD_BOTTOM);
            uint256 window = dilation * (slot(d, first) - 1) + 1;
            return steps(
                node,
                axis == 0 ? bytes32("outputH") : bytes32("outputW"),
                padded,
                window,
                slot(d, first + Slot.STRIDE_H)
            );
        }
    }

    /// @dev floor((size - window) / stride) + 1; the window must fit.
    function steps(uint256 node, bytes32 what, uint256 size, uint256 window, uint256 stride)
        internal
        pure
        returns (uint256)
    {
        if (window > size) Check.fail(node, what, window, size);
        unchecked {
            return (size - window) / stride + 1;
        }
    }

    /// @dev Notes what a window reads of operand 0, an image of bytes: each row by itself, or, where those would be more chunks,
    /// everything from the first row to the last.
    /// @param rows that are read, and `rowsApart` from the first to the last
    /// @param columnsApart pixels from the first to the last in a row
    /// @param width bytes read at each
    function note(
        Descriptor d,
        Reads memory reads,
        uint256 rows,
        uint256 rowsApart,
        uint256 columnsApart,
        uint256 width
    ) internal pure {
        unchecked {
            Shape x = d.operand(0).view_();
            uint256 rowBytes = x.w() * x.c();
            uint256 run = columnsApart * x.c() + width;
            if (run > rowBytes) run = rowBytes;
            if (rowsApart >= x.h()) rowsApart = x.h() - 1;
            uint256 all = rowsApart * rowBytes + run;
            bool together = Budget.chunksOf(all, reads.chunkLog2) < rows * Budget.chunksOf(run, reads.chunkLog2);
            (reads.runs[0], reads.runBytes[0]) = together ? (1, all) : (rows, run);
        }
    }

    /// @dev What the window of slots 0..9 reads of operand 0.
    function noteWindow(Descriptor d, Reads memory reads, uint256 width) internal pure {
        unchecked {
            uint256 kernelH = slot(d, Slot.KERNEL_H);
            uint256 rowsApart = (kernelH - 1) * slot(d, Slot.DILATION_H);
            note(d, reads, kernelH, rowsApart, (slot(d, Slot.KERNEL_W) - 1) * slot(d, Slot.DILATION_W), width);
        }
    }

    /// @dev Of a pool.
    function cost(Descriptor d, Reads memory reads) internal pure {
        unchecked {
            uint256 kernelH = slot(d, Slot.KERNEL_H);
            reads.units = kernelH * slot(d, Slot.KERNEL_W);
            // each row of the window is looked for anew
            reads.separateRuns = kernelH;
            noteWindow(d, reads, 1);
        }
    }

    function slot(Descriptor d, uint256 position) internal pure returns (uint256) {
        return uint256(d.attribute(position));
    }
}
