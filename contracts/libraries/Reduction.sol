// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";
import {Reads} from "./Budget.sol";
import {Check} from "./Check.sol";
import {Descriptor} from "./Descriptor.sol";
import {Section} from "./Section.sol";

/// @title Ops that reduce their one operand along one axis, which becomes 1
library Reduction {
    /// @return start byte of the first value along the axis
    /// @return stride bytes from one to the next
    /// @return length how many there are
    function span(Descriptor d, uint256 element) internal pure returns (uint256 start, uint256 stride, uint256 length) {
        Shape x = d.operand(0).view_();
        uint256 axis = uint256(d.attribute(Slot.AXIS));
        uint256 sizeLog2 = Dtype.sizeLog2(d.operand(0).operandDtype());
        unchecked {
            stride = x.strideOf(axis);
            length = x.dimension(axis);
            start = (element / stride * stride * length + element % stride) << sizeLog2;
            stride <<= sizeLog2;
        }
    }

    /// @dev The largest of the values behind an element of the output.
    /// @return value it
    /// @return index the first place along the axis where it stands
    function largest(Descriptor d, uint256 element, Section memory x)
        internal
        pure
        returns (int256 value, uint256 index)
    {
        (uint256 start, uint256 stride, uint256 length) = span(d, element);
        bool isByte = x.dtype <= Dtype.I8;
        // XOR with it puts the bits of values in the order of their values
        uint256 flip = isByte ? Dtype.flip8(x.dtype) : 1 << 31;
        uint256 best;
        uint256 count = length;
        unchecked {
            while (count != 0) {
                (uint256 offset, uint256 reached) = x.reach(start, stride, count);
                uint256 found;
                // plain: for (uint256 at = offset; at != offset + reached * stride; at += stride) {
                //     uint256 key = (isByte ? Calldata.byteAt(at) : Calldata.littleEndian32(at)) ^ flip;
                //     if (key > best) (best, found) = (key, at);
                // }
                assembly ("memory-safe") {
                    let end := add(offset, mul(reached, stride))
                    switch isByte
                    case 0 {
                        for { let at := offset } lt(at, end) { at := add(at, stride) } {
                            let key := shr(224, calldataload(at))
                            key := or(and(shl(8, key), 0xff00ff00), and(shr(8, key), 0x00ff00ff))
                            key := xor(or(shl(16, and(key, 0xffff)), shr(16, key)), flip)
                            if gt(key, best) {
                                best := key
                                found := at
                            }
                        }
                    }
                    default {
                        for { let at := offset } lt(at, end) { at := add(at, stride) } {
                            let key := xor(byte(0, calldataload(at)), flip)
                            if gt(key, best) {
                                best := key
                                found := at
                            }
                        }
                    }
                }
                if (found != 0) index = length - count + (found - offset) / stride;
                (start, count) = (start + reached * stride, count - reached);
            }
            // what makes unsigned values of signed ones is as much as it adds to them
            value = int256(best) - int256(flip);
        }
    }

    /// @param dtype of the output
    function validate(Descriptor d, uint256 node, uint256 dtype) internal pure {
        int256 axis = d.attribute(Slot.AXIS);
        Check.atMost(node, "x dtype", d.operand(0).operandDtype(), Dtype.I32);
        Check.equal(node, "dtype", d.dtype(), dtype);
        Check.within(node, "axis", axis, 0, 3);
        uint256 place = 32 * (3 - uint256(axis));
        Shape reduced =
            Shape.wrap((Shape.unwrap(d.operand(0).view_()) & ~(uint256(0xffffffff) << place)) | (1 << place));
        Check.equal(node, "shape", d.shape(), reduced);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        (, uint256 stride, uint256 length) = span(d, 0);
        uint256 size = 1 << Dtype.sizeLog2(d.operand(0).operandDtype());
        reads.units = length;
        unchecked {
            if (stride <= 1 << reads.chunkLog2) reads.runBytes[0] = (length - 1) * stride + size;
            else (reads.runs[0], reads.runBytes[0]) = (length, size);
        }
    }
}
