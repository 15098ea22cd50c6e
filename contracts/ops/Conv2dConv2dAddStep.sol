// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {PackedDot} from "../libraries/PackedDot.sol";
import {Pointwise} from "../libraries/Pointwise.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Windows} from "../libraries/Window.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {Conv2dStep} from "./Conv2dStep.sol";

/// @title conv2d_conv2d_add: conv2d in one group, a 1x1 conv2d of x2 with w2 [O,1,1,C2], and add of their values t and s
library Conv2dConv2dAddStep {
    /// @dev clamp(rne(f32(f32(f32((t - zeroY) * scaleX) + f32((s - zeroB) * scaleW)) / scaleY)) + zeroZ, lowZ, highZ)
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        unchecked {
            int256 t = Conv2dStep.step(d, element, operands) - d.attribute(Slot.ZERO_Y);
            int256 s = _projected(d, element, operands) - d.attribute(Slot.ZERO_B);
            return Requantise.clampZ(d, Pointwise.sum(d, t, s));
        }
    }

    /// @dev s: rescale(bias2[o] + sum of (x2 - zeroX2)(w2 - zeroW), multiplier2[o]) with zeroB, in the dtype's whole range
    function _projected(Descriptor d, uint256 element, Section[] memory operands) private pure returns (int256) {
        Shape y = d.shape();
        Shape x = d.operand(4).view_();
        Section memory x2 = operands[4];
        Section memory w2 = operands[5];
        unchecked {
            uint256 channel = element % y.c();
            uint256 pixel = element / y.c();
            uint256 stride = Windows.slot(d, Slot.STRIDE_2);
            uint256 row = pixel / y.w() / y.h() * x.h() + pixel / y.w() % y.h() * stride;
            uint256 from = (row * x.w() + pixel % y.w() * stride) * x.c();
            uint256 sum = PackedDot.dot(
                x2.locate(from, x.c()),
                w2.locate(channel * x.c(), x.c()),
                x.c(),
                PackedDot.lanes(x2.dtype, d.attribute(Slot.ZERO_X_2)),
                PackedDot.lanes(w2.dtype, d.attribute(Slot.ZERO_W))
            ) + uint256(operands[6].element(channel));
            int256 value = Requantise.scaled(int256(int32(uint32(sum))), operands[7].bits(channel));
            return
                Requantise.bounded(
                    value, d.attribute(Slot.ZERO_B), Dtype.smallest8(d.dtype()), Dtype.largest8(d.dtype())
                );
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape y = d.shape();
        Windows.validate(d, node, d.operand(0).view_());
        // RULE: one group, for their slot holds the second stride
        Conv2dStep.validateWeights(d, node, 1);
        Check.within(node, "stride2", d.attribute(Slot.STRIDE_2), 1, Windows.MAX_EXTENT);
        uint256 dtype = d.operand(4).operandDtype();
        Check.isByte(node, "x2 dtype", dtype);
        Shape x = d.operand(4).view_();
        uint256 stride = Windows.slot(d, Slot.STRIDE_2);
        Check.equal(node, "x2 shape", x.n(), y.n());
        Check.equal(node, "x2 shape", Windows.steps(node, "x2 shape", x.h(), 1, stride), y.h());
        Check.equal(node, "x2 shape", Windows.steps(node, "x2 shape", x.w(), 1, stride), y.w());
        Check.equal(node, "w2 shape", d.operand(5).view_(), Shape.wrap((y.c() << 96) | (1 << 64) | (1 << 32) | x.c()));
        Conv2dStep.validateLayer(d, node, 5, dtype, y.c());
        Check.fits(node, "zeroX2", d.attribute(Slot.ZERO_X_2), dtype);
        Check.fits(node, "zeroW", d.attribute(Slot.ZERO_W), d.operand(5).operandDtype());
        Check.fits(node, "zeroB", d.attribute(Slot.ZERO_B), d.dtype());
        Pointwise.validateScales(d, node);
        Requantise.validateZ(d, node);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        Conv2dStep.cost(d, reads);
        unchecked {
            uint256 channels = d.operand(4).view_().c();
            reads.runBytes[4] = channels;
            reads.runBytes[5] = channels;
            reads.units += channels;
            // a run of its own, and a value more to round
            reads.separateRuns += 2;
        }
    }
}
