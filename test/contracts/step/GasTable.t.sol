// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";
import {FusedCases} from "./FusedCases.sol";
import {MovementCases} from "./MovementCases.sol";
import {SparseProof, SparseStep} from "./SparseProof.sol";
import {Kernel, StepCases} from "./StepCases.sol";

/// @notice The figures of docs/gas-table.md: every op, in several sizes, in chunks of 256 bytes, 1 KiB and 4 KiB, in the smallest tensors and lists that
/// hold the element and in the largest. Bytes of tensors are not zero, which makes calldata as dear as it gets.
contract GasTableTest is Test {
    /// the largest tensor: chunks, and bytes, so that one dimension holds them
    uint256 private constant MOST_CHUNKS = 1 << 20;
    uint256 private constant MOST_BYTES = 1 << 31;

    IStepVerifier internal verifier = IStepVerifier(vm.deployCode("StepVerifier.sol:StepVerifier"));

    /// @dev Operand 0 of the large case has `bytes_` bytes, of the small one as few as can be.
    struct Size {
        bool large;
        uint256 bytes_;
        uint8 chunkLog2;
    }

    function test_conv2d() public {
        _table("conv2d", 64, _conv2d1x1);
        _table("conv2d", 576, _conv2d3x3x64);
        _table("conv2d", 4608, _conv2d3x3x512);
    }

    function test_conv2d_add() public {
        _table("conv2d_add", 64, _conv2dAdd1x1);
        _table("conv2d_add", 576, _conv2dAdd3x3x64);
        _table("conv2d_add", 4608, _conv2dAdd3x3x512);
    }

    function test_conv2d_depthwise() public {
        _table("conv2d_depthwise", 144, _conv2dDepthwise3x3x16);
        _table("conv2d_depthwise", 864, _conv2dDepthwise3x3x96);
        _table("conv2d_depthwise", 4000, _conv2dDepthwise5x5x160);
    }

    function test_residual_networks_ends() public {
        _table("conv2d_max_pool", 432, _conv2dMaxPool3x3x12);
        _table("conv2d_max_pool", 1323, _conv2dMaxPool7x7x3);
        _table("conv2d_conv2d_add", 128, _conv2dConv2dAdd64);
        _table("conv2d_conv2d_add", 1024, _conv2dConv2dAdd512);
    }

    function test_matmul() public {
        _table("matmul", 64, _matmul64);
        _table("matmul", 768, _matmul768);
        _table("matmul", 4608, _matmul4608);
    }

    function test_pools() public {
        _table("max_pool", 9, _maxPool3x3);
        _table("max_pool", 49, _maxPool7x7);
        _table("avg_pool", 9, _avgPool3x3);
        _table("avg_pool", 49, _avgPool7x7);
    }

    function test_reductions() public {
        _table("reduce_sum", 49, _reduceSumColumns);
        _table("reduce_sum", 768, _reduceSumRow);
        _table("reduce_max", 49, _reduceMaxColumns);
        _table("reduce_max", 768, _reduceMaxRow);
        _table("arg_max", 49, _argMaxColumns);
        _table("arg_max", 768, _argMaxRow);
    }

    function test_rows() public {
        _table("softmax", 64, _softmax64);
        _table("softmax", 768, _softmax768);
        _table("layer_norm", 64, _layerNorm64);
        _table("layer_norm", 768, _layerNorm768);
    }

    function test_pointwise_ops() public {
        _table("add", 1, _add);
        _table("mul", 1, _mul);
        _table("sub", 1, _sub);
        _table("requantise", 1, _requantise);
        _table("lookup", 1, _lookup);
    }

    function test_movements() public {
        _table("concat", 1, _concat);
        _table("pad", 1, _pad);
        _table("slice", 1, _slice);
        _table("transpose", 1, _transpose);
        _table("gather", 1, _gather);
        _table("resize_nearest", 1, _resizeNearest);
    }

    function _conv2d1x1(Size memory size) private pure returns (SparseStep memory) {
        return _conv2d(size, 1, 64);
    }

    function _conv2d3x3x64(Size memory size) private pure returns (SparseStep memory) {
        return _conv2d(size, 3, 64);
    }

    function _conv2d3x3x512(Size memory size) private pure returns (SparseStep memory) {
        return _conv2d(size, 3, 512);
    }

    function _conv2dAdd1x1(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dAdd(size, 1, 64);
    }

    function _conv2dAdd3x3x64(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dAdd(size, 3, 64);
    }

    function _conv2dAdd3x3x512(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dAdd(size, 3, 512);
    }

    function _conv2dDepthwise3x3x16(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dDepthwise(size, 3, 16);
    }

    function _conv2dDepthwise3x3x96(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dDepthwise(size, 3, 96);
    }

    function _conv2dDepthwise5x5x160(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dDepthwise(size, 5, 160);
    }

    function _conv2dMaxPool3x3x12(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dMaxPool(size, 3, 12, 2);
    }

    function _conv2dMaxPool7x7x3(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dMaxPool(size, 7, 3, 3);
    }

    function _conv2dConv2dAdd64(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dConv2dAdd(size, 64);
    }

    function _conv2dConv2dAdd512(Size memory size) private pure returns (SparseStep memory) {
        return _conv2dConv2dAdd(size, 512);
    }

    function _matmul64(Size memory size) private pure returns (SparseStep memory) {
        return _matmul(size, 64);
    }

    function _matmul768(Size memory size) private pure returns (SparseStep memory) {
        return _matmul(size, 768);
    }

    function _matmul4608(Size memory size) private pure returns (SparseStep memory) {
        return _matmul(size, 4608);
    }

    function _maxPool3x3(Size memory size) private pure returns (SparseStep memory) {
        return _pool(size, 4, 3);
    }

    function _maxPool7x7(Size memory size) private pure returns (SparseStep memory) {
        return _pool(size, 4, 7);
    }

    function _avgPool3x3(Size memory size) private pure returns (SparseStep memory) {
        return _pool(size, 5, 3);
    }

    function _avgPool7x7(Size memory size) private pure returns (SparseStep memory) {
        return _pool(size, 5, 7);
    }

    function _reduceSumColumns(Size memory size) private pure returns (SparseStep memory) {
        return _reduceColumns(size, 6);
    }

    function _reduceSumRow(Size memory size) private pure returns (SparseStep memory) {
        return _reduceRow(size, 6);
    }

    function _reduceMaxColumns(Size memory size) private pure returns (SparseStep memory) {
        return _reduceColumns(size, 17);
    }

    function _reduceMaxRow(Size memory size) private pure returns (SparseStep memory) {
        return _reduceRow(size, 17);
    }

    function _argMaxColumns(Size memory size) private pure returns (SparseStep memory) {
        return _reduceColumns(size, 18);
    }

    function _argMaxRow(Size memory size) private pure returns (SparseStep memory) {
        return _reduceRow(size, 18);
    }

    function _softmax64(Size memory size) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 64);
        return StepCases.softmax(rows, 64, rows * 64 - 1);
    }

    function _softmax768(Size memory size) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 768);
        return StepCases.softmax(rows, 768, rows * 768 - 1);
    }

    function _layerNorm64(Size memory size) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 64);
        return StepCases.layerNorm(rows, 64, rows * 64 - 1);
    }

    function _layerNorm768(Size memory size) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 768);
        return StepCases.layerNorm(rows, 768, rows * 768 - 1);
    }

    function _add(Size memory size) private pure returns (SparseStep memory) {
        return _pointwise(size, 3);
    }

    function _mul(Size memory size) private pure returns (SparseStep memory) {
        return _pointwise(size, 9);
    }

    function _sub(Size memory size) private pure returns (SparseStep memory) {
        return _pointwise(size, 10);
    }

    function _requantise(Size memory size) private pure returns (SparseStep memory) {
        uint256 elements = _count(size, 4);
        return StepCases.requantise(elements, elements - 1);
    }

    function _lookup(Size memory size) private pure returns (SparseStep memory) {
        uint256 elements = _count(size, 1);
        return StepCases.lookup(elements, elements - 1);
    }

    /// @dev The output is the largest tensor.
    function _concat(Size memory size) private pure returns (SparseStep memory) {
        return MovementCases.concat(_count(size, 4));
    }

    function _pad(Size memory size) private pure returns (SparseStep memory) {
        return MovementCases.still(12, 0, [uint256(1), 1, 1, _count(size, 1)]);
    }

    function _slice(Size memory size) private pure returns (SparseStep memory) {
        return MovementCases.still(13, 0, [uint256(1), 1, 1, _count(size, 1)]);
    }

    function _transpose(Size memory size) private pure returns (SparseStep memory) {
        return MovementCases.still(14, 0, [uint256(1), 1, 1, _count(size, 1)]);
    }

    function _gather(Size memory size) private pure returns (SparseStep memory) {
        uint256 ids = size.large ? 512 : 1;
        return MovementCases.gather(0, _count(size, 64), ids, 64);
    }

    function _resizeNearest(Size memory size) private pure returns (SparseStep memory) {
        return MovementCases.resizeNearest(size.large ? 1 << ((20 + size.chunkLog2) / 2) : 8);
    }

    function _pointwise(Size memory size, uint8 opcode) private pure returns (SparseStep memory) {
        uint256 elements = _count(size, 1);
        return StepCases.pointwise(opcode, elements, elements - 1);
    }

    /// @dev As many output channels as input channels in the large case.
    function _conv2d(Size memory size, uint256 kernel, uint256 channels) private pure returns (SparseStep memory) {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, kernel, channels);
        uint256 outputs = size.large ? channels : 1;
        place[2] = outputs - 1;
        return StepCases.conv2d(image, Kernel(kernel, 1, 1), outputs, place);
    }

    function _conv2dAdd(Size memory size, uint256 kernel, uint256 channels) private pure returns (SparseStep memory) {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, kernel, channels);
        uint256 outputs = size.large ? channels : 1;
        place[2] = outputs - 1;
        return FusedCases.conv2dAdd(image, Kernel(kernel, 1, 1), outputs, place);
    }

    function _conv2dDepthwise(Size memory size, uint256 kernel, uint256 channels)
        private
        pure
        returns (SparseStep memory)
    {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, kernel, channels);
        uint256 outputs = size.large ? channels : 1;
        place[2] = outputs - 1;
        return FusedCases.conv2dDepthwise(image, kernel, outputs, place);
    }

    function _conv2dMaxPool(Size memory size, uint256 kernel, uint256 channels, uint256 pool)
        private
        pure
        returns (SparseStep memory)
    {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, kernel + pool - 1, channels);
        uint256 outputs = size.large ? 64 : 1;
        place[2] = outputs - 1;
        return FusedCases.conv2dMaxPool(image, Kernel(kernel, 1, 1), pool, outputs, place);
    }

    /// @dev Two 1x1 layers of as many channels.
    function _conv2dConv2dAdd(Size memory size, uint256 channels) private pure returns (SparseStep memory) {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, 1, channels);
        uint256 outputs = size.large ? channels : 1;
        place[2] = outputs - 1;
        return FusedCases.conv2dConv2dAdd(image, Kernel(1, 1, 1), channels, outputs, place);
    }

    function _pool(Size memory size, uint8 opcode, uint256 kernel) private pure returns (SparseStep memory) {
        (uint256[4] memory image, uint256[3] memory place) = _image(size, kernel, 64);
        place[2] = 63;
        return StepCases.pool(opcode, image, Kernel(kernel, 1, 1), place);
    }

    /// @dev An image of `channels` and the last place of the window in it.
    function _image(Size memory size, uint256 kernel, uint256 channels)
        private
        pure
        returns (uint256[4] memory image, uint256[3] memory place)
    {
        if (!size.large) return ([uint256(1), kernel, kernel, channels], place);
        uint256 rows = size.bytes_ / (channels << 8);
        return ([uint256(1), rows, 256, channels], [rows - kernel, 256 - kernel, uint256(0)]);
    }

    function _matmul(Size memory size, uint256 length) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, length);
        uint256 outputs = size.large ? length : 1;
        return StepCases.matmul(rows, length, outputs, rows * outputs - 1);
    }

    /// @dev 49 values 64 apart.
    function _reduceColumns(Size memory size, uint8 opcode) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 49 * 64);
        return StepCases.reduction(opcode, 0, [uint256(1), rows, 49, 64], 2, rows * 64 - 1);
    }

    function _reduceRow(Size memory size, uint8 opcode) private pure returns (SparseStep memory) {
        uint256 rows = _count(size, 768);
        return StepCases.reduction(opcode, 0, [uint256(1), 1, rows, 768], 3, rows - 1);
    }

    /// @return how many times `bytes_` operand 0 has
    function _count(Size memory size, uint256 bytes_) private pure returns (uint256) {
        return size.large ? size.bytes_ / bytes_ : 1;
    }

    function _table(string memory op, uint256 units, function(Size memory) pure returns (SparseStep memory) make)
        private
    {
        for (uint8 chunkLog2 = 8; chunkLog2 <= 12; chunkLog2 += 2) {
            _sizes(op, units, make, chunkLog2, chunkLog2);
            if (chunkLog2 != 8) _sizes(op, units, make, 8, chunkLog2);
        }
    }

    function _sizes(
        string memory op,
        uint256 units,
        function(Size memory) pure returns (SparseStep memory) make,
        uint8 constantLog2,
        uint8 chunkLog2
    ) private {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 bytes_ = MOST_CHUNKS << chunkLog2;
            SparseStep memory step = make(Size(i == 1, bytes_ < MOST_BYTES ? bytes_ : MOST_BYTES, chunkLog2));
            (step.constantChunkLog2, step.activationChunkLog2, step.short) = (constantLog2, chunkLog2, i == 0);
            string memory chunks = string.concat(vm.toString(1 << chunkLog2), " B");
            if (constantLog2 != chunkLog2) {
                chunks = string.concat(chunks, " over ", vm.toString(1 << constantLog2), " B");
            }
            _measure(string.concat(op, ", ", vm.toString(units), ", ", chunks, i == 1 ? ", large" : ", small"), step);
        }
    }

    function _measure(string memory name, SparseStep memory step) private {
        (Claim memory claim, bytes memory proof) = SparseProof.build(step);
        bytes memory data = abi.encodeCall(IStepVerifier.verify, (claim, proof));
        address target = address(verifier);
        bool convicted;
        uint256 used;
        // without a copy of what it returns: growing this test's memory would count
        assembly ("memory-safe") {
            used := gas()
            convicted := staticcall(gas(), target, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(convicted, string.concat("no fraud: ", name));
        vm.snapshotValue("GasTable", string.concat(name, ": bytes"), proof.length);
        vm.snapshotValue("GasTable", string.concat(name, ": execution"), used);
        vm.snapshotValue("GasTable", string.concat(name, ": zero bytes"), _zeros(proof));
    }

    function _zeros(bytes memory data) private pure returns (uint256 zeros) {
        assembly ("memory-safe") {
            let at := add(data, 32)
            for { let end := add(at, mload(data)) } lt(at, end) { at := add(at, 1) } {
                zeros := add(zeros, iszero(byte(0, mload(at))))
            }
        }
    }
}
