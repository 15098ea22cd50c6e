// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Calldata} from "../libraries/Calldata.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Reduction} from "../libraries/Reduction.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";

/// @title reduce_sum: the sum along one axis, which becomes 1, as i32
library ReduceSumStep {
    /// @dev Sum of (x - zeroX) along the axis, modulo 2^32.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        (uint256 start, uint256 stride, uint256 length) = Reduction.span(d, element);
        unchecked {
            int256 sum = operands[0].dtype > Dtype.I8
                ? sumWords(operands[0], start, stride, length)
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
        Reduction.validate(d, node, Dtype.I32);
        if (dtype == Dtype.I32) Check.equal(node, "zeroX", d.attributeBits(Slot.ZERO_X), 0);
        else Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtype);
    }
}
