// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title reduce_sum: the sum along one axis, which becomes 1, as i32
library ReduceSumStep {
    /// @dev Sum of (x - zeroX) along the axis, modulo 2^32.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Shape x = d.operand(0).view_();
        uint256 axis = uint256(d.attribute(Slot.AXIS));
        unchecked {
            uint256 stride = x.strideOf(axis);
            uint256 length = x.dimension(axis);
            uint256 start = element / stride * stride * length + element % stride;
            int256 sum = operands[0].dtype > Dtype.I8
                ? sumWords(operands[0], 4 * start, 4 * stride, length)
                : sumBytes(operands[0], start, stride, length);
            return int256(int32(sum - int256(length) * d.attribute(Slot.ZERO_X)));
        }
    }

    /// @dev Sum of `count` bytes, u8 or i8, `stride` apart.
    function sumBytes(Section memory x, uint256 start, uint256 stride, uint256 count) internal pure returns (int256) {
        unchecked {
            // an i8 with its top bit flipped is its value + 128
            uint256 flip = Dtype.flip8(x.dtype);
            int256 sum = -int256(count * flip);
            while (count != 0) {
                (uint256 offset, uint256 reached) = x.reach(start, stride, count);
                (start, count) = (start + reached * stride, count - reached);
                for (uint256 end = offset + reached * stride; offset != end; offset += stride) {
                    sum += int256(Calldata.byteAt(offset) ^ flip);
                }
            }
            return sum;
        }
    }

    /// @dev Sum of `count` i32, `stride` bytes apart; right modulo 2^32.
    function sumWords(Section memory x, uint256 start, uint256 stride, uint256 count)
        internal
        pure
        returns (int256 sum)
    {
        unchecked {
            while (count != 0) {
                (uint256 offset, uint256 reached) = x.reach(start, stride, count);
                (start, count) = (start + reached * stride, count - reached);
                for (uint256 end = offset + reached * stride; offset != end; offset += stride) {
                    sum += int256(Calldata.littleEndian32(offset));
                }
            }
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        uint256 dtype = d.operand(0).operandDtype();
        int256 axis = d.attribute(Slot.AXIS);
        Check.equal(node, "dtype", d.dtype(), Dtype.I32);
        Check.atMost(node, "x dtype", dtype, Dtype.I32);
        Check.within(node, "axis", axis, 0, 3);
        uint256 place = 32 * (3 - uint256(axis));
        Shape reduced =
            Shape.wrap((Shape.unwrap(d.operand(0).view_()) & ~(uint256(0xffffffff) << place)) | (1 << place));
        Check.equal(node, "shape", d.shape(), reduced);
        if (dtype == Dtype.I32) Check.equal(node, "zeroX", d.attributeBits(Slot.ZERO_X), 0);
        else Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtype);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        unchecked {
            Shape x = d.operand(0).view_();
            uint256 axis = uint256(d.attribute(Slot.AXIS));
            uint256 sizeLog2 = Dtype.sizeLog2(d.operand(0).operandDtype());
            uint256 stride = x.strideOf(axis) << sizeLog2;
            reads.units = x.dimension(axis);
            if (stride <= 1 << reads.chunkLog2) {
                reads.runBytes[0] = (reads.units - 1) * stride + (1 << sizeLog2);
            } else {
                reads.runs[0] = reads.units;
                reads.runBytes[0] = 1 << sizeLog2;
            }
        }
    }
}
