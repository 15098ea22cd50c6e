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
            uint256 largest = 255;
            while (counts[largest] == 0) --largest;
            uint256 sum;
            for (uint256 value = 0; value <= largest; ++value) {
                if (counts[value] != 0) sum += counts[value] * weight(operands[1], largest - value);
            }
            uint256 own = weight(operands[1], largest - (x.byteAt(element) ^ Dtype.flip8(x.dtype)));
            uint256 share = own * uint256(d.attribute(Slot.LEVELS)) + sum / 2;
            return Requantise.clamp(d, int256(share / (sum == 0 ? 1 : sum)));
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

    function weight(Section memory table, uint256 below) internal pure returns (uint256) {
        int256 entry = table.element(below);
        return entry < 0 ? 0 : uint256(entry);
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
