// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";

/// @title softmax: each value's share of its row, in `levels`
library SoftmaxStep {
    /// @dev clamp(floor((e * levels + floor(S / 2)) / max(S, 1)) + zeroY, low, high), where e = max(table[max x - x], 0) and S is the row's sum of e
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Section memory x = operands[0];
        uint256 length = d.shape().c();
        unchecked {
            uint256[256] memory counts = count(x.locate(element - element % length, length), length, x.dtype);
            uint256 own = x.byteAt(element) ^ Dtype.flip8(x.dtype);
            (uint256 weight, uint256 sum) = weigh(counts, operands[1].locate(0, 1024), own);
            uint256 share = weight * uint256(d.attribute(Slot.LEVELS)) + sum / 2;
            return Requantise.clamp(d, int256(share / (sum == 0 ? 1 : sum)));
        }
    }

    /// @param counts of values, not all 0
    /// @param table where in calldata 256 little-endian i32 begin
    /// @param own one of the values that occur
    /// @return weight what `own` weighs
    /// @return sum what all values weigh together
    function weigh(uint256[256] memory counts, uint256 table, uint256 own)
        internal
        pure
        returns (uint256 weight, uint256 sum)
    {
        // plain: uint256 largest = 255;
        // while (counts[largest] == 0) --largest;
        // for (uint256 value = 0; value <= largest; ++value) {
        //     int256 entry = int32(uint32(Calldata.littleEndian32(table + 4 * (largest - value))));
        //     if (counts[value] == 0 || entry < 0) continue;
        //     sum += counts[value] * uint256(entry);
        //     if (value == own) weight = uint256(entry);
        // }
        assembly ("memory-safe") {
            own := add(counts, shl(5, own))
            let largest
            for { let at := add(counts, 8160) } iszero(lt(at, counts)) { at := sub(at, 32) } {
                let times := mload(at)
                if iszero(times) { continue }
                if iszero(largest) { largest := at }
                // an entry's 4 bytes for each of the counts' 32
                let word := shr(224, calldataload(add(table, shr(3, sub(largest, at)))))
                // the sign is the top bit of its last byte
                if and(word, 0x80) { continue }
                word := or(and(shl(8, word), 0xff00ff00), and(shr(8, word), 0x00ff00ff))
                word := or(shl(16, and(word, 0xffff)), shr(16, word))
                sum := add(sum, mul(times, word))
                if eq(at, own) { weight := word }
            }
        }
    }

    /// @dev How often each value occurs among `length` bytes of calldata; an i8 counts as its value + 128.
    function count(uint256 offset, uint256 length, uint256 dtype) internal pure returns (uint256[256] memory counts) {
        uint256 flip = Dtype.flip8(dtype);
        // plain: for (uint256 i = 0; i < length; ++i) ++counts[uint8(msg.data[offset + i]) ^ flip];
        assembly ("memory-safe") {
            flip := shl(5, flip)
            for { let end := add(offset, length) } lt(offset, end) { offset := add(offset, 1) } {
                // the byte's place among words: 32 times the byte
                let at := add(counts, xor(and(shr(243, calldataload(offset)), 0x1fe0), flip))
                mstore(at, add(mload(at), 1))
            }
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Requantise.validate(d, node);
        Check.isByte(node, "x dtype", d.operand(0).operandDtype());
        Check.equal(node, "shape", d.shape(), d.operand(0).view_());
        Check.equal(node, "table dtype", d.operand(1).operandDtype(), Dtype.I32);
        Check.equal(node, "table shape", d.operand(1).view_(), Check.vector(256));
        Check.within(node, "levels", d.attribute(Slot.LEVELS), 1, type(int32).max);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        uint256 length = d.shape().c();
        (reads.units, reads.separateRuns) = (length, 1);
        (reads.runBytes[0], reads.runBytes[1]) = (length, 1024);
    }
}
