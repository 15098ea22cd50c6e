// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AddStep} from "../ops/AddStep.sol";
import {ArgMaxStep} from "../ops/ArgMaxStep.sol";
import {AvgPoolStep} from "../ops/AvgPoolStep.sol";
import {ConcatStep} from "../ops/ConcatStep.sol";
import {Conv2dAddStep} from "../ops/Conv2dAddStep.sol";
import {Conv2dConv2dAddStep} from "../ops/Conv2dConv2dAddStep.sol";
import {Conv2dDepthwiseStep} from "../ops/Conv2dDepthwiseStep.sol";
import {Conv2dMaxPoolStep} from "../ops/Conv2dMaxPoolStep.sol";
import {Conv2dStep} from "../ops/Conv2dStep.sol";
import {GatherStep} from "../ops/GatherStep.sol";
import {LayerNormStep} from "../ops/LayerNormStep.sol";
import {LookupStep} from "../ops/LookupStep.sol";
import {MatmulStep} from "../ops/MatmulStep.sol";
import {MaxPoolStep} from "../ops/MaxPoolStep.sol";
import {MulStep} from "../ops/MulStep.sol";
import {PadStep} from "../ops/PadStep.sol";
import {ReduceMaxStep} from "../ops/ReduceMaxStep.sol";
import {ReduceSumStep} from "../ops/ReduceSumStep.sol";
import {RequantiseStep} from "../ops/RequantiseStep.sol";
import {ResizeNearestStep} from "../ops/ResizeNearestStep.sol";
import {SliceStep} from "../ops/SliceStep.sol";
import {SoftmaxStep} from "../ops/SoftmaxStep.sol";
import {SubStep} from "../ops/SubStep.sol";
import {TransposeStep} from "../ops/TransposeStep.sol";
import {Opcode, Slot} from "../types/Opcode.sol";
import {Budget, Reads} from "./Budget.sol";
import {Check} from "./Check.sol";
import {Descriptor} from "./Descriptor.sol";
import {Pointwise} from "./Pointwise.sol";
import {Reduction} from "./Reduction.sol";
import {Section} from "./Section.sol";
import {Windows} from "./Window.sol";

