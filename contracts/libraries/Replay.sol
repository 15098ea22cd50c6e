// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "../interfaces/IStepVerifier.sol";
import {Dtype} from "../types/Dtype.sol";
import {Claim} from "../types/Fraud.sol";
import {Shape} from "../types/Shape.sol";
import {Commitments} from "./Commitments.sol";
import {Descriptor, DESCRIPTOR_BYTES, Operand, Source} from "./Descriptor.sol";
import {OpTable} from "./OpTable.sol";
import {ProofReader, ProofReaders} from "./ProofReader.sol";
import {Section} from "./Section.sol";
import {TensorRoot} from "./TensorRoot.sol";

/// @title Runs a whole program on chain: docs/format.md, "Replay"
/// @dev The caller brings every tensor; each element of each node is computed anew, so those of the nodes are hints where the next
/// node finds its operands. Padding is never read: roots are computed from the tensors' own bytes and zeros.
library Replay {
    uint256 private constant HEADER_BYTES = 8;
    uint256 private constant ROW_BYTES = 32;

    /// @dev Offsets are of calldata.
    struct Program {
        uint256 header;
        uint256 descriptors;
        uint256 inputTable;
        uint256 constantTable;
        uint256 nodes;
        uint256 inputs;
        uint256 constants;
        uint256 constantChunkLog2;
        uint256 activationChunkLog2;
    }

    /// @return nodesRoot of the honest run
    /// @return outputRoot of the honest run
    function run(Claim calldata claim, bytes calldata trace)
        internal
        view
        returns (bytes32 nodesRoot, bytes32 outputRoot)
    {
        ProofReader memory reader = ProofReaders.open(trace);
        Program memory program = _readProgram(reader);
        // by Source; 0 is no source
        Section[][4] memory tensors;
        bytes32 root;
        (tensors[Source.INPUT], root) =
            _readTable(reader, program.inputTable, program.inputs, program.activationChunkLog2);
        if (root != claim.inputRoot) revert IStepVerifier.WrongRoot(root, claim.inputRoot);
        (tensors[Source.CONSTANT], root) =
            _readTable(reader, program.constantTable, program.constants, program.constantChunkLog2);
        bytes32 modelId = _modelId(program, root);
        // RULE: from here on the program is the claim's, which is a registered one and so valid
        if (modelId != claim.modelId) revert IStepVerifier.WrongModel(modelId, claim.modelId);
        (tensors[Source.NODE], nodesRoot, outputRoot) = _readNodes(reader, program);
        reader.finish();

        for (uint256 node = 0; node < program.nodes; ++node) {
            _checkNode(Descriptor.wrap(program.descriptors + DESCRIPTOR_BYTES * node), node, tensors);
        }
    }

    /// @dev RULE: not an element of a node is taken on trust.
    function _checkNode(Descriptor d, uint256 node, Section[][4] memory tensors) private pure {
        Section[] memory operands = new Section[](d.operandCount());
        for (uint256 i = 0; i < operands.length; ++i) {
            Operand operand = d.operand(i);
            operands[i] = tensors[operand.source()][operand.index()];
        }
        Section memory output = tensors[Source.NODE][node];
        uint256 elements = d.shape().elements();
        uint256 free = _free();
        for (uint256 element = 0; element < elements; ++element) {
            int256 recomputed = OpTable.step(d, element, operands);
            int256 passed = output.element(element);
            if (passed != recomputed) revert IStepVerifier.WrongElement(node, element, passed, recomputed);
            // what a step allocates is needed by nobody after it
            _setFree(free);
        }
    }

    function _readProgram(ProofReader memory reader) private pure returns (Program memory program) {
        program.header = reader.next;
        uint256 word = reader.number(HEADER_BYTES);
        program.nodes = uint16(word >> 48);
        program.inputs = uint16(word >> 32);
        program.constants = uint16(word >> 16);
        program.constantChunkLog2 = uint8(word >> 8);
        program.activationChunkLog2 = uint8(word);
        program.descriptors = reader.skip(DESCRIPTOR_BYTES * program.nodes);
        program.inputTable = reader.skip(ROW_BYTES * program.inputs);
        program.constantTable = reader.skip(ROW_BYTES * program.constants);
    }

    function _modelId(Program memory program, bytes32 constantsRoot) private view returns (bytes32) {
        bytes32 programRoot = Commitments.programRoot(
            _leavesRoot(program.descriptors, program.nodes, DESCRIPTOR_BYTES),
            _leavesRoot(program.inputTable, program.inputs, ROW_BYTES),
            _leavesRoot(program.constantTable, program.constants, ROW_BYTES)
        );
        uint256 header = program.header;
        bytes8 counts;
        assembly ("memory-safe") {
            counts := and(calldataload(header), shl(192, 0xffffffffffffffff))
        }
        return Commitments.modelId(counts, programRoot, constantsRoot);
    }

    function _leavesRoot(uint256 offset, uint256 count, uint256 length) private view returns (bytes32) {
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = Commitments.leaf(offset + i * length, length);
        }
        return Commitments.listRoot(leaves);
    }

    /// @dev Reads the tensors of a table's rows.
    function _readTable(ProofReader memory reader, uint256 table, uint256 rows, uint256 chunkLog2)
        private
        view
        returns (Section[] memory tensors, bytes32 root)
    {
        tensors = new Section[](rows);
        bytes32[] memory roots = new bytes32[](rows);
        for (uint256 i = 0; i < rows; ++i) {
            uint256 row;
            assembly ("memory-safe") {
                row := calldataload(add(table, shl(5, i)))
            }
            Shape shape = Shape.wrap(row & type(uint128).max);
            (tensors[i], roots[i]) = _readTensor(reader, row >> 248, shape, chunkLog2);
        }
        root = Commitments.listRoot(roots);
    }

    function _readNodes(ProofReader memory reader, Program memory program)
        private
        view
        returns (Section[] memory tensors, bytes32 nodesRoot, bytes32 outputRoot)
    {
        tensors = new Section[](program.nodes);
        bytes32[] memory roots = new bytes32[](program.nodes);
        for (uint256 i = 0; i < program.nodes; ++i) {
            Descriptor d = Descriptor.wrap(program.descriptors + DESCRIPTOR_BYTES * i);
            (tensors[i], roots[i]) = _readTensor(reader, d.dtype(), d.shape(), program.activationChunkLog2);
        }
        // before the list's root is computed, which overwrites the items
        outputRoot = roots[program.nodes - 1];
        nodesRoot = Commitments.listRoot(roots);
    }

    /// @dev Reads a whole tensor, which the section then has as one run: no chunk is ever looked for.
    function _readTensor(ProofReader memory reader, uint256 dtype, Shape shape, uint256 chunkLog2)
        private
        view
        returns (Section memory tensor, bytes32 root)
    {
        uint256 length = shape.elements() << Dtype.sizeLog2(dtype);
        if (length == 0) revert IStepVerifier.EmptyTensor();
        uint256 offset = reader.skip(length);
        (tensor.dtype, tensor.chunkLog2, tensor.origin, tensor.size) = (dtype, chunkLog2, offset, length);
        bytes calldata data;
        assembly ("memory-safe") {
            data.offset := offset
            data.length := length
        }
        uint256 free = _free();
        root = TensorRoot.rootOf(data, chunkLog2);
        _setFree(free);
    }

    function _free() private pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    /// @dev Gives memory back: whatever was allocated since `free` was read must be dead.
    function _setFree(uint256 free) private pure {
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }
}
