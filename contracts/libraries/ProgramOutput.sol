// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dtype} from "../types/Dtype.sol";
import {Descriptor, DESCRIPTOR_BYTES} from "./Descriptor.sol";

/// @title What the registry notes of a program's output, the last node's tensor: docs/format.md, "Program"
/// @dev For programs that ProgramValidator accepted.
library ProgramOutput {
    uint256 private constant HEADER_BYTES = 8;

    /// @return bytes of the output: at most 2^20 chunks of 2^13 bytes
    function length(bytes calldata program) internal pure returns (uint256) {
        unchecked {
            uint256 nodes = uint16(bytes2(program[:2]));
            uint256 start;
            assembly ("memory-safe") {
                start := program.offset
            }
            Descriptor last = Descriptor.wrap(start + HEADER_BYTES + DESCRIPTOR_BYTES * (nodes - 1));
            return last.shape().elements() << Dtype.sizeLog2(last.dtype());
        }
    }

    /// @return log2 of the bytes in a chunk of an activation, so of the output
    function chunkLog2(bytes calldata program) internal pure returns (uint8) {
        return uint8(program[HEADER_BYTES - 1]);
    }
}
