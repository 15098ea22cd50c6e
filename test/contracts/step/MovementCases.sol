// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SparseStep} from "./SparseProof.sol";
import {StepCases} from "./StepCases.sol";

/// @notice Steps of the ops that move elements, each at the last element of its output.
library MovementCases {
    /// @dev Every id and table entry: four bytes of 0x03.
    uint256 private constant ID = 0x03030303;

    /// @dev Four rows of `size` bytes, of which the last is read.
    function concat(uint256 size) internal pure returns (SparseStep memory step) {
        step = StepCases._step(11, 0, [uint256(1), 1, 1, 4 * size], 4);
        for (uint256 i = 0; i < 4; ++i) {
            StepCases._operand(step, i, 0, [uint256(1), 1, 1, size], 0xfe);
            // 0.747 each
            StepCases._attribute(step, 4 + i, 0x3f3f3f3f);
        }
        StepCases._attribute(step, 10, 3);
        StepCases._attribute(step, 14, 7);
        StepCases._attribute(step, 15, 7);
        StepCases._attribute(step, 18, 0x3f3f3f3f);
        step.element = uint64(4 * size - 1);
        step.runs[3] = StepCases._run(size - 1, 1);
    }

    /// @dev opcode 12: pad, 13: slice, 14: transpose; each as long a computation as any, of what stays where it is
    function still(uint8 opcode, uint8 dtype, uint256[4] memory shape) internal pure returns (SparseStep memory step) {
        step = StepCases._step(opcode, dtype, shape, 1);
        StepCases._operand(step, 0, dtype, shape, 0x91);
        for (uint256 i = 0; i < 4; ++i) {
            if (opcode == 13) StepCases._attribute(step, 4 + i, 1);
            if (opcode == 14) StepCases._attribute(step, i, i);
        }
        uint256 size = dtype == 2 ? 4 : 1;
        uint256 last = shape[0] * shape[1] * shape[2] * shape[3] - 1;
        step.element = uint64(last);
        step.runs[0] = StepCases._run(last * size, size);
    }

    function gather(uint8 dtype, uint256 rows, uint256 ids, uint256 width)
        internal
        pure
        returns (SparseStep memory step)
    {
        step = StepCases._step(15, dtype, [uint256(1), 1, ids, width], 2);
        StepCases._operand(step, 0, dtype, [uint256(1), 1, rows, width], 0x91);
        StepCases._operand(step, 1, 2, [uint256(1), 1, 1, ids], 0x03);
        uint256 size = dtype == 2 ? 4 : 1;
        uint256 row = ID < rows ? ID : rows - 1;
        step.element = uint64(ids * width - 1);
        step.runs[0] = StepCases._run((row * width + width - 1) * size, size);
        step.runs[1] = StepCases._run(4 * (ids - 1), 4);
    }

    /// @dev A square image of one channel to itself, through tables that name its last pixel only.
    function resizeNearest(uint256 size) internal pure returns (SparseStep memory step) {
        step = StepCases._step(16, 0, [uint256(1), size, size, 1], 3);
        StepCases._operand(step, 0, 0, [uint256(1), size, size, 1], 0x91);
        step.element = uint64(size * size - 1);
        step.runs[0] = StepCases._run(size * size - 1, 1);
        for (uint256 i = 1; i < 3; ++i) {
            StepCases._operand(step, i, 2, [uint256(1), 1, 1, size], 0x03);
            step.runs[i] = StepCases._run(4 * (size - 1), 4);
        }
    }
}
