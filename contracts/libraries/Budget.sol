// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "../interfaces/IProgramErrors.sol";

/// @dev What the worst element of a node reads, operand by operand.
struct Reads {
    /// per operand: its tensor, as ProgramValidator packs it; runs, bytes of each
    uint256[8] tensors;
    uint256[8] runs;
    uint256[8] runBytes;
    /// the chunks of operand 0 have 2^chunkLog2 bytes
    uint256 chunkLog2;
    /// runs that are multiplied one by one, and units of work: docs/format.md, "Worst-case cost of a node"
    uint256 separateRuns;
    uint256 units;
}

/// @title Limits of proving one element, and what it costs at worst
/// @dev Twin of packages/program/src/budget.ts. The EXEC constants are measured: docs/gas.md, test/contracts/step/StepCost.t.sol.
library Budget {
    uint256 internal constant MAX_BYTES = 98304;
    uint256 internal constant MAX_GAS = 12_000_000;

    /// settlement at its dearest (378,000: test/contracts/gas/Settlement.t.sol), header, descriptor and paths
    uint256 internal constant EXEC_BASE = 490_000;
    /// hashing of chunks and siblings
    uint256 internal constant EXEC_PER_BYTE = 12;
    uint256 internal constant EXEC_PER_RUN = 2000;
    uint256 internal constant EXEC_PER_CONV2D = 16;
    uint256 internal constant EXEC_PER_MATMUL = 16;
    uint256 internal constant EXEC_PER_POOL = 150;
    uint256 internal constant EXEC_PER_REDUCE_SUM = 200;
    uint256 internal constant EXEC_PER_REDUCE_MAX = 150;
    uint256 internal constant EXEC_PER_SOFTMAX = 100;
    uint256 internal constant EXEC_PER_LAYER_NORM = 25;

    uint256 private constant TRANSACTION = 21_000;
    uint256 private constant FIXED_BYTES = 4096;
    uint256 private constant SECTION_BYTES = 320;

    /// @dev Bytes of a section at worst: `runs` runs of `runBytes` bytes, starts aligned to elements of `elementBytes`.
    /// @param total chunks of the tensor
    /// @param depth of its tree
    function sectionBytes(
        uint256 total,
        uint256 depth,
        uint256 chunkLog2,
        uint256 runs,
        uint256 runBytes,
        uint256 elementBytes
    ) internal pure returns (uint256) {
        unchecked {
            uint256 chunks = runs * chunksOf(runBytes - elementBytes + 1, chunkLog2);
            if (chunks > total) chunks = total;
            return chunks * ((1 << chunkLog2) + 4 + 32 * depth) + SECTION_BYTES;
        }
    }

    /// @dev Chunks that a run of bytes touches at worst, whose start is aligned to one byte.
    function chunksOf(uint256 runBytes, uint256 chunkLog2) internal pure returns (uint256) {
        unchecked {
            return 1 + ((runBytes + (1 << chunkLog2) - 2) >> chunkLog2);
        }
    }

    /// @param sections bytes of all sections
    /// @param perUnit gas of one unit of work
    function worst(uint256 node, uint256 sections, Reads memory reads, uint256 perUnit)
        internal
        pure
        returns (uint256 bytes_, uint256 gas_)
    {
        unchecked {
            bytes_ = FIXED_BYTES + sections;
            uint256 floor = TRANSACTION + 40 * bytes_;
            gas_ = TRANSACTION + (16 + EXEC_PER_BYTE) * bytes_ + EXEC_BASE + EXEC_PER_RUN * reads.separateRuns + perUnit
                * reads.units;
            if (gas_ < floor) gas_ = floor;
        }
        if (bytes_ > MAX_BYTES) revert IProgramErrors.NodeOverBudget(node, "bytes", bytes_, MAX_BYTES);
        if (gas_ > MAX_GAS) revert IProgramErrors.NodeOverBudget(node, "gas", gas_, MAX_GAS);
    }
}
