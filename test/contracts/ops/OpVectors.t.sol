// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {OpHarness} from "./OpHarness.sol";

/// @notice Theorem 5 (docs/protocol.md, "Executors agree"), the EVM's part: every element of every vector, as the interpreter gives it.
contract OpVectorsTest is Test {
    OpHarness internal harness = new OpHarness();

    function test_conv2d_computes_what_the_interpreter_computes() public {
        _check("conv2d", 4);
    }

    function test_matmul_computes_what_the_interpreter_computes() public {
        _check("matmul", 4);
    }

    function test_add_computes_what_the_interpreter_computes() public {
        _check("add", 2);
    }

    function test_max_pool_computes_what_the_interpreter_computes() public {
        _check("max_pool", 1);
    }

    function test_avg_pool_computes_what_the_interpreter_computes() public {
        _check("avg_pool", 2);
    }

    function test_reduce_sum_computes_what_the_interpreter_computes() public {
        _check("reduce_sum", 1);
    }

    function test_requantise_computes_what_the_interpreter_computes() public {
        _check("requantise", 1);
    }

    function test_lookup_computes_what_the_interpreter_computes() public {
        _check("lookup", 2);
    }

    function test_reduce_max_computes_what_the_interpreter_computes() public {
        _check("reduce_max", 1);
    }

    function test_arg_max_computes_what_the_interpreter_computes() public {
        _check("arg_max", 1);
    }

    function test_softmax_computes_what_the_interpreter_computes() public {
        _check("softmax", 2);
    }

    function test_layer_norm_computes_what_the_interpreter_computes() public {
        _check("layer_norm", 3);
    }

    function test_concat_computes_what_the_interpreter_computes() public {
        _check("concat", 4);
    }

    function test_pad_computes_what_the_interpreter_computes() public {
        _check("pad", 1);
    }

    function test_slice_computes_what_the_interpreter_computes() public {
        _check("slice", 1);
    }

    function test_transpose_computes_what_the_interpreter_computes() public {
        _check("transpose", 1);
    }

    function test_gather_computes_what_the_interpreter_computes() public {
        _check("gather", 2);
    }

    function test_resize_nearest_computes_what_the_interpreter_computes() public {
        _check("resize_nearest", 3);
    }

    function test_mul_computes_what_the_interpreter_computes() public {
        _check("mul", 2);
    }

    function test_sub_computes_what_the_interpreter_computes() public {
        _check("sub", 2);
    }

    function test_conv2d_add_computes_what_the_interpreter_computes() public {
        _check("conv2d_add", 5);
    }

    function test_conv2d_depthwise_computes_what_the_interpreter_computes() public {
        _check("conv2d_depthwise", 7);
    }

    function test_conv2d_max_pool_computes_what_the_interpreter_computes() public {
        _check("conv2d_max_pool", 4);
    }

    function test_conv2d_conv2d_add_computes_what_the_interpreter_computes() public {
        _check("conv2d_conv2d_add", 8);
    }

    function _check(string memory op, uint256 operandCount) private {
        string memory json = vm.readFile(string.concat("vectors/ops/", op, ".json"));
        string[] memory names = vm.parseJsonStringArray(json, ".names");
        bytes[] memory descriptors = vm.parseJsonBytesArray(json, ".descriptors");
        bytes[] memory outputs = vm.parseJsonBytesArray(json, ".outputs");
        bytes[][] memory columns = new bytes[][](operandCount);
        for (uint256 i = 0; i < operandCount; ++i) {
            columns[i] = vm.parseJsonBytesArray(json, string.concat(".operands", vm.toString(i)));
        }
        assertGt(names.length, 0, "no cases");
        for (uint256 i = 0; i < names.length; ++i) {
            bytes[] memory operands = new bytes[](operandCount);
            for (uint256 j = 0; j < operandCount; ++j) {
                operands[j] = columns[j][i];
            }
            assertEq(harness.run(descriptors[i], operands), outputs[i], string.concat(op, ": ", names[i]));
        }
    }
}
