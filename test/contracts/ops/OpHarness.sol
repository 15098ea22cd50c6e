// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Descriptor} from "../../../contracts/libraries/Descriptor.sol";
import {OpTable} from "../../../contracts/libraries/OpTable.sol";
import {Section} from "../../../contracts/libraries/Section.sol";
import {Dtype} from "../../../contracts/types/Dtype.sol";

/// @notice Runs an op's step on whole tensors, without a proof: each operand is one chunk.
contract OpHarness {
    /// @return output every element of the node, as committed
    function run(bytes calldata descriptor, bytes[] calldata operands) external pure returns (bytes memory output) {
        Descriptor d = _at(descriptor);
        Section[] memory sections = _sections(d, operands);
        uint256 elements = d.shape().elements();
        uint256 size = 1 << Dtype.sizeLog2(d.dtype());
        output = new bytes(elements * size);
        for (uint256 i = 0; i < elements; ++i) {
            uint256 value = uint256(OpTable.step(d, i, sections));
            for (uint256 j = 0; j < size; ++j) {
                output[i * size + j] = bytes1(uint8(value >> (8 * j)));
            }
        }
    }

    function _at(bytes calldata descriptor) private pure returns (Descriptor d) {
        assembly ("memory-safe") {
            d := descriptor.offset
        }
    }

    function _sections(Descriptor d, bytes[] calldata operands) private pure returns (Section[] memory sections) {
        sections = new Section[](operands.length);
        for (uint256 i = 0; i < operands.length; ++i) {
            bytes calldata operand = operands[i];
            uint256 chunks;
            uint256 positions;
            assembly ("memory-safe") {
                chunks := operand.offset
                // beyond the calldata everything reads as zero: the one chunk's position
                positions := add(calldatasize(), 32)
            }
            sections[i] = Section(positions, 1, chunks, 64, 0, d.operand(i).operandDtype(), 0, 0, 0);
        }
    }
}
