// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AddStep} from "../ops/AddStep.sol";
import {AvgPoolStep} from "../ops/AvgPoolStep.sol";
import {Conv2dStep} from "../ops/Conv2dStep.sol";
import {LookupStep} from "../ops/LookupStep.sol";
import {MatmulStep} from "../ops/MatmulStep.sol";
import {MaxPoolStep} from "../ops/MaxPoolStep.sol";
import {ReduceSumStep} from "../ops/ReduceSumStep.sol";
import {RequantiseStep} from "../ops/RequantiseStep.sol";
import {Opcode, Slot} from "../types/Opcode.sol";
import {Budget, Reads} from "./Budget.sol";
import {Check} from "./Check.sol";
import {Descriptor} from "./Descriptor.sol";
import {Section} from "./Section.sol";
import {Windows} from "./Window.sol";

/// @title The ops: how many operands and which attribute slots each has, and where its step, validation and cost are
library OpTable {
    uint256 internal constant LAST = Opcode.LOOKUP;

    /// one byte per opcode, opcode 0 lowest
    uint256 private constant OPERAND_COUNTS = 0x02_01_01_02_01_02_04_04_00;

    // masks of the slots that an op uses, in its attribute words 0 (slots 0..7), 1 (8..15) and 2 (16..23)
    uint256 private constant FIRST = uint256(type(uint32).max) << 224;
    uint256 private constant GEOMETRY = type(uint256).max;
    uint256 private constant DILATIONS = FIRST | (FIRST >> 32);
    uint256 private constant SLOT_10 = FIRST >> 64;
    uint256 private constant ZERO_X = FIRST >> 96;
    uint256 private constant ZERO_W = FIRST >> 128;
    uint256 private constant BOUNDS = type(uint96).max;
    uint256 private constant SCALE_X = FIRST;
    uint256 private constant SCALES = uint256(type(uint96).max) << 160;

    function operandCount(uint256 opcode) internal pure returns (uint256) {
        return uint8(OPERAND_COUNTS >> (8 * opcode));
    }

    /// @dev The element of the node's output that follows from its operands. The program is a registered one, so the last op needs no test.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        uint256 opcode = d.opcode();
        if (opcode == Opcode.CONV2D) return Conv2dStep.step(d, element, operands);
        if (opcode == Opcode.MATMUL) return MatmulStep.step(d, element, operands);
        if (opcode == Opcode.ADD) return AddStep.step(d, element, operands);
        if (opcode == Opcode.MAX_POOL) return MaxPoolStep.step(d, element, operands);
        if (opcode == Opcode.AVG_POOL) return AvgPoolStep.step(d, element, operands);
        if (opcode == Opcode.REDUCE_SUM) return ReduceSumStep.step(d, element, operands);
        if (opcode == Opcode.REQUANTISE) return RequantiseStep.step(d, element, operands);
        return LookupStep.step(element, operands);
    }

    /// @dev Dtypes, shapes and attribute ranges; operands are known to fit their sources.
    function validate(Descriptor d, uint256 node) internal pure {
        uint256 opcode = d.opcode();
        if (opcode == Opcode.CONV2D) Conv2dStep.validate(d, node);
        else if (opcode == Opcode.MATMUL) MatmulStep.validate(d, node);
        else if (opcode == Opcode.ADD) AddStep.validate(d, node);
        else if (opcode == Opcode.MAX_POOL) MaxPoolStep.validate(d, node);
        else if (opcode == Opcode.AVG_POOL) AvgPoolStep.validate(d, node);
        else if (opcode == Opcode.REDUCE_SUM) ReduceSumStep.validate(d, node);
        else if (opcode == Opcode.REQUANTISE) RequantiseStep.validate(d, node);
        else LookupStep.validate(d, node);
    }

    /// @dev RULE: every byte not named is zero, so one program has one encoding.
    function checkUnusedSlots(Descriptor d, uint256 node, uint256 opcode) internal pure {
        uint256 used0;
        uint256 used1;
        uint256 used2;
        if (opcode == Opcode.CONV2D) (used0, used1) = (GEOMETRY, type(uint256).max);
        else if (opcode == Opcode.MATMUL) used1 = ZERO_X | ZERO_W | BOUNDS;
        else if (opcode == Opcode.ADD) (used1, used2) = (ZERO_X | ZERO_W | BOUNDS, SCALES);
        else if (opcode == Opcode.MAX_POOL) (used0, used1) = (GEOMETRY, DILATIONS);
        else if (opcode == Opcode.AVG_POOL) (used0, used1) = (GEOMETRY, DILATIONS | ZERO_X | BOUNDS);
        else if (opcode == Opcode.REDUCE_SUM) used1 = SLOT_10 | ZERO_X;
        else if (opcode == Opcode.REQUANTISE) (used1, used2) = (BOUNDS, SCALE_X);
        Check.equal(node, "unused slots", d.attributeWord(0) & ~used0, 0);
        Check.equal(node, "unused slots", d.attributeWord(1) & ~used1, 0);
        Check.equal(node, "unused slots", d.attributeWord(2) & ~used2, 0);
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
            ReduceSumStep.cost(d, reads);
            return Budget.EXEC_PER_REDUCE_SUM;
        }
    }
}
