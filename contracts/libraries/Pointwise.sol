// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "./Check.sol";
import {Coordinates} from "./Coordinates.sol";
import {Descriptor} from "./Descriptor.sol";
import {Float32} from "./Float32.sol";
import {Requantise} from "./Requantise.sol";
import {Section} from "./Section.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title What add, sub and mul share: two byte tensors, each with its dtype, scale and zero point, whose axes of size 1 are repeated
library Pointwise {
    /// @return a the first operand's value without its zero point
    /// @return b the second's
    function operandsAt(Descriptor d, uint256 element, Section[] memory operands)
        internal
        pure
        returns (int256 a, int256 b)
    {
        unchecked {
            a = operands[0].element(_index(d, 0, element)) - d.attribute(Slot.ZERO_X);
            b = operands[1].element(_index(d, 1, element)) - d.attribute(Slot.ZERO_W);
        }
    }

    /// @dev Where the value for output element `element` stands in an operand.
    function _index(Descriptor d, uint256 position, uint256 element) private pure returns (uint256) {
        Shape x = d.operand(position).view_();
        Shape y = d.shape();
        if (Shape.unwrap(x) == Shape.unwrap(y)) return element;
        uint256[4] memory at = Coordinates.unravel(element, y);
        for (uint256 axis = 0; axis < 4; ++axis) {
            at[axis] %= x.dimension(axis);
        }
        return Coordinates.ravel(at, x);
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape a = d.operand(0).view_();
        Shape b = d.operand(1).view_();
        Requantise.validate(d, node);
        for (uint256 axis = 0; axis < 4; ++axis) {
            uint256 sizeA = a.dimension(axis);
            uint256 sizeB = b.dimension(axis);
            uint256 size = sizeA > sizeB ? sizeA : sizeB;
            if (sizeA != 1) Check.equal(node, "a shape", sizeA, size);
            if (sizeB != 1) Check.equal(node, "b shape", sizeB, size);
            Check.equal(node, "shape", d.shape().dimension(axis), size);
        }
        uint256 dtypeA = d.operand(0).operandDtype();
        uint256 dtypeB = d.operand(1).operandDtype();
        Check.isByte(node, "a dtype", dtypeA);
        Check.isByte(node, "b dtype", dtypeB);
        Check.fits(node, "zeroX", d.attribute(Slot.ZERO_X), dtypeA);
        Check.fits(node, "zeroW", d.attribute(Slot.ZERO_W), dtypeB);
        validateScales(d, node);
    }

    function validateScales(Descriptor d, uint256 node) internal pure {
        Requantise.validateScale(d, node, "scaleX", Slot.SCALE_X);
        Requantise.validateScale(d, node, "scaleW", Slot.SCALE_W);
        Requantise.validateScale(d, node, "scaleY", Slot.SCALE_Y);
    }

    /// @dev rne(f32(f32(f32(a * scaleX) + f32(b * scaleW)) / scaleY))
    function sum(Descriptor d, int256 a, int256 b) internal pure returns (int256) {
        unchecked {
            int256 left = Float32.multiply(a, d.attributeBits(Slot.SCALE_X));
            int256 right = Float32.multiply(b, d.attributeBits(Slot.SCALE_W));
            return Float32.divide(left + right, d.attributeBits(Slot.SCALE_Y));
        }
    }
}
