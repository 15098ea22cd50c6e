// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {ModelRegistries} from "../support/ModelRegistries.sol";
import {SettlementBound} from "../support/SettlementBound.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";
import {FusedCases} from "./FusedCases.sol";
import {MovementCases} from "./MovementCases.sol";
import {SparseProof, SparseStep} from "./SparseProof.sol";
import {Kernel, StepCases} from "./StepCases.sol";

/// @notice The closed form of a node's cost (docs/format.md) bounds what its steps cost, in the longest lists and at alignments that
/// cost most. What `verify` costs in each case is in snapshots/Steps.json: a change there is a decision.
contract StepCostTest is Test {
    IStepVerifier internal verifier = IStepVerifier(vm.deployCode("StepVerifier.sol:StepVerifier"));
    IModelRegistry internal registry = ModelRegistries.deploy();

    function test_conv2d_costs_no_more_than_its_bound() public {
        uint256[3] memory middle = [uint256(2), 3, 511];
        Kernel memory square = Kernel(3, 1, 1);
        _check(
            "conv2d 3x3x512, constants 1 KiB, activations 4 KiB",
            StepCases.conv2d([uint256(1), 7, 7, 512], square, 512, middle),
            10,
            12
        );
        _check("conv2d 3x3x512, 1 KiB", StepCases.conv2d([uint256(1), 7, 7, 512], square, 512, middle), 10, 10);
        _check("conv2d 3x3x512, 256 B", StepCases.conv2d([uint256(1), 7, 7, 512], square, 512, middle), 8, 8);
        _check("conv2d 3x3x512, 8 KiB", StepCases.conv2d([uint256(1), 7, 7, 512], square, 512, middle), 13, 13);
        _check("conv2d 3x3x3", StepCases.conv2d([uint256(1), 224, 224, 3], square, 64, [uint256(100), 100, 63]), 10, 12);
        _check(
            "conv2d 1x1x64",
            StepCases.conv2d([uint256(1), 56, 56, 64], Kernel(1, 1, 1), 256, [uint256(50), 50, 255]),
            10,
            12
        );
        _check(
            "conv2d 1x1x1, 256 B, deepest trees",
            StepCases.conv2d([uint256(1), 16384, 16384, 1], Kernel(1, 1, 1), 1, [uint256(16383), 16383, 0]),
            8,
            8
        );
    }

    function test_conv2d_of_many_runs_costs_no_more_than_its_bound() public {
        _check(
            "conv2d depthwise 3x3",
            StepCases.conv2d([uint256(1), 112, 112, 96], Kernel(3, 1, 96), 96, [uint256(70), 70, 95]),
            10,
            12
        );
        _check(
            "conv2d depthwise 7x7, a chunk a tap",
            StepCases.conv2d([uint256(1), 64, 64, 512], Kernel(7, 1, 512), 512, [uint256(50), 50, 511]),
            8,
            8
        );
        _check(
            "conv2d depthwise 25x25, small image",
            StepCases.conv2d([uint256(1), 40, 40, 2], Kernel(25, 1, 2), 2, [uint256(7), 7, 1]),
            8,
            8
        );
        _check(
            "conv2d 5x5x33, dilated",
            StepCases.conv2d([uint256(1), 64, 64, 33], Kernel(5, 3, 1), 64, [uint256(30), 30, 63]),
            9,
            9
        );
        _check(
            "conv2d 3x3x66 in 2 groups",
            StepCases.conv2d([uint256(1), 64, 64, 66], Kernel(3, 1, 2), 64, [uint256(30), 30, 63]),
            9,
            9
        );
    }

    function test_matmul_costs_no_more_than_its_bound() public {
        _check("matmul K = 4608", StepCases.matmul(10, 4608, 1000, 9999), 10, 12);
        _check("matmul K = 1, 256 B", StepCases.matmul(1 << 14, 1, 1 << 14, (1 << 28) - 1), 8, 8);
        _check("matmul K = 33", StepCases.matmul(300, 33, 1000, 299999), 8, 8);
        _check("matmul K = 16000, 256 B", StepCases.matmul(3, 16000, 3, 4), 8, 8);
        _check("matmul K = 24000, 8 KiB", StepCases.matmul(3, 24000, 3, 4), 13, 13);
    }

    function test_pools_cost_no_more_than_their_bounds() public {
        for (uint8 opcode = 4; opcode <= 5; ++opcode) {
            string memory name = opcode == 4 ? "max_pool" : "avg_pool";
            _check(
                string.concat(name, " 3x3"),
                StepCases.pool(opcode, [uint256(1), 56, 56, 64], Kernel(3, 1, 1), [uint256(50), 50, 63]),
                10,
                12
            );
            _check(
                string.concat(name, " 7x7, a chunk a tap"),
                StepCases.pool(opcode, [uint256(1), 64, 64, 512], Kernel(7, 1, 1), [uint256(50), 50, 511]),
                8,
                8
            );
            _check(
                string.concat(name, " 50x50, one channel"),
                StepCases.pool(opcode, [uint256(1), 60, 60, 1], Kernel(50, 1, 1), [uint256(5), 5, 0]),
                10,
                12
            );
        }
    }

    function test_reduce_sum_costs_no_more_than_its_bound() public {
        _check("reduce_sum of 49 u8", StepCases.reduceSum(0, [uint256(1), 1, 49, 512], 2, 511), 10, 12);
        _check("reduce_sum of 8000 u8, neighbours", StepCases.reduceSum(0, [uint256(1), 1, 3, 8000], 3, 1), 10, 12);
        _check("reduce_sum of 8000 i8, neighbours, 256 B", StepCases.reduceSum(1, [uint256(1), 1, 3, 8000], 3, 1), 8, 8);
        _check("reduce_sum of 2000 i32, neighbours", StepCases.reduceSum(2, [uint256(1), 1, 3, 2000], 3, 1), 10, 10);
    }

    function test_reduce_sum_of_distant_elements_costs_no_more_than_its_bound() public {
        _check("reduce_sum of 80 i32, a chunk each", StepCases.reduceSum(2, [uint256(1), 80, 7, 100], 1, 699), 8, 8);
        _check(
            "reduce_sum of 60 u8, a chunk each, deepest tree",
            StepCases.reduceSum(0, [uint256(2), 60, 1024, 1024], 1, 2097151),
            8,
            8
        );
    }

    function test_reduce_max_costs_no_more_than_its_bound() public {
        _checkSelection(17, "reduce_max of ");
    }

    function test_arg_max_costs_no_more_than_its_bound() public {
        _checkSelection(18, "arg_max of ");
    }

    function _checkSelection(uint8 opcode, string memory name) private {
        _check(string.concat(name, "1000 u8"), StepCases.reduction(opcode, 0, [uint256(1), 1, 1, 1000], 3, 0), 10, 12);
        _check(
            string.concat(name, "40000 u8, neighbours"),
            StepCases.reduction(opcode, 0, [uint256(1), 1, 3, 40000], 3, 1),
            10,
            12
        );
        _check(
            string.concat(name, "8000 i32, neighbours, 256 B"),
            StepCases.reduction(opcode, 2, [uint256(1), 1, 3, 8000], 3, 1),
            8,
            8
        );
        _check(
            string.concat(name, "20000 i32, neighbours, 8 KiB"),
            StepCases.reduction(opcode, 2, [uint256(1), 1, 1, 20000], 3, 0),
            13,
            13
        );
        _check(
            string.concat(name, "60 i32, a chunk each, deepest tree"),
            StepCases.reduction(opcode, 2, [uint256(2), 60, 512, 512], 1, 524287),
            8,
            8
        );
    }

    function test_softmax_costs_no_more_than_its_bound() public {
        _check("softmax K = 768, 1 KiB", StepCases.softmax(3072, 768, 3069 * 768), 10, 10);
        _check("softmax K = 768, 4 KiB", StepCases.softmax(3072, 768, 3061 * 768), 12, 12);
        _check("softmax K = 1, 256 B, deepest trees", StepCases.softmax(1 << 28, 1, (1 << 28) - 1), 8, 8);
        _check("softmax K = 10", StepCases.softmax(7, 10, 69), 10, 12);
        _check("softmax K = 256, every byte", StepCases.softmax(7, 256, 1000), 8, 8);
        _check("softmax K = 36000, 256 B", StepCases.softmax(3, 36000, 40000), 8, 8);
        _check("softmax K = 60000, 8 KiB", StepCases.softmax(1, 60000, 1), 13, 13);
    }

    function test_layer_norm_costs_no_more_than_its_bound() public {
        _check("layer_norm K = 768, 1 KiB", StepCases.layerNorm(3072, 768, 3069 * 768 + 767), 10, 10);
        _check("layer_norm K = 768, 4 KiB", StepCases.layerNorm(3072, 768, 3061 * 768 + 767), 12, 12);
        _check("layer_norm K = 1, 256 B, deepest trees", StepCases.layerNorm(1 << 28, 1, (1 << 28) - 1), 8, 8);
        _check("layer_norm K = 36000, 256 B", StepCases.layerNorm(3, 36000, 40000), 8, 8);
        _check("layer_norm K = 60000, 8 KiB", StepCases.layerNorm(1, 60000, 1), 13, 13);
    }

    function test_ops_that_move_elements_cost_no_more_than_their_bounds() public {
        _check("concat of four, 256 B, deepest trees", MovementCases.concat(1 << 26), 8, 8);
        _check("concat of four, 8 KiB", MovementCases.concat(1 << 26), 13, 13);
        for (uint8 opcode = 12; opcode <= 14; ++opcode) {
            string memory name = opcode == 12 ? "pad" : opcode == 13 ? "slice" : "transpose";
            _check(
                string.concat(name, ", 256 B, deepest trees"),
                MovementCases.still(opcode, 0, [uint256(64), 64, 64, 1024]),
                8,
                8
            );
            _check(
                string.concat(name, " of i32, 8 KiB"),
                MovementCases.still(opcode, 2, [uint256(64), 64, 64, 1024]),
                13,
                13
            );
        }
        _check("gather, 256 B, deepest trees", MovementCases.gather(0, 1 << 28, 1 << 26, 1), 8, 8);
        _check("gather of 50257 rows of 768, 8 KiB", MovementCases.gather(2, 50257, 1024, 768), 13, 13);
        _check("resize_nearest, 256 B, deepest trees", MovementCases.resizeNearest(1 << 14), 8, 8);
        _check("resize_nearest, 8 KiB", MovementCases.resizeNearest(1 << 12), 13, 13);
    }

    function test_conv2d_add_costs_no_more_than_its_bound() public {
        Kernel memory point = Kernel(1, 1, 1);
        _check(
            "conv2d_add 3x3x512",
            FusedCases.conv2dAdd([uint256(1), 7, 7, 512], Kernel(3, 1, 1), 512, [uint256(2), 3, 511]),
            10,
            12
        );
        _check(
            "conv2d_add 1x1x64",
            FusedCases.conv2dAdd([uint256(1), 56, 56, 64], point, 256, [uint256(50), 50, 255]),
            10,
            12
        );
        _check(
            "conv2d_add 1x1x1, 256 B, deepest trees",
            FusedCases.conv2dAdd([uint256(1), 16384, 16384, 1], point, 1, [uint256(16383), 16383, 0]),
            8,
            8
        );
        _check(
            "conv2d_add of 25x25 in 2 groups, small image",
            FusedCases.conv2dAdd([uint256(1), 40, 40, 2], Kernel(25, 1, 2), 2, [uint256(7), 7, 1]),
            8,
            8
        );
    }

    function test_conv2d_depthwise_costs_no_more_than_its_bound() public {
        _check(
            "conv2d_depthwise 3x3x96",
            FusedCases.conv2dDepthwise([uint256(1), 56, 56, 96], 3, 96, [uint256(50), 50, 95]),
            10,
            12
        );
        _check(
            "conv2d_depthwise 5x5x160, 256 B",
            FusedCases.conv2dDepthwise([uint256(1), 28, 28, 160], 5, 160, [uint256(20), 20, 159]),
            8,
            8
        );
        _check(
            "conv2d_depthwise 7x7x33, 512 B",
            FusedCases.conv2dDepthwise([uint256(1), 64, 64, 33], 7, 33, [uint256(50), 50, 32]),
            9,
            9
        );
        _check(
            "conv2d_depthwise 1x1x1, 256 B, deepest trees",
            FusedCases.conv2dDepthwise([uint256(1), 16384, 16384, 1], 1, 1, [uint256(16383), 16383, 0]),
            8,
            8
        );
        _check(
            "conv2d_depthwise 25x25x1, small image",
            FusedCases.conv2dDepthwise([uint256(1), 40, 40, 1], 25, 1, [uint256(7), 7, 0]),
            8,
            8
        );
    }

    function test_conv2d_max_pool_costs_no_more_than_its_bound() public {
        Kernel memory point = Kernel(1, 1, 1);
        _check(
            "conv2d_max_pool 7x7x3, 3x3",
            FusedCases.conv2dMaxPool([uint256(1), 224, 224, 3], Kernel(7, 1, 1), 3, 64, [uint256(100), 100, 63]),
            10,
            12
        );
        _check(
            "conv2d_max_pool 3x3x64, 2x2, 256 B",
            FusedCases.conv2dMaxPool([uint256(1), 56, 56, 64], Kernel(3, 1, 1), 2, 64, [uint256(50), 50, 63]),
            8,
            8
        );
        _check(
            "conv2d_max_pool 5x5x33, dilated, 2x2",
            FusedCases.conv2dMaxPool([uint256(1), 64, 64, 33], Kernel(5, 3, 1), 2, 64, [uint256(30), 30, 63]),
            9,
            9
        );
        _check(
            "conv2d_max_pool 1x1x1, 1x1, 256 B, deepest trees",
            FusedCases.conv2dMaxPool([uint256(1), 16384, 16384, 1], point, 1, 1, [uint256(16383), 16383, 0]),
            8,
            8
        );
        _check(
            "conv2d_max_pool 1x1x1, 25x25, small image",
            FusedCases.conv2dMaxPool([uint256(1), 40, 40, 1], point, 25, 1, [uint256(7), 7, 0]),
            8,
            8
        );
        _check(
            "conv2d_max_pool 5x5 in 2 groups, 5x5, small image",
            FusedCases.conv2dMaxPool([uint256(1), 40, 40, 2], Kernel(5, 1, 2), 5, 2, [uint256(7), 7, 1]),
            8,
            8
        );
    }

    function test_conv2d_conv2d_add_costs_no_more_than_its_bound() public {
        Kernel memory point = Kernel(1, 1, 1);
        _check(
            "conv2d_conv2d_add 1x1x64 and 64",
            FusedCases.conv2dConv2dAdd([uint256(1), 56, 56, 64], point, 64, 256, [uint256(50), 50, 255]),
            10,
            12
        );
        _check(
            "conv2d_conv2d_add 1x1x512 and 1024",
            FusedCases.conv2dConv2dAdd([uint256(1), 7, 7, 512], point, 1024, 2048, [uint256(5), 5, 2047]),
            10,
            12
        );
        _check(
            "conv2d_conv2d_add 3x3x128 and 64, 256 B",
            FusedCases.conv2dConv2dAdd([uint256(1), 28, 28, 128], Kernel(3, 1, 1), 64, 128, [uint256(20), 20, 127]),
            8,
            8
        );
        _check(
            "conv2d_conv2d_add 1x1x1 and 1, 256 B, deepest trees",
            FusedCases.conv2dConv2dAdd([uint256(1), 16384, 16384, 1], point, 1, 1, [uint256(16383), 16383, 0]),
            8,
            8
        );
    }

    function test_pointwise_ops_cost_no_more_than_their_bounds() public {
        _check("mul, 256 B, deepest trees", StepCases.pointwise(9, 1 << 28, (1 << 28) - 1), 8, 8);
        _check("sub, 256 B, deepest trees", StepCases.pointwise(10, 1 << 28, (1 << 28) - 1), 8, 8);
        _check("add", StepCases.add(802816, 802815), 10, 12);
        _check("add, 256 B, deepest trees", StepCases.add(1 << 28, (1 << 28) - 1), 8, 8);
        _check("requantise", StepCases.requantise(2048, 2047), 10, 12);
        _check("lookup", StepCases.lookup(802816, 802815), 10, 12);
        _check("lookup, 256 B, deepest trees", StepCases.lookup(1 << 28, (1 << 28) - 1), 8, 8);
    }

    function _check(string memory name, SparseStep memory step, uint8 constantChunkLog2, uint8 activationChunkLog2)
        private
    {
        (step.constantChunkLog2, step.activationChunkLog2) = (constantChunkLog2, activationChunkLog2);
        IModelRegistry.ModelRecord memory model =
            registry.modelOf(registry.registerModel(StepCases.program(step), keccak256(bytes(name))));
        (uint256 used, uint256 length) = _measure(step);
        assertLe(length, model.worstBytes, string.concat("bytes of ", name));
        uint256 execution = 16 * length + used + SettlementBound.DEAREST + SettlementBound.carrying(length);
        uint256 all = 21_000 + (execution < 40 * length ? 40 * length : execution);
        assertLe(all, model.worstGas, string.concat("gas of ", name));
        vm.snapshotValue("Steps", name, used);
    }

    /// @return used gas of verify, without calldata
    function _measure(SparseStep memory step) private returns (uint256 used, uint256 length) {
        (Claim memory claim, bytes memory proof) = SparseProof.build(step);
        bytes memory data = abi.encodeCall(IStepVerifier.verify, (claim, proof));
        address target = address(verifier);
        bool convicted;
        // without a copy of what it returns: growing this test's memory would count
        assembly ("memory-safe") {
            used := gas()
            convicted := staticcall(gas(), target, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(convicted, "no fraud");
        length = proof.length;
    }
}
