// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Section} from "../../../contracts/libraries/Section.sol";
import {LayerNormStep} from "../../../contracts/ops/LayerNormStep.sol";
import {SoftmaxStep} from "../../../contracts/ops/SoftmaxStep.sol";

/// @notice What softmax and layer_norm make of a row, as the optimised build has it.
contract RowsHarness {
    function count(bytes calldata row, uint256 dtype) external pure returns (uint256[256] memory) {
        return SoftmaxStep.count(_offset(row), row.length, dtype);
    }

    function moments(bytes calldata row, uint256 dtype) external pure returns (int256 sum, uint256 squares) {
        // one chunk, whose position is read as zero beyond the calldata
        return LayerNormStep.moments(Section(2 ** 32, 1, _offset(row), 64, 0, dtype, 0, 0, 0), 0, row.length);
    }

    function _offset(bytes calldata row) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := row.offset
        }
    }
}

/// @notice The loops over rows against plain ones.
contract RowsTest is Test {
    RowsHarness internal rows = new RowsHarness();

    function testFuzz_count_counts_each_value(bytes calldata row) public view {
        for (uint256 dtype = 0; dtype < 2; ++dtype) {
            uint256[256] memory expected;
            for (uint256 i = 0; i < row.length; ++i) {
                ++expected[dtype == 1 ? (uint256(uint8(row[i])) + 128) % 256 : uint8(row[i])];
            }
            assertEq(keccak256(abi.encode(rows.count(row, dtype))), keccak256(abi.encode(expected)));
        }
    }

    function testFuzz_moments_are_the_sums(bytes memory row) public view {
        row = bytes.concat(row, hex"80");
        for (uint256 dtype = 0; dtype < 2; ++dtype) {
            _check(row, dtype);
        }
    }

    function test_moments_of_the_longest_rows_do_not_wrap() public view {
        bytes memory row = new bytes(98304);
        for (uint256 i = 0; i < row.length; ++i) {
            row[i] = 0xff;
        }
        (int256 sum, uint256 squares) = rows.moments(row, 0);
        assertEq(sum, 98304 * 255, "sum");
        assertEq(squares, uint256(98304) * 255 * 255, "squares, beyond 2^32");
        (sum, squares) = rows.moments(row, 1);
        assertEq(sum, -98304, "sum of i8");
        assertEq(squares, 98304, "squares of i8");
        for (uint256 i = 0; i < row.length; ++i) {
            row[i] = 0x80;
        }
        (sum, squares) = rows.moments(row, 1);
        assertEq(sum, -98304 * 128, "sum of -128");
        assertEq(squares, uint256(98304) * 128 * 128, "squares of -128");
    }

    function _check(bytes memory row, uint256 dtype) private view {
        int256 expectedSum;
        uint256 expectedSquares;
        for (uint256 i = 0; i < row.length; ++i) {
            int256 x = dtype == 1 ? int256(int8(uint8(row[i]))) : int256(uint256(uint8(row[i])));
            expectedSum += x;
            expectedSquares += uint256(x * x);
        }
        (int256 sum, uint256 squares) = rows.moments(row, dtype);
        assertEq(sum, expectedSum, "sum");
        assertEq(squares, expectedSquares, "squares");
    }
}
