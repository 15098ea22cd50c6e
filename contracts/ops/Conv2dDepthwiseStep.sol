// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Lanes, PackedDot} from "../libraries/PackedDot.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Window, Windows} from "../libraries/Window.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {Conv2dStep} from "./Conv2dStep.sol";

/// @title conv2d_depthwise: a 1x1 conv2d with w [E,1,1,C], bias, multiplier; of its value t a depthwise conv2d with w2 [E,kH,kW,1], bias2, multiplier2
library Conv2dDepthwiseStep {
    /// @dev rescale(bias2[e] + sum over taps inside the image of (t - zeroY)(w2 - zeroV), multiplier2[e]) with zeroZ, lowZ and highZ
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Window memory window = Windows.around(d, element, d.operand(0).view_());
        unchecked {
            uint256 sum = sumTaps(d, window, operands) + uint256(operands[5].element(window.channel));
            uint256 multiplier = operands[6].bits(window.channel);
            return Requantise.clampZ(d, Requantise.scaled(int256(int32(uint32(sum))), multiplier));
        }
    }

    /// @dev Right modulo 2^32.
    function sumTaps(Descriptor d, Window memory window, Section[] memory operands)
        internal
        pure
        returns (uint256 sum)
    {
        // a proof holds no more than is read: nothing of the first layer where no tap is inside the image
        if (window.rowFirst == window.rowEnd || window.columnFirst == window.columnEnd) return 0;
        Between memory t = between(d, window.channel, operands);
        int256 zero = d.attribute(Slot.ZERO_V);
        unchecked {
            uint256 kernelW = Windows.slot(d, Slot.KERNEL_W);
            uint256 first = window.channel * Windows.slot(d, Slot.KERNEL_H) * kernelW;
            for (uint256 row = window.rowFirst; row < window.rowEnd; ++row) {
                uint256 pixel = window.origin + row * window.rowPitch;
                for (uint256 column = window.columnFirst; column < window.columnEnd; ++column) {
                    int256 value = valueAt(d, t, operands[0], pixel + column * window.columnPitch);
                    sum += uint256(value * (operands[4].element(first + row * kernelW + column) - zero));
                }
            }
        }
    }

    /// @dev What the values of t in one channel have in common.
    struct Between {
        uint256 channels;
        Lanes lanesX;
        Lanes lanesW;
        uint256 weights;
        uint256 bias;
        uint256 multiplier;
        int256 zero;
    }

    function between(Descriptor d, uint256 channel, Section[] memory operands)
        internal
        pure
        returns (Between memory t)
    {
        unchecked {
            t.channels = d.operand(0).view_().c();
            t.lanesX = PackedDot.lanes(operands[0].dtype, d.attribute(Slot.ZERO_X));
            t.lanesW = PackedDot.lanes(operands[1].dtype, d.attribute(Slot.ZERO_W));
            t.weights = operands[1].locate(channel * t.channels, t.channels);
            t.bias = uint256(operands[2].element(channel));
            t.multiplier = operands[3].bits(channel);
            t.zero = d.attribute(Slot.ZERO_Y);
        }
    }

    /// @dev t - zeroY at one pixel
    function valueAt(Descriptor d, Between memory t, Section memory x, uint256 pixel) internal pure returns (int256) {
        unchecked {
            uint256 offset = x.locate(pixel * t.channels, t.channels);
            uint256 sum = t.bias + PackedDot.dot(offset, t.weights, t.channels, t.lanesX, t.lanesW);
            return Requantise.rescale(d, int256(int32(uint32(sum))), t.multiplier) - t.zero;
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        uint256 channels = d.shape().c();
        Windows.validate(d, node, x);
        Check.equal(node, "w shape", d.operand(1).view_(), Shape.wrap((channels << 96) | (1 << 64) | (1 << 32) | x.c()));
        Conv2dStep.validateProduct(d, node, channels);
        Shape w2 = d.operand(4).view_();
        uint256 dtype = d.operand(4).operandDtype();
        Check.equal(node, "w2 shape", w2, Shape.wrap((channels << 96) | _kernel(d) | 1));
        Conv2dStep.validateLayer(d, node, 4, d.dtype(), channels);
        Check.fits(node, "zeroV", d.attribute(Slot.ZERO_V), dtype);
        Requantise.validateZ(d, node);
    }

    /// @dev [0, kernelH, kernelW, 0]
    function _kernel(Descriptor d) private pure returns (uint256) {
        unchecked {
            return (Windows.slot(d, Slot.KERNEL_H) << 64) | (Windows.slot(d, Slot.KERNEL_W) << 32);
        }
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        unchecked {
            uint256 channels = d.operand(0).view_().c();
            uint256 taps = Windows.slot(d, Slot.KERNEL_H) * Windows.slot(d, Slot.KERNEL_W);
            reads.units = taps * channels;
            // each tap is a run, and a value of its own to round
            reads.separateRuns = 2 * taps;
            reads.runBytes[1] = channels;
            Windows.noteWindow(d, reads, channels);
            reads.runBytes[4] = taps;
        }
    }
}
