// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor, Operand} from "../libraries/Descriptor.sol";
import {Lanes, PackedDot} from "../libraries/PackedDot.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Window, Windows} from "../libraries/Window.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title conv2d: x [N,H,W,C] * w [O,kH,kW,C/g], bias and multiplier [1,1,1,O]
library Conv2dStep {
    /// @dev rescale(bias[o] + sum over taps inside the image of (x - zeroX)(w - zeroW), multiplier[o])
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Window memory window = Windows.around(d, element, d.operand(0).view_());
        uint256 sum = sumTaps(d, window, operands[0], operands[1]);
        unchecked {
            sum += uint256(operands[2].element(window.channel));
        }
        return Requantise.rescale(d, int256(int32(uint32(sum))), operands[3].bits(window.channel));
    }

    /// @dev Right modulo 2^32.
    function sumTaps(Descriptor d, Window memory window, Section memory x, Section memory w)
        internal
        pure
        returns (uint256 sum)
    {
        unchecked {
            Shape weights = d.operand(1).view_();
            uint256 channels = d.operand(0).view_().c();
            uint256 width = weights.c();
            uint256 groups = channels / width;
            // first channel of the group that output channel belongs to: whole groups, so the division comes first
            // forge-lint: disable-next-line(divide-before-multiply)
            uint256 channel = window.channel / (weights.n() / groups) * width;
            Lanes memory lanesX = PackedDot.lanes(x.dtype, d.attribute(Slot.ZERO_X));
            Lanes memory lanesW = PackedDot.lanes(w.dtype, d.attribute(Slot.ZERO_W));

            // neighbouring taps of a row are one run in both tensors if their channels are, else a run each
            uint256 taps = window.columnEnd - window.columnFirst;
            uint256 joined = groups == 1 && window.columnPitch == 1 ? taps : 1;
            if (taps == 0) return 0;
            for (uint256 row = window.rowFirst; row < window.rowEnd; ++row) {
                uint256 weight = (window.channel * weights.h() + row) * weights.w();
                uint256 pixel = window.origin + row * window.rowPitch;
                for (uint256 column = window.columnFirst; column < window.columnEnd; column += joined) {
                    sum += PackedDot.dot(
                        x.locate((pixel + column * window.columnPitch) * channels + channel, joined * width),
                        w.locate((weight + column) * width, joined * width),
                        joined * width,
                        lanesX,
                        lanesW
                    );
                }
            }
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Windows.validate(d, node, d.operand(0).view_());
        validateWeights(d, node, d.attribute(Slot.GROUPS));
    }

    /// @dev What the weights say of the kernel, the groups and the output's channels, and what conv2d and matmul share.
    function validateWeights(Descriptor d, uint256 node, int256 groups) internal pure {
        Shape x = d.operand(0).view_();
        Shape w = d.operand(1).view_();
        Check.equal(node, "kernelH", Windows.slot(d, Slot.KERNEL_H), w.h());
        Check.equal(node, "kernelW", Windows.slot(d, Slot.KERNEL_W), w.w());
        Check.within(node, "groups", groups, 1, int256(x.c()));
        unchecked {
            Check.equal(node, "weightChannels", w.c() * uint256(groups), x.c());
            if (w.n() % uint256(groups) != 0) Check.fail(node, "groups", uint256(groups), w.n());
        }
        Check.equal(node, "outputC", d.shape().c(), w.n());
        validateProduct(d, node, w.n());
    }

    /// @dev What conv2d and matmul share: a pair of byte dtypes, zero points, bias and multiplier for `channels`, the output's bounds.
    function validateProduct(Descriptor d, uint256 node, uint256 channels) internal pure {
        uint256 dtypeX = d.operand(0).operandDtype();
        Check.isByte(node, "x dtype", dtypeX);
        validateLayer(d, node, 1, dtypeX, channels);
        Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtypeX);
        Check.fits(node, "zeroW", d.attribute(Slot.ZERO_W), d.operand(1).operandDtype());
        Requantise.validate(d, node);
    }

    /// @dev The weights' dtype, and the bias and multiplier that follow them, of values of `dtypeX`.
    /// @param position of the weights: 1, or that of a second layer's
    function validateLayer(Descriptor d, uint256 node, uint256 position, uint256 dtypeX, uint256 channels)
        internal
        pure
    {
        bool first = position == 1;
        bytes32 what = first ? bytes32("w dtype") : bytes32("w2 dtype");
        uint256 dtypeW = d.operand(position).operandDtype();
        Check.isByte(node, what, dtypeW);
        // RULE: (i8, u8) is no kernel's pair
        if (dtypeX > dtypeW) Check.fail(node, what, dtypeW, dtypeX);
        unchecked {
            Operand bias = d.operand(position + 1);
            Operand multiplier = d.operand(position + 2);
            Shape perChannel = Check.vector(channels);
            Check.equal(node, first ? bytes32("bias dtype") : bytes32("bias2 dtype"), bias.operandDtype(), Dtype.I32);
            Check.equal(node, first ? bytes32("bias shape") : bytes32("bias2 shape"), bias.view_(), perChannel);
            what = first ? bytes32("multiplier dtype") : bytes32("multiplier2 dtype");
            Check.equal(node, what, multiplier.operandDtype(), Dtype.F32);
            what = first ? bytes32("multiplier shape") : bytes32("multiplier2 shape");
            Check.equal(node, what, multiplier.view_(), perChannel);
        }
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        unchecked {
            Shape x = d.operand(0).view_();
            Shape w = d.operand(1).view_();
            uint256 dilationW = Windows.slot(d, Slot.DILATION_W);
            reads.units = w.h() * w.w() * w.c();
            reads.separateRuns = w.c() == x.c() && dilationW == 1 ? w.h() : w.h() * w.w();
            reads.runBytes[1] = reads.units;
            Windows.noteWindow(d, reads, w.c());
        }
    }
}
