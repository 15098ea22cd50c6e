// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Run, SparseStep} from "./SparseProof.sol";
import {Kernel, StepCases} from "./StepCases.sol";

/// @notice Steps of the ops that are two layers each.
library FusedCases {
    /// @dev A conv2d of StepCases, and the tensor added to it.
    function conv2dAdd(uint256[4] memory image, Kernel memory kernel, uint256 outputs, uint256[3] memory place)
        internal
        pure
        returns (SparseStep memory step)
    {
        SparseStep memory product = StepCases.conv2d(image, kernel, outputs, place);
        uint256 span = kernel.dilation * (kernel.size - 1);
        uint256[4] memory shape = [uint256(1), image[1] - span, image[2] - span, outputs];
        step = StepCases._step(21, 0, shape, 5);
        _copy(product, step, 4);
        StepCases._operand(step, 4, 0, shape, 0x71);
        // 0.747 each
        for (uint256 slot = 16; slot <= 18; ++slot) {
            StepCases._attribute(step, slot, 0x3f3f3f3f);
        }
        _boundsZ(step);
        step.element = product.element;
        step.runs[4] = StepCases._run(product.element, 1);
    }

    /// @dev Stride 1, no padding.
    function conv2dDepthwise(uint256[4] memory image, uint256 kernel, uint256 outputs, uint256[3] memory place)
        internal
        pure
        returns (SparseStep memory step)
    {
        uint256[4] memory shape = [uint256(1), image[1] - kernel + 1, image[2] - kernel + 1, outputs];
        step = StepCases._step(22, 0, shape, 7);
        StepCases._operand(step, 0, 0, image, 0x91);
        StepCases._operand(step, 1, 1, [outputs, 1, 1, image[3]], 0x7e);
        StepCases._operand(step, 4, 1, [outputs, kernel, kernel, uint256(1)], 0x81);
        for (uint256 i = 0; i < 2; ++i) {
            StepCases._operand(step, 2 + 3 * i, 2, [uint256(1), 1, 1, outputs], 0x03);
            StepCases._operand(step, 3 + 3 * i, 3, [uint256(1), 1, 1, outputs], 0x3f);
            (step.runs[2 + 3 * i], step.runs[3 + 3 * i]) =
            (StepCases._run(4 * place[2], 4), StepCases._run(4 * place[2], 4));
            StepCases._attribute(step, i, kernel);
            StepCases._attribute(step, 2 + i, 1);
            StepCases._attribute(step, 8 + i, 1);
        }
        StepCases._bounds(step);
        _boundsZ(step);
        step.element = uint64((place[0] * shape[2] + place[1]) * outputs + place[2]);
        step.runs[0] = new Run[](kernel);
        for (uint256 i = 0; i < kernel; ++i) {
            step.runs[0][i] = Run(((place[0] + i) * image[2] + place[1]) * image[3], kernel * image[3]);
        }
        step.runs[1] = StepCases._run(place[2] * image[3], image[3]);
        step.runs[4] = StepCases._run(place[2] * kernel * kernel, kernel * kernel);
    }

    /// @dev A conv2d of StepCases, and a square pool of its values with stride 1.
    function conv2dMaxPool(
        uint256[4] memory image,
        Kernel memory kernel,
        uint256 pool,
        uint256 outputs,
        uint256[3] memory place
    ) internal pure returns (SparseStep memory step) {
        SparseStep memory product = StepCases.conv2d(image, kernel, outputs, place);
        uint256 span = kernel.dilation * (kernel.size - 1) + pool - 1;
        uint256[4] memory shape = [uint256(1), image[1] - span, image[2] - span, outputs];
        step = StepCases._step(23, 0, shape, 4);
        _copy(product, step, 4);
        for (uint256 i = 0; i < 2; ++i) {
            StepCases._attribute(step, 16 + i, pool);
            StepCases._attribute(step, 18 + i, 1);
        }
        step.element = uint64((place[0] * shape[2] + place[1]) * outputs + place[2]);
        // all rows that any of the convolutions reads, if it reads them all
        uint256 width = image[3] / kernel.groups;
        uint256 first = (place[0] * image[2] + place[1]) * image[3] + place[2] / (outputs / kernel.groups) * width;
        step.runs[0] = _rows(first, image[2] * image[3], span + 1, span * image[3] + width);
    }

    function _rows(uint256 first, uint256 pitch, uint256 rows, uint256 length)
        private
        pure
        returns (Run[] memory runs)
    {
        runs = new Run[](rows);
        for (uint256 i = 0; i < rows; ++i) {
            runs[i] = Run(first + i * pitch, length);
        }
    }

    /// @dev A conv2d of StepCases, a 1x1 conv2d of an image of `channels` with the same pixels as the output, and their sum.
    function conv2dConv2dAdd(
        uint256[4] memory image,
        Kernel memory kernel,
        uint256 channels,
        uint256 outputs,
        uint256[3] memory place
    ) internal pure returns (SparseStep memory step) {
        SparseStep memory product = StepCases.conv2d(image, kernel, outputs, place);
        uint256 span = kernel.dilation * (kernel.size - 1);
        uint256[4] memory shape = [uint256(1), image[1] - span, image[2] - span, outputs];
        step = StepCases._step(24, 0, shape, 8);
        _copy(product, step, 4);
        // 0.747 each
        for (uint256 slot = 16; slot <= 18; ++slot) {
            StepCases._attribute(step, slot, 0x3f3f3f3f);
        }
        // the second stride, where conv2d has its groups
        StepCases._attribute(step, 10, 1);
        _boundsZ(step);
        step.element = product.element;
        StepCases._operand(step, 4, 0, [uint256(1), shape[1], shape[2], channels], 0x91);
        StepCases._operand(step, 5, 1, [outputs, 1, 1, channels], 0x7e);
        StepCases._operand(step, 6, 2, [uint256(1), 1, 1, outputs], 0x03);
        StepCases._operand(step, 7, 3, [uint256(1), 1, 1, outputs], 0x3f);
        step.runs[4] = StepCases._run(product.element / outputs * channels, channels);
        step.runs[5] = StepCases._run(place[2] * channels, channels);
        step.runs[6] = StepCases._run(4 * place[2], 4);
        step.runs[7] = StepCases._run(4 * place[2], 4);
    }

    /// @dev The slots and the first operands of another step.
    function _copy(SparseStep memory from, SparseStep memory to, uint256 operands) private pure {
        for (uint256 i = 32; i < 384; ++i) {
            to.descriptor[i] = from.descriptor[i];
        }
        for (uint256 i = 0; i < operands; ++i) {
            (to.runs[i], to.fill[i]) = (from.runs[i], from.fill[i]);
        }
    }

    /// @dev The output clamped to 7, as in StepCases.
    function _boundsZ(SparseStep memory step) private pure {
        StepCases._attribute(step, 21, 7);
        StepCases._attribute(step, 22, 7);
    }
}
