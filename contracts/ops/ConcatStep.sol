// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Check} from "../libraries/Check.sol";
import {Coordinates} from "../libraries/Coordinates.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Float32} from "../libraries/Float32.sol";
import {Requantise} from "../libraries/Requantise.sol";
import {Section} from "../libraries/Section.sol";
import {Slot} from "../types/Opcode.sol";
import {Shape} from "../types/Shape.sol";

/// @title concat: two to four byte tensors along one axis, each with its dtype, scale and zero point
library ConcatStep {
    /// @dev Of the operand i that holds it: clamp(rne(f32(f32((x - zero_i) * scale_i) / scaleY)) + zeroY, low, high)
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256[4] memory place = Coordinates.unravel(element, d.shape());
        uint256 axis = uint256(d.attribute(Slot.AXIS));
        uint256 i;
        unchecked {
            uint256 size = d.operand(0).view_().dimension(axis);
            while (place[axis] >= size) {
                place[axis] -= size;
                size = d.operand(++i).view_().dimension(axis);
            }
            uint256 index = Coordinates.ravel(place, d.operand(i).view_());
            int256 x = operands[i].element(index) - d.attribute(Slot.ZERO_0 + i);
            int256 real = Float32.multiply(x, d.attributeBits(Slot.SCALE_0 + i));
            return Requantise.clamp(d, Float32.divide(real, d.attributeBits(Slot.SCALE_Y)));
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape y = d.shape();
        int256 axis = d.attribute(Slot.AXIS);
        Requantise.validate(d, node);
        Requantise.validateScale(d, node, "scaleY", Slot.SCALE_Y);
        Check.within(node, "axis", axis, 0, 3);
        uint256 count = d.operandCount();
        uint256 total;
        unchecked {
            for (uint256 i = 0; i < 4; ++i) {
                bytes32 zero = Coordinates.name("zero0", 5, i);
                bytes32 scale = Coordinates.name("scale0", 6, i);
                if (i >= count) {
                    Check.equal(node, zero, d.attributeBits(Slot.ZERO_0 + i), 0);
                    Check.equal(node, scale, d.attributeBits(Slot.SCALE_0 + i), 0);
                    continue;
                }
                Shape x = d.operand(i).view_();
                uint256 dtype = d.operand(i).operandDtype();
                uint256 size = x.dimension(uint256(axis));
                total += size;
                Check.isByte(node, "x dtype", dtype);
                Check.equal(node, "x shape", x, Coordinates.withAxis(y, uint256(axis), size));
                Check.fits(node, zero, d.attribute(Slot.ZERO_0 + i), dtype);
                Requantise.validateScale(d, node, scale, Slot.SCALE_0 + i);
            }
        }
        Check.equal(node, "shape", y.dimension(uint256(axis)), total);
    }
}
