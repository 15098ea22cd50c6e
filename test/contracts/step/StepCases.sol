// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Run, SparseStep} from "./SparseProof.sol";

/// @dev A window: square kernel, stride 1, no padding.
struct Kernel {
    uint256 size;
    uint256 dilation;
    uint256 groups;
}

/// @notice Steps to measure, each at one element of tensors as large as the case says.
library StepCases {
    function conv2d(
        uint256[4] memory image,
        Kernel memory kernel,
        uint256 outputs,
        uint256[3] memory place // row, column, output channel
    )
        internal
        pure
        returns (SparseStep memory step)
    {
        uint256 width = image[3] / kernel.groups;
        uint256 span = kernel.dilation * (kernel.size - 1);
        step = _step(1, 0, [1, image[1] - span, image[2] - span, outputs], 4);
        _operand(step, 0, 0, image, 0x91);
        _operand(step, 1, 1, [outputs, kernel.size, kernel.size, width], 0x7e);
        _operand(step, 2, 2, [1, 1, 1, outputs], 0x03);
        // multipliers 0x3f3f3f3f: 0.747
        _operand(step, 3, 3, [1, 1, 1, outputs], 0x3f);
        _window(step, kernel);
        _attribute(step, 10, kernel.groups);
        _bounds(step);
        step.element = uint64((place[0] * (image[2] - span) + place[1]) * outputs + place[2]);
        bool joined = kernel.groups == 1 && kernel.dilation == 1;
        step.runs[0] = _windowRuns(image, kernel, place, place[2] / (outputs / kernel.groups) * width, width, joined);
        step.runs[1] = _run(place[2] * kernel.size ** 2 * width, kernel.size ** 2 * width);
        step.runs[2] = _run(4 * place[2], 4);
        step.runs[3] = _run(4 * place[2], 4);
    }

    function matmul(uint256 rows, uint256 depth, uint256 outputs, uint256 element)
        internal
        pure
        returns (SparseStep memory step)
    {
        step = _step(2, 0, [uint256(1), 1, rows, outputs], 4);
        _operand(step, 0, 0, [uint256(1), 1, rows, depth], 0xfe);
        _operand(step, 1, 1, [uint256(1), 1, outputs, depth], 0x81);
        _operand(step, 2, 2, [uint256(1), 1, 1, outputs], 0x03);
        _operand(step, 3, 3, [uint256(1), 1, 1, outputs], 0x3f);
        _bounds(step);
        step.element = uint64(element);
        uint256 output = element % outputs;
        step.runs[0] = _run(element / outputs * depth, depth);
        step.runs[1] = _run(output * depth, depth);
        step.runs[2] = _run(4 * output, 4);
        step.runs[3] = _run(4 * output, 4);
    }

    /// @dev opcode 4: max_pool, 5: avg_pool
    function pool(uint8 opcode, uint256[4] memory image, Kernel memory kernel, uint256[3] memory place)
        internal
        pure
        returns (SparseStep memory step)
    {
        uint256 span = kernel.dilation * (kernel.size - 1);
        step = _step(opcode, 0, [1, image[1] - span, image[2] - span, image[3]], opcode - 3);
        _operand(step, 0, 0, image, 0x91);
        _window(step, kernel);
        if (opcode == 5) {
            _operand(step, 1, 3, [1, 1, 1, kernel.size ** 2 + 1], 0x3f);
            step.runs[1] = _run(4 * kernel.size ** 2, 4);
            _bounds(step);
        }
        step.element = uint64((place[0] * (image[2] - span) + place[1]) * image[3] + place[2]);
        step.runs[0] = _windowRuns(image, kernel, place, place[2], 1, false);
    }

    function reduceSum(uint8 dtype, uint256[4] memory shape, uint256 axis, uint256 element)
        internal
        pure
        returns (SparseStep memory step)
    {
        return reduction(6, dtype, shape, axis, element);
    }

    /// @dev opcode 6: reduce_sum, 17: reduce_max, 18: arg_max; bytes rise, so that each may be the largest yet
    function reduction(uint8 opcode, uint8 dtype, uint256[4] memory shape, uint256 axis, uint256 element)
        internal
        pure
        returns (SparseStep memory step)
    {
        uint256 length = shape[axis];
        uint256 stride = 1;
        for (uint256 i = axis + 1; i < 4; ++i) {
            stride *= shape[i];
        }
        uint256[4] memory reduced = [shape[0], shape[1], shape[2], shape[3]];
        reduced[axis] = 1;
        step = _step(opcode, opcode == 17 ? dtype : 2, reduced, 1);
        _operand(step, 0, dtype, shape, opcode == 6 ? bytes1(0xfe) : bytes1(0x00));
        if (opcode != 6) step.slope[0] = 1;
        _attribute(step, 10, axis);
        step.element = uint64(element);
        uint256 size = dtype == 2 ? 4 : 1;
        uint256 first = element / stride * stride * length + element % stride;
        if (stride == 1) {
            step.runs[0] = _run(first * size, length * size);
            return step;
        }
        step.runs[0] = new Run[](length);
        for (uint256 i = 0; i < length; ++i) {
            step.runs[0][i] = Run((first + i * stride) * size, size);
        }
    }

    /// @dev Rows in which every value of a byte occurs.
    function softmax(uint256 rows, uint256 length, uint256 element) internal pure returns (SparseStep memory step) {
        step = _row(19, rows, length, element, 2);
        _operand(step, 1, 2, [uint256(1), 1, 1, 256], 0x07);
        _attribute(step, 16, 0x7fffffff);
        step.runs[1] = _run(0, 1024);
    }

    function layerNorm(uint256 rows, uint256 length, uint256 element) internal pure returns (SparseStep memory step) {
        step = _row(20, rows, length, element, 3);
        for (uint256 i = 1; i < 3; ++i) {
            _operand(step, i, 3, [uint256(1), 1, 1, length], 0x3f);
            step.runs[i] = _run(4 * (element % length), 4);
        }
        _attribute(step, 16, 0x3f3f3f3f);
    }

    function _row(uint8 opcode, uint256 rows, uint256 length, uint256 element, uint8 operands)
        private
        pure
        returns (SparseStep memory step)
    {
        step = _step(opcode, 0, [uint256(1), 1, rows, length], operands);
        _operand(step, 0, 0, [uint256(1), 1, rows, length], 0x00);
        step.slope[0] = 1;
        // clamped to 7, as in _bounds
        _attribute(step, 14, 7);
        _attribute(step, 15, 7);
        step.element = uint64(element);
        step.runs[0] = _run(element / length * length, length);
    }

    function add(uint256 elements, uint256 element) internal pure returns (SparseStep memory step) {
        return pointwise(3, elements, element);
    }

    /// @dev opcode 3: add, 9: mul, 10: sub
    function pointwise(uint8 opcode, uint256 elements, uint256 element) internal pure returns (SparseStep memory step) {
        step = _step(opcode, 0, [uint256(1), 1, 1, elements], 2);
        _operand(step, 0, 0, [uint256(1), 1, 1, elements], 0xfe);
        _operand(step, 1, 0, [uint256(1), 1, 1, elements], 0x71);
        _bounds(step);
        // 0.747 each
        _attribute(step, 16, 0x3f3f3f3f);
        _attribute(step, 17, 0x3f3f3f3f);
        _attribute(step, 18, 0x3f3f3f3f);
        step.element = uint64(element);
        (step.runs[0], step.runs[1]) = (_run(element, 1), _run(element, 1));
    }

    function requantise(uint256 elements, uint256 element) internal pure returns (SparseStep memory step) {
        step = _step(7, 0, [uint256(1), 1, 1, elements], 1);
        _operand(step, 0, 2, [uint256(1), 1, 1, elements], 0x7f);
        _bounds(step);
        _attribute(step, 16, 0x3f3f3f3f);
        step.element = uint64(element);
        step.runs[0] = _run(4 * element, 4);
    }

    function lookup(uint256 elements, uint256 element) internal pure returns (SparseStep memory step) {
        step = _step(8, 0, [uint256(1), 1, 1, elements], 2);
        _operand(step, 0, 0, [uint256(1), 1, 1, elements], 0xfe);
        _operand(step, 1, 0, [uint256(1), 1, 1, 256], 0x07);
        step.element = uint64(element);
        (step.runs[0], step.runs[1]) = (_run(element, 1), _run(0, 256));
    }

    /// @dev The whole program that consists of this node.
    function program(SparseStep memory step) internal pure returns (bytes memory all) {
        uint256 operands = step.runs.length;
        all = bytes.concat(
            abi.encodePacked(
                uint16(1), uint16(1), uint16(operands - 1), step.constantChunkLog2, step.activationChunkLog2
            ),
            step.descriptor
        );
        for (uint256 i = 0; i < operands; ++i) {
            bytes memory row = new bytes(32);
            row[0] = step.descriptor[32 + 32 * i + 1];
            for (uint256 j = 16; j < 32; ++j) {
                row[j] = step.descriptor[32 + 32 * i + j];
            }
            all = bytes.concat(all, row);
        }
    }

    function _step(uint8 opcode, uint8 dtype, uint256[4] memory shape, uint8 operands)
        internal
        pure
        returns (SparseStep memory step)
    {
        step.descriptor =
            bytes.concat(abi.encodePacked(opcode, dtype, operands, bytes13(0)), _shape(shape), new bytes(352));
        step.runs = new Run[][](operands);
        step.fill = new bytes1[](operands);
        step.slope = new uint8[](operands);
    }

    function _operand(SparseStep memory step, uint256 position, uint8 dtype, uint256[4] memory shape, bytes1 fill)
        internal
        pure
    {
        (uint8 source, uint16 index) = position == 0 ? (1, 0) : (2, uint16(position - 1));
        bytes memory operand = bytes.concat(abi.encodePacked(source, dtype, index, bytes12(0)), _shape(shape));
        _write(step.descriptor, 32 + 32 * position, operand);
        step.fill[position] = fill;
    }

    function _window(SparseStep memory step, Kernel memory kernel) private pure {
        for (uint256 i = 0; i < 2; ++i) {
            _attribute(step, i, kernel.size);
            _attribute(step, 2 + i, 1);
            _attribute(step, 8 + i, kernel.dilation);
        }
    }

    /// @dev zeroX 3, and the output clamped to 7: whatever is committed but 7 is wrong.
    function _bounds(SparseStep memory step) internal pure {
        _attribute(step, 11, 3);
        _attribute(step, 14, 7);
        _attribute(step, 15, 7);
        if (step.descriptor[0] == 0x07) _attribute(step, 11, 0);
    }

    function _attribute(SparseStep memory step, uint256 slot, uint256 value) internal pure {
        _write(step.descriptor, 288 + 4 * slot, abi.encodePacked(uint32(value)));
    }

    function _windowRuns(
        uint256[4] memory image,
        Kernel memory kernel,
        uint256[3] memory place,
        uint256 channel,
        uint256 width,
        bool joined
    ) private pure returns (Run[] memory runs) {
        uint256 perRow = joined ? 1 : kernel.size;
        runs = new Run[](kernel.size * perRow);
        for (uint256 i = 0; i < runs.length; ++i) {
            uint256 row = place[0] + i / perRow * kernel.dilation;
            uint256 column = place[1] + i % perRow * kernel.dilation;
            runs[i] = Run((row * image[2] + column) * image[3] + channel, joined ? kernel.size * width : width);
        }
    }

    function _run(uint256 start, uint256 length) internal pure returns (Run[] memory runs) {
        runs = new Run[](1);
        runs[0] = Run(start, length);
    }

    function _shape(uint256[4] memory shape) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(shape[0]), uint32(shape[1]), uint32(shape[2]), uint32(shape[3]));
    }

    function _write(bytes memory target, uint256 offset, bytes memory data) private pure {
        for (uint256 i = 0; i < data.length; ++i) {
            target[offset + i] = data[i];
        }
    }
}
