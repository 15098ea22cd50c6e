// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "../interfaces/IStepVerifier.sol";
import {Claim} from "../types/Fraud.sol";
import {Commitments} from "./Commitments.sol";
import {Source} from "./Descriptor.sol";
import {ProofReader} from "./ProofReader.sol";

/// @dev A list of committed tensors.
struct List {
    bytes32 root;
    /// of what describes them: descriptors of nodes, rows of the tables of inputs and constants
    bytes32 tableRoot;
    uint256 count;
    /// of the trees over both
    uint256 depth;
    /// of its tensors' chunks
    uint256 chunkLog2;
}

/// @dev What a proof or a request says of the model, held against the task's: docs/format.md, "Fraud proof", header.
library ProgramHeader {
    /// @dev RULE: a proof speaks of the task's model and of no other.
    /// @return lists by Source; 0 is no source
    function read(ProofReader memory reader, Claim calldata claim) internal pure returns (List[4] memory lists) {
        uint256 word = reader.number(8);
        // one by one: Solidity leaves the order in which arguments are evaluated open
        bytes32 descriptorRoot = reader.hash();
        bytes32 inputTableRoot = reader.hash();
        bytes32 constantTableRoot = reader.hash();
        bytes32 programRoot = Commitments.programRoot(descriptorRoot, inputTableRoot, constantTableRoot);
        bytes32 constantsRoot = reader.hash();
        bytes32 actual = Commitments.modelId(bytes8(uint64(word)), programRoot, constantsRoot);
        if (actual != claim.modelId) revert IStepVerifier.WrongModel(actual, claim.modelId);

        uint256 constantChunkLog2 = uint8(word >> 8);
        uint256 activationChunkLog2 = uint8(word);
        _set(lists[Source.INPUT], claim.inputRoot, inputTableRoot, uint16(word >> 32), activationChunkLog2);
        _set(lists[Source.CONSTANT], constantsRoot, constantTableRoot, uint16(word >> 16), constantChunkLog2);
        _set(lists[Source.NODE], claim.nodesRoot, descriptorRoot, uint16(word >> 48), activationChunkLog2);
    }

    /// @dev Reads the `length` bytes that describe the `index`th tensor of `list`, and their path.
    /// @return offset of them in calldata
    function readRow(ProofReader memory reader, List memory list, uint256 index, uint256 length)
        internal
        view
        returns (uint256 offset)
    {
        offset = reader.skip(length);
        checkPath(reader, Commitments.leaf(offset, length), index, list.depth, list.tableRoot);
    }

    /// @dev Reads the path above `item`, which must lead to `expected`.
    function checkPath(ProofReader memory reader, bytes32 item, uint256 index, uint256 depth, bytes32 expected)
        internal
        view
    {
        bytes32 root = Commitments.rootFromPath(item, index, reader.skip(32 * depth), depth);
        if (root != expected) revert IStepVerifier.WrongRoot(root, expected);
    }

    /// @dev Chunks of a tensor of `tensorBytes` bytes.
    function chunksOf(uint256 tensorBytes, uint256 chunkLog2) internal pure returns (uint256) {
        unchecked {
            return (tensorBytes + (1 << chunkLog2) - 1) >> chunkLog2;
        }
    }

    function _set(List memory list, bytes32 root, bytes32 tableRoot, uint256 count, uint256 chunkLog2) private pure {
        list.root = root;
        list.tableRoot = tableRoot;
        list.count = count;
        list.depth = Commitments.depthOf(count);
        list.chunkLog2 = chunkLog2;
    }
}
