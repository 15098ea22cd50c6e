// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "./Budget.sol";
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
            window.channel = element % y.c();
            element /= y.c();
            int256 left = int256((element % y.w()) * slot(d, Slot.STRIDE_W)) - d.attribute(Slot.PAD_LEFT);
            element /= y.w();
            int256 top = int256((element % y.h()) * slot(d, Slot.STRIDE_H)) - d.attribute(Slot.PAD_TOP);
            element /= y.h();

            uint256 dilationW = slot(d, Slot.DILATION_W);
            uint256 dilationH = slot(d, Slot.DILATION_H);
            (window.rowFirst, window.rowEnd) = inside(top, slot(d, Slot.KERNEL_H), dilationH, x.h());
            (window.columnFirst, window.columnEnd) = inside(left, slot(d, Slot.KERNEL_W), dilationW, x.w());
            window.origin = uint256((int256(element * x.h()) + top) * int256(x.w()) + left);
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

    /// @dev Ranges of slots 0..9, and the output's height and width.
    function validate(Descriptor d, uint256 node, Shape x) internal pure {
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
        Shape y = d.shape();
        Check.equal(node, "outputN", y.n(), x.n());
        Check.equal(node, "outputH", y.h(), outputSize(d, node, "outputH", 0, x.h()));
        Check.equal(node, "outputW", y.w(), outputSize(d, node, "outputW", 1, x.w()));
    }

    /// @dev floor((size + pads - dilation * (kernel - 1) - 1) / stride) + 1, which must be at least 1.
    /// @param axis 0 height, 1 width: the second slot of each pair
    function outputSize(Descriptor d, uint256 node, bytes32 what, uint256 axis, uint256 size)
        private
        pure
        returns (uint256)
    {
        unchecked {
            uint256 padded = size + slot(d, Slot.PAD_TOP + axis) + slot(d, Slot.PAD_BOTTOM + axis);
            uint256 window = slot(d, Slot.DILATION_H + axis) * (slot(d, Slot.KERNEL_H + axis) - 1) + 1;
            if (window > padded) Check.fail(node, what, window, padded);
            return (padded - window) / slot(d, Slot.STRIDE_H + axis) + 1;
        }
    }

    /// @dev Bytes from the first to the last byte that one kernel row reads: at most the image's whole row.
    /// @param width channels read at a pixel
    function spanBytes(Shape x, uint256 kernelW, uint256 dilationW, uint256 width) internal pure returns (uint256) {
        unchecked {
            uint256 span = (kernelW - 1) * dilationW * x.c() + width;
            uint256 whole = x.w() * x.c();
            return span < whole ? span : whole;
        }
    }

    /// @dev Of a pool.
    function cost(Descriptor d, Reads memory reads) internal pure {
        unchecked {
            uint256 kernelH = slot(d, Slot.KERNEL_H);
            uint256 kernelW = slot(d, Slot.KERNEL_W);
            reads.units = kernelH * kernelW;
            reads.runs[0] = kernelH;
            // each row of the window is looked for anew
            reads.separateRuns = kernelH;
            reads.runBytes[0] = spanBytes(d.operand(0).view_(), kernelW, slot(d, Slot.DILATION_W), 1);
        }
    }

    function slot(Descriptor d, uint256 position) internal pure returns (uint256) {
        return uint256(d.attribute(position));
    }
}
