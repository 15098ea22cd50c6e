// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dtype} from "../types/Dtype.sol";
import {FAN_OUT_LOG2} from "../types/Opening.sol";
import {Shape} from "../types/Shape.sol";
import {Descriptor, DESCRIPTOR_BYTES, ROW_BYTES} from "./Descriptor.sol";
import {ProgramHeader} from "./ProgramHeader.sol";

/// @title What answering openings costs at worst
/// @dev Twin of packages/proof/src/openings/answerGas.ts. The constants are measured: docs/gas.md, test/contracts/gas/OpeningGas.t.sol.
library OpeningCost {
    /// a transaction, and its calldata before the answer's bytes at the floor price
    uint256 internal constant FLOOR_BASE = 24_000;
    uint256 internal constant FLOOR_PER_BYTE = 40;
    /// a transaction, the reads and the settlement of an answer of no bytes, the first that reveals a trace
    uint256 internal constant EXEC_BASE = 130_000;
    /// calldata, copies, hashing and the event
    uint256 internal constant EXEC_PER_BYTE = 34;

    uint256 private constant HEADER_BYTES = 8;

    /// @return gas of the transaction that answers with `answerBytes` bytes, none of them zero
    function answerGas(uint256 answerBytes) internal pure returns (uint256) {
        unchecked {
            uint256 floor = FLOOR_BASE + FLOOR_PER_BYTE * answerBytes;
            uint256 exec = EXEC_BASE + EXEC_PER_BYTE * answerBytes;
            return floor > exec ? floor : exec;
        }
    }

    /// @dev Gas of all answers from a known root to the chunk that lies deepest. `program` is valid.
    function worstGas(bytes calldata program) internal pure returns (uint256 worst) {
        unchecked {
            uint256 header = uint64(bytes8(program[:HEADER_BYTES]));
            (uint256 nodes, uint256 inputs, uint256 constants) =
                (uint16(header >> 48), uint16(header >> 32), uint16(header >> 16));
            (uint256 constantLog2, uint256 activationLog2) = (uint8(header >> 8), uint8(header));
            uint256 rows;
            assembly ("memory-safe") {
                rows := add(program.offset, 8)
            }
            worst = _ofList(rows, nodes, DESCRIPTOR_BYTES, activationLog2);
            rows += nodes * DESCRIPTOR_BYTES;
            uint256 gas_ = _ofList(rows, inputs, ROW_BYTES, activationLog2);
            if (gas_ > worst) worst = gas_;
            if (constants == 0) return worst;
            gas_ = _ofList(rows + inputs * ROW_BYTES, constants, ROW_BYTES, constantLog2);
            if (gas_ > worst) worst = gas_;
        }
    }

    /// @dev The list's own hashes, and the tensor whose chunks lie deepest: the one with the most of them.
    /// @param rows calldata offset of what describes its `count` >= 1 tensors, `rowBytes` bytes each
    function _ofList(uint256 rows, uint256 count, uint256 rowBytes, uint256 chunkLog2) private pure returns (uint256) {
        unchecked {
            uint256 most = 0;
            for (uint256 end = rows + count * rowBytes; rows < end; rows += rowBytes) {
                uint256 word = Descriptor.wrap(rows).headWord();
                uint256 dtype = rowBytes == DESCRIPTOR_BYTES ? Descriptor.wrap(rows).dtype() : word >> 248;
                uint256 elements = Shape.wrap(word & type(uint128).max).elements();
                uint256 chunks = ProgramHeader.chunksOf(elements << Dtype.sizeLog2(dtype), chunkLog2);
                if (chunks > most) most = chunks;
            }
            // a list of one is asked for too, where it reveals a trace on demand
            return answerGas(32) * (count == 1 ? 1 : 0) + _ofTree(count) + _ofTree(most) + answerGas(1 << chunkLog2);
        }
    }

    /// @dev All levels of hashes above one leaf of `count`.
    function _ofTree(uint256 count) private pure returns (uint256) {
        unchecked {
            if (count == 1) return 0;
            if (count <= 1 << FAN_OUT_LOG2) return answerGas(32 * count);
            uint256 parts = (count + (1 << FAN_OUT_LOG2) - 1) >> FAN_OUT_LOG2;
            return answerGas(32 * parts) + answerGas(32 << FAN_OUT_LOG2);
        }
    }
}