/// @title The ops: how many operands and which attribute slots each has, and where its step, validation and cost are
/// @dev Opcodes are told apart by their quarter first, so that none is found after more than nine comparisons.
library OpTable {
    uint256 internal constant LAST = Opcode.CONV2D_CONV2D_ADD;

    /// a byte per opcode, opcode 0 lowest: the most operands, then (concat) how many of them may be absent
    uint256 private constant MOST_OPERANDS =
        0x08_04_07_05_03_02_01_01_03_02_01_01_01_04_02_02_02_01_01_02_01_02_04_04_00;
    uint256 private constant OPTIONAL_OPERANDS = 2 << (8 * Opcode.CONCAT);

    // attribute slots as bits: slot 0 lowest
    uint256 private constant FOUR = 0xf;
    uint256 private constant EIGHT = 0xff;
    uint256 private constant GEOMETRY = 0x3ff;
    uint256 private constant SLOT_10 = 1 << Slot.AXIS;
    uint256 private constant ZERO_X = 1 << Slot.ZERO_X;
    uint256 private constant ZEROS = ZERO_X | (1 << Slot.ZERO_W);
    uint256 private constant BOUNDS = (1 << Slot.ZERO_Y) | (1 << Slot.LOW) | (1 << Slot.HIGH);
    uint256 private constant SLOT_16 = 1 << Slot.SCALE_X;
    uint256 private constant SCALE_Y = 1 << Slot.SCALE_Y;
    uint256 private constant SCALES = SLOT_16 | (1 << Slot.SCALE_W) | SCALE_Y;
    uint256 private constant BOUNDS_Z = (1 << Slot.ZERO_B) | (1 << Slot.ZERO_Z) | (1 << Slot.LOW_Z)
        | (1 << Slot.HIGH_Z);
    uint256 private constant POINTWISE = ZEROS | BOUNDS | SCALES;
    uint256 private constant PRODUCT = ZEROS | BOUNDS;
    uint256 private constant ALL = 0xffffff;

    // the slots of each op, 32 bits an opcode: 0..7, 8..15, 16..23, 24, the first lowest; lookup, gather and resize_nearest have none
    uint256 private constant SLOTS_0 = ((GEOMETRY | SLOT_10 | PRODUCT) << (32 * Opcode.CONV2D))
        | (PRODUCT << (32 * Opcode.MATMUL)) | (POINTWISE << (32 * Opcode.ADD)) | (GEOMETRY << (32 * Opcode.MAX_POOL))
        | ((GEOMETRY | ZERO_X | BOUNDS) << (32 * Opcode.AVG_POOL)) | ((SLOT_10 | ZERO_X) << (32 * Opcode.REDUCE_SUM))
        | ((BOUNDS | SLOT_16) << (32 * Opcode.REQUANTISE));
    uint256 private constant SLOTS_8 = (POINTWISE << (32 * (Opcode.MUL - 8))) | (POINTWISE << (32 * (Opcode.SUB - 8)))
        | ((EIGHT | SLOT_10 | BOUNDS | SCALE_Y) << (32 * (Opcode.CONCAT - 8)))
        | ((FOUR | ZERO_X) << (32 * (Opcode.PAD - 8))) | (EIGHT << (32 * (Opcode.SLICE - 8)))
        | (FOUR << (32 * (Opcode.TRANSPOSE - 8)));
    uint256 private constant SLOTS_16 = (SLOT_10 << (32 * (Opcode.REDUCE_MAX - 16)))
        | (SLOT_10 << (32 * (Opcode.ARG_MAX - 16))) | ((BOUNDS | SLOT_16) << (32 * (Opcode.SOFTMAX - 16)))
        | ((BOUNDS | SLOT_16) << (32 * (Opcode.LAYER_NORM - 16)))
        | ((GEOMETRY | SLOT_10 | PRODUCT | SCALES | BOUNDS_Z) << (32 * (Opcode.CONV2D_ADD - 16)))
        | ((GEOMETRY | PRODUCT | BOUNDS_Z) << (32 * (Opcode.CONV2D_DEPTHWISE - 16)))
        | (ALL << (32 * (Opcode.CONV2D_MAX_POOL - 16)));
    uint256 private constant SLOTS_24 = ALL << (32 * (Opcode.CONV2D_CONV2D_ADD - 24));

    /// @return least how many operands a node of this op has at least
    /// @return most and at most
    function operandCounts(uint256 opcode) internal pure returns (uint256 least, uint256 most) {
        unchecked {
            most = uint8(MOST_OPERANDS >> (8 * opcode));
            least = most - uint8(OPTIONAL_OPERANDS >> (8 * opcode));
        }
    }

    /// @dev The element of the node's output that follows from its operands. The program is a registered one, so the last op of
    /// each quarter needs no test.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256 opcode = d.opcode();
        if (opcode <= Opcode.REDUCE_SUM) {
            if (opcode == Opcode.CONV2D) return Conv2dStep.step(d, element, operands);
            if (opcode == Opcode.MATMUL) return MatmulStep.step(d, element, operands);
            if (opcode == Opcode.ADD) return AddStep.step(d, element, operands);
            if (opcode == Opcode.MAX_POOL) return MaxPoolStep.step(d, element, operands);
            if (opcode == Opcode.AVG_POOL) return AvgPoolStep.step(d, element, operands);
            return ReduceSumStep.step(d, element, operands);
        }
        if (opcode <= Opcode.CONCAT) {
            if (opcode == Opcode.REQUANTISE) return RequantiseStep.step(d, element, operands);
            if (opcode == Opcode.LOOKUP) return LookupStep.step(element, operands);
            if (opcode == Opcode.MUL) return MulStep.step(d, element, operands);
            if (opcode == Opcode.SUB) return SubStep.step(d, element, operands);
            return ConcatStep.step(d, element, operands);
        }
        if (opcode <= Opcode.RESIZE_NEAREST) {
            if (opcode == Opcode.PAD) return PadStep.step(d, element, operands);
            if (opcode == Opcode.SLICE) return SliceStep.step(d, element, operands);
            if (opcode == Opcode.TRANSPOSE) return TransposeStep.step(d, element, operands);
            if (opcode == Opcode.GATHER) return GatherStep.step(d, element, operands);
            return ResizeNearestStep.step(d, element, operands);
        }
        if (opcode == Opcode.REDUCE_MAX) return ReduceMaxStep.step(d, element, operands);
        if (opcode == Opcode.ARG_MAX) return ArgMaxStep.step(d, element, operands);
        if (opcode == Opcode.SOFTMAX) return SoftmaxStep.step(d, element, operands);
        if (opcode == Opcode.LAYER_NORM) return LayerNormStep.step(d, element, operands);
        if (opcode == Opcode.CONV2D_ADD) return Conv2dAddStep.step(d, element, operands);
        if (opcode == Opcode.CONV2D_DEPTHWISE) return Conv2dDepthwiseStep.step(d, element, operands);
        if (opcode == Opcode.CONV2D_MAX_POOL) return Conv2dMaxPoolStep.step(d, element, operands);
        return Conv2dConv2dAddStep.step(d, element, operands);
    }

    /// @dev Dtypes, shapes and attribute ranges; operands are known to fit their sources.
    function validate(Descriptor d, uint256 node) internal pure {
        uint256 opcode = d.opcode();
        if (opcode <= Opcode.REDUCE_SUM) {
            if (opcode == Opcode.CONV2D) Conv2dStep.validate(d, node);
            else if (opcode == Opcode.MATMUL) MatmulStep.validate(d, node);
            else if (opcode == Opcode.ADD) Pointwise.validate(d, node);
            else if (opcode == Opcode.MAX_POOL) MaxPoolStep.validate(d, node);
            else if (opcode == Opcode.AVG_POOL) AvgPoolStep.validate(d, node);
            else ReduceSumStep.validate(d, node);
        } else if (opcode <= Opcode.CONCAT) {
            if (opcode == Opcode.REQUANTISE) RequantiseStep.validate(d, node);
            else if (opcode == Opcode.LOOKUP) LookupStep.validate(d, node);
            else if (opcode == Opcode.CONCAT) ConcatStep.validate(d, node);
            else Pointwise.validate(d, node);
        } else if (opcode <= Opcode.RESIZE_NEAREST) {
            if (opcode == Opcode.PAD) PadStep.validate(d, node);
            else if (opcode == Opcode.SLICE) SliceStep.validate(d, node);
            else if (opcode == Opcode.TRANSPOSE) TransposeStep.validate(d, node);
            else if (opcode == Opcode.GATHER) GatherStep.validate(d, node);
            else ResizeNearestStep.validate(d, node);
        } else {
            if (opcode == Opcode.REDUCE_MAX) ReduceMaxStep.validate(d, node);
            else if (opcode == Opcode.ARG_MAX) ArgMaxStep.validate(d, node);
            else if (opcode == Opcode.SOFTMAX) SoftmaxStep.validate(d, node);
            else if (opcode == Opcode.LAYER_NORM) LayerNormStep.validate(d, node);
            else if (opcode == Opcode.CONV2D_ADD) Conv2dAddStep.validate(d, node);
            else if (opcode == Opcode.CONV2D_DEPTHWISE) Conv2dDepthwiseStep.validate(d, node);
            else if (opcode == Opcode.CONV2D_MAX_POOL) Conv2dMaxPoolStep.validate(d, node);
            else Conv2dConv2dAddStep.validate(d, node);
        }
    }

    /// @dev RULE: every byte not named is zero, so one program has one encoding.
    function checkUnusedSlots(Descriptor d, uint256 node, uint256 opcode) internal pure {
        uint256 row = opcode < 8 ? SLOTS_0 : opcode < 16 ? SLOTS_8 : opcode < 24 ? SLOTS_16 : SLOTS_24;
        uint256 used = row >> (32 * (opcode & 7));
        Check.equal(node, "unused slots", d.attributeWord(0) & ~_lanes(used & 0xff), 0);
        Check.equal(node, "unused slots", d.attributeWord(1) & ~_lanes((used >> 8) & 0xff), 0);
        Check.equal(node, "unused slots", d.attributeWord(2) & ~_lanes((used >> 16) & 0xff), 0);
    }

    /// @dev A word whose eight slots of 32 bits, the first highest, are all ones where `bits` has a one, the first lowest.
    function _lanes(uint256 bits) private pure returns (uint256 word) {
        // plain: for (uint256 i = 0; i < 8; ++i) if ((bits >> i) & 1 == 1) word |= 0xffffffff << (32 * (7 - i));
        unchecked {
            uint256 ones = 0x0000000100000001000000010000000100000001000000010000000100000001;
            // in each slot its own bit, which the addition carries to the slot's top
            uint256 own = (bits * ones) & 0x0000000100000002000000040000000800000010000000200000004000000080;
            return (((own + 0x7fffffff * ones) >> 31) & ones) * 0xffffffff;
        }
    }

    /// @dev Fills in what differs from one unit, and one run of one element of each operand.
    /// @return perUnit gas of a unit
    function cost(Descriptor d, Reads memory reads) internal pure returns (uint256 perUnit) {
        uint256 opcode = d.opcode();
        if (opcode == Opcode.CONV2D) {
            Conv2dStep.cost(d, reads);
            return Budget.EXEC_PER_CONV2D;
        }
        if (opcode == Opcode.MATMUL) {
            MatmulStep.cost(d, reads);
            return Budget.EXEC_PER_MATMUL;
        }
        if (opcode == Opcode.MAX_POOL || opcode == Opcode.AVG_POOL) {
            Windows.cost(d, reads);
            return Budget.EXEC_PER_POOL;
        }
        if (opcode == Opcode.REDUCE_SUM) {
            Reduction.cost(d, reads);
            return Budget.EXEC_PER_REDUCE_SUM;
        }
        if (opcode == Opcode.REDUCE_MAX || opcode == Opcode.ARG_MAX) {
            Reduction.cost(d, reads);
            return Budget.EXEC_PER_REDUCE_MAX;
        }
        if (opcode == Opcode.SOFTMAX) {
            SoftmaxStep.cost(d, reads);
            return Budget.EXEC_PER_SOFTMAX;
        }
        if (opcode == Opcode.CONV2D_ADD) {
            Conv2dAddStep.cost(d, reads);
            return Budget.EXEC_PER_CONV2D;
        }
        if (opcode == Opcode.CONV2D_DEPTHWISE) {
            Conv2dDepthwiseStep.cost(d, reads);
            return Budget.EXEC_PER_CONV2D;
        }
        if (opcode == Opcode.CONV2D_MAX_POOL) {
            Conv2dMaxPoolStep.cost(d, reads);
            return Budget.EXEC_PER_CONV2D;
        }
        if (opcode == Opcode.CONV2D_CONV2D_ADD) {
            Conv2dConv2dAddStep.cost(d, reads);
            return Budget.EXEC_PER_CONV2D;
        }
        if (opcode == Opcode.LAYER_NORM) {
            LayerNormStep.cost(d, reads);
            return Budget.EXEC_PER_LAYER_NORM;
        }
    }
}
