// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "./interfaces/IProgramErrors.sol";
import {IProgramValidator} from "./interfaces/IProgramValidator.sol";
import {Budget, Reads} from "./libraries/Budget.sol";
import {Check} from "./libraries/Check.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {Descriptor, DESCRIPTOR_BYTES, Operand, ROW_BYTES, Source} from "./libraries/Descriptor.sol";
import {OpTable} from "./libraries/OpTable.sol";
import {Dtype} from "./types/Dtype.sol";
import {Shape} from "./types/Shape.sol";

/// @title Accepts a program if each of its elements can be proven on chain: docs/format.md, "Program"
/// @dev Documented in IProgramValidator. A node costs about 8,000 gas: tensors are kept as one packed word each.
contract ProgramValidator is IProgramValidator {
    uint256 internal constant MAX_NODES = 1024;
    uint256 internal constant MAX_INPUTS = 16;
    uint256 internal constant MAX_CONSTANTS = 4096;
    uint256 internal constant MIN_CHUNK_LOG2 = 8;
    uint256 internal constant MAX_CHUNK_LOG2 = 13;
    uint256 internal constant MAX_CHUNKS = 1 << 20;
    uint256 internal constant HEADER_BYTES = 8;

    struct Plan {
        uint256 nodes;
        uint256 inputs;
        uint256 constants;
        uint256 constantChunkLog2;
        uint256 activationChunkLog2;
        /// calldata offsets
        uint256 descriptors;
        uint256 inputTable;
        uint256 constantTable;
    }

    /// @inheritdoc IProgramValidator
    function validate(bytes calldata program)
        external
        view
        returns (uint16 nodes, bytes32 programRoot, uint256 worstBytes, uint256 worstGas)
    {
        Plan memory plan = _plan(program);
        // inputs, then constants, then nodes as they are checked
        uint256[] memory tensors = new uint256[](plan.inputs + plan.constants + plan.nodes);
        bytes32 inputTableRoot =
            _checkTable("inputs", plan.inputTable, plan.inputs, Dtype.I32, plan.activationChunkLog2, tensors, 0);
        bytes32 constantTableRoot = _checkTable(
            "constants", plan.constantTable, plan.constants, Dtype.F32, plan.constantChunkLog2, tensors, plan.inputs
        );
        (worstBytes, worstGas) = _checkNodes(plan, tensors);
        bytes32 descriptorRoot = _leavesRoot(plan.descriptors, plan.nodes, DESCRIPTOR_BYTES);
        programRoot = Commitments.programRoot(descriptorRoot, inputTableRoot, constantTableRoot);
        nodes = uint16(plan.nodes);
    }

    function _plan(bytes calldata program) private pure returns (Plan memory plan) {
        if (program.length < HEADER_BYTES) revert IProgramErrors.ProgramLengthWrong(program.length, HEADER_BYTES);
        uint64 header = uint64(bytes8(program[:HEADER_BYTES]));
        plan.nodes = uint16(header >> 48);
        plan.inputs = uint16(header >> 32);
        plan.constants = uint16(header >> 16);
        plan.constantChunkLog2 = uint8(header >> 8);
        plan.activationChunkLog2 = uint8(header);
        _checkCount("nodes", plan.nodes, 1, MAX_NODES);
        _checkCount("inputs", plan.inputs, 1, MAX_INPUTS);
        _checkCount("constants", plan.constants, 0, MAX_CONSTANTS);
        _checkCount("constantChunkLog2", plan.constantChunkLog2, MIN_CHUNK_LOG2, MAX_CHUNK_LOG2);
        _checkCount("activationChunkLog2", plan.activationChunkLog2, MIN_CHUNK_LOG2, MAX_CHUNK_LOG2);

        uint256 start;
        assembly ("memory-safe") {
            start := program.offset
        }
        plan.descriptors = start + HEADER_BYTES;
        plan.inputTable = plan.descriptors + DESCRIPTOR_BYTES * plan.nodes;
        plan.constantTable = plan.inputTable + ROW_BYTES * plan.inputs;
        uint256 length = plan.constantTable + ROW_BYTES * plan.constants - start;
        if (program.length != length) revert IProgramErrors.ProgramLengthWrong(program.length, length);
    }

    function _checkCount(bytes32 what, uint256 actual, uint256 least, uint256 most) private pure {
        if (actual < least || actual > most) revert IProgramErrors.CountOutOfRange(what, actual, least, most);
    }

    /// @dev Checks the rows, notes their tensors from `tensors[first]` on and returns the table's root.
    function _checkTable(
        bytes32 table,
        uint256 offset,
        uint256 rows,
        uint256 lastDtype,
        uint256 chunkLog2,
        uint256[] memory tensors,
        uint256 first
    ) private view returns (bytes32) {
        for (uint256 row = 0; row < rows; ++row) {
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(add(offset, shl(5, row)))
            }
            uint256 dtype = word >> 248;
            if (dtype > lastDtype) revert IProgramErrors.TableRowInvalid(table, row, "dtype", dtype, lastDtype);
            if ((word << 8) >> 136 != 0) {
                revert IProgramErrors.TableRowInvalid(table, row, "unused", (word << 8) >> 136, 0);
            }
            uint256 elements = Shape.wrap(word & type(uint128).max).elements();
            if (elements == 0) revert IProgramErrors.TableRowInvalid(table, row, "shape", 0, 1);
            (uint256 tensor, uint256 chunks) = _tensor(elements, dtype, chunkLog2);
            if (chunks > MAX_CHUNKS) {
                revert IProgramErrors.TableRowInvalid(table, row, "chunks", chunks, MAX_CHUNKS);
            }
            tensors[first + row] = tensor;
        }
        return _leavesRoot(offset, rows, ROW_BYTES);
    }

    function _checkNodes(Plan memory plan, uint256[] memory tensors)
        private
        pure
        returns (uint256 worstBytes, uint256 worstGas)
    {
        Reads memory reads;
        unchecked {
            uint256 before = plan.inputs + plan.constants;
            for (uint256 node = 0; node < plan.nodes; ++node) {
                Descriptor d = Descriptor.wrap(plan.descriptors + DESCRIPTOR_BYTES * node);
                uint256 elements = _checkHead(d, node);
                _checkOperands(d, node, plan, tensors, reads);
                OpTable.validate(d, node);

                (uint256 tensor, uint256 chunks) = _tensor(elements, d.dtype(), plan.activationChunkLog2);
                Check.atMost(node, "chunks", chunks, MAX_CHUNKS);
                tensors[before + node] = tensor;

                (uint256 bytes_, uint256 gas_) = _cost(d, node, tensor, reads);
                if (bytes_ > worstBytes) worstBytes = bytes_;
                if (gas_ > worstGas) worstGas = gas_;
            }
        }
    }

    function _checkHead(Descriptor d, uint256 node) private pure returns (uint256 elements) {
        uint256 opcode = d.opcode();
        if (opcode == 0 || opcode > OpTable.LAST) Check.fail(node, "opcode", opcode, OpTable.LAST);
        Check.atMost(node, "dtype", d.dtype(), Dtype.I32);
        (uint256 least, uint256 most) = OpTable.operandCounts(opcode);
        if (d.operandCount() < least) Check.fail(node, "operands", d.operandCount(), least);
        Check.atMost(node, "operands", d.operandCount(), most);
        Check.equal(node, "unused", (d.headWord() << 24) >> 152, 0);
        elements = d.shape().elements();
        if (elements == 0) Check.fail(node, "shape", 0, 1);
        OpTable.checkUnusedSlots(d, node, opcode);
    }

    /// @dev RULE: references point strictly backwards, and a view has its source's dtype and number of elements.
    /// Notes in `reads` each operand's tensor, and one run of one byte until the op says otherwise.
    function _checkOperands(Descriptor d, uint256 node, Plan memory plan, uint256[] memory tensors, Reads memory reads)
        private
        pure
    {
        unchecked {
            uint256 count = d.operandCount();
            for (uint256 i = 0; i < count; ++i) {
                uint256 tensor = _checkOperand(d.operand(i), node, plan, tensors);
                reads.tensors[i] = tensor;
                reads.runs[i] = 1;
                reads.runBytes[i] = 1;
            }
            Check.equal(node, "absent operand", d.operandsFrom(count), 0);
        }
    }

    function _checkOperand(Operand operand, uint256 node, Plan memory plan, uint256[] memory tensors)
        private
        pure
        returns (uint256 tensor)
    {
        unchecked {
            Check.equal(node, "operand unused", (Operand.unwrap(operand) << 32) >> 160, 0);
            uint256 index = operand.index();
            uint256 source = operand.source();
            uint256 limit;
            uint256 first;
            if (source == Source.NODE) (limit, first) = (node, plan.inputs + plan.constants);
            else if (source == Source.CONSTANT) (limit, first) = (plan.constants, plan.inputs);
            else if (source == Source.INPUT) limit = plan.inputs;
            else Check.fail(node, "operand source", source, Source.NODE);
            if (index >= limit) Check.fail(node, "operand index", index, limit);
            tensor = tensors[first + index];
            Check.equal(node, "operand dtype", operand.operandDtype(), _dtypeOf(tensor));
            Check.equal(node, "operand elements", operand.view_().elements(), _elementsOf(tensor));
        }
    }

    function _cost(Descriptor d, uint256 node, uint256 output, Reads memory reads)
        private
        pure
        returns (uint256, uint256)
    {
        unchecked {
            (reads.chunkLog2, reads.separateRuns, reads.units) = (_chunkLog2Of(reads.tensors[0]), 0, 1);
            uint256 perUnit = OpTable.cost(d, reads);
            uint256 sections = _section(output, 1, 1);
            uint256 count = d.operandCount();
            for (uint256 i = 0; i < count; ++i) {
                sections += _section(reads.tensors[i], reads.runs[i], reads.runBytes[i]);
            }
            return Budget.worst(node, sections, reads, perUnit);
        }
    }

    /// @dev A run is of at least one element; runs of one byte stand for that too.
    function _section(uint256 tensor, uint256 runs, uint256 runBytes) private pure returns (uint256) {
        unchecked {
            uint256 elementBytes = 1 << Dtype.sizeLog2(_dtypeOf(tensor));
            if (runBytes < elementBytes) runBytes = elementBytes;
            return Budget.sectionBytes(
                _chunksOf(tensor), _depthOf(tensor), _chunkLog2Of(tensor), runs, runBytes, elementBytes
            );
        }
    }

    /// @dev List root over leaf(row).
    function _leavesRoot(uint256 offset, uint256 rows, uint256 rowBytes) private view returns (bytes32) {
        bytes32[] memory leaves = new bytes32[](rows);
        unchecked {
            for (uint256 row = 0; row < rows; ++row) {
                leaves[row] = Commitments.leaf(offset + row * rowBytes, rowBytes);
            }
        }
        return Commitments.listRoot(leaves);
    }

    // a tensor in a word: u64 elements | u8 dtype | u8 chunkLog2 | u8 depth | u32 chunks

    function _tensor(uint256 elements, uint256 dtype, uint256 chunkLog2)
        private
        pure
        returns (uint256 tensor, uint256 chunks)
    {
        unchecked {
            chunks = ((elements << Dtype.sizeLog2(dtype)) + (1 << chunkLog2) - 1) >> chunkLog2;
            tensor = elements | (dtype << 64) | (chunkLog2 << 72) | (Commitments.depthOf(chunks) << 80) | (chunks << 96);
        }
    }

    function _elementsOf(uint256 tensor) private pure returns (uint256) {
        return uint64(tensor);
    }

    function _dtypeOf(uint256 tensor) private pure returns (uint256) {
        return uint8(tensor >> 64);
    }

    function _chunkLog2Of(uint256 tensor) private pure returns (uint256) {
        return uint8(tensor >> 72);
    }

    function _depthOf(uint256 tensor) private pure returns (uint256) {
        return uint8(tensor >> 80);
    }

    function _chunksOf(uint256 tensor) private pure returns (uint256) {
        return uint32(tensor >> 96);
    }
}
