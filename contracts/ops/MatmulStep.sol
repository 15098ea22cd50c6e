// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {PackedDot} from "../libraries/PackedDot.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {Conv2dStep} from "./Conv2dStep.sol";

/// @title matmul: x [A,B,M,K] * w [A',B',O,K], A' = 1 or A, B' = 1 or B; bias and multiplier [1,1,1,O]
library MatmulStep {
    /// @dev rescale(bias[o] + sum over K of (x - zeroX)(w - zeroW), multiplier[o])
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        unchecked {
            uint256 channels = d.shape().c();
            uint256 length = d.operand(0).view_().c();
            uint256 channel = element % channels;
            uint256 row = element / channels;
            uint256 sum = PackedDot.dot(
                operands[0].locate(row * length, length),
                operands[1].locate((matrix(d, row) * channels + channel) * length, length),
                length,
                PackedDot.lanes(operands[0].dtype, d.attribute(Slot.ZERO_X)),
                PackedDot.lanes(operands[1].dtype, d.attribute(Slot.ZERO_W))
            );
            sum += uint256(operands[2].element(channel));
            return Requantise.rescale(d, int256(int32(uint32(sum))), operands[3].bits(channel));
        }
    }

    /// @dev Which of w's matrices belongs to `row` of x, counted through all of x's matrices.
    function matrix(Descriptor d, uint256 row) internal pure returns (uint256) {
        Shape x = d.operand(0).view_();
        Shape w = d.operand(1).view_();
        unchecked {
            uint256 stack = row / x.w();
            return stack / x.h() % w.n() * w.h() + stack % x.h() % w.h();
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        Shape w = d.operand(1).view_();
        Shape y = d.shape();
        uint256 leading = ((w.n() == 1 ? 1 : x.n()) << 96) | ((w.h() == 1 ? 1 : x.h()) << 64);
        Check.equal(node, "w shape", w, Shape.wrap(leading | (w.w() << 32) | x.c()));
        // all of x's dimensions but the last, then w's rows
        Check.equal(node, "shape", y, Shape.wrap((Shape.unwrap(x) & ~uint256(0xffffffff)) | w.w()));
        Conv2dStep.validateProduct(d, node, w.w());
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        uint256 length = d.operand(0).view_().c();
        reads.units = length;
        reads.separateRuns = 1;
        (reads.runBytes[0], reads.runBytes[1]) = (length, length);
    }
}
