// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Reads} from "../libraries/Budget.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Float32} from "../libraries/Float32.sol";
import {Lanes, PackedDot} from "../libraries/PackedDot.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Dtype} from "../types/Dtype.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title layer_norm: rows brought to mean 0 and variance 1, then scaled by gamma and moved by beta
library LayerNormStep {
    uint256 internal constant MAX_LENGTH = 1 << 20;

    /// @dev clamp(rne(f32(f32(n * gamma)) + beta) + zeroY, low, high), where n = f32(f32(K x - S) / f32(sqrt(f32(f32(K * sum of x^2 - S^2) + epsilon))))
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256 length = d.shape().c();
        unchecked {
            uint256 place = element % length;
            (int256 sum, uint256 squares) = moments(operands[0], element - place, length);
            uint256 variance = length * squares - uint256(sum * sum);
            int256 normal = Float32.quotientOf(
                int256(length) * operands[0].element(element) - sum,
                Float32.squareRoot(Float32.plusScale(variance, d.attributeBits(Slot.EPSILON)))
            );
            return Requantise.clamp(d, Float32.affine(normal, operands[1].bits(place), operands[2].bits(place)));
        }
    }

    /// @dev Sums of `length` bytes, u8 or i8, from `start` on, and of their squares.
    function moments(Section memory x, uint256 start, uint256 length)
        internal
        pure
        returns (int256 sum, uint256 squares)
    {
        uint256 offset = x.locate(start, length);
        Lanes memory lanes = PackedDot.lanes(x.dtype, 0);
        squares = PackedDot.dot(offset, offset, length, lanes, lanes);
        // x^2 - x is not negative, for any integer
        uint256 difference = PackedDot.dot(offset, offset, length, lanes, PackedDot.lanes(x.dtype, 1));
        return (int256(squares) - int256(difference), squares);
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        Requantise.validate(d, node);
        Check.isByte(node, "x dtype", d.operand(0).operandDtype());
        Check.equal(node, "shape", d.shape(), x);
        Check.atMost(node, "K", x.c(), MAX_LENGTH);
        Check.equal(node, "gamma dtype", d.operand(1).operandDtype(), Dtype.F32);
        Check.equal(node, "gamma shape", d.operand(1).view_(), Check.vector(x.c()));
        Check.equal(node, "beta dtype", d.operand(2).operandDtype(), Dtype.F32);
        Check.equal(node, "beta shape", d.operand(2).view_(), Check.vector(x.c()));
        Requantise.validateScale(d, node, "epsilon", Slot.EPSILON);
    }

    function cost(Descriptor d, Reads memory reads) internal pure {
        uint256 length = d.shape().c();
        (reads.units, reads.separateRuns) = (length, 1);
        reads.runBytes[0] = length;
    }
}
