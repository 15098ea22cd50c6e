// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Float32} from "../../../contracts/libraries/Float32.sol";
import {SlowFloat} from "./SlowFloat.sol";

/// @notice Float32, as the optimised build has it.
contract Float32Harness {
    function isScale(uint256 bits) external pure returns (bool) {
        return Float32.isScale(bits);
    }

    function bitLength(uint256 value) external pure returns (uint256) {
        return Float32.bitLength(value);
    }

    function shiftRight(uint256 value, uint256 shift) external pure returns (uint256) {
        return Float32.shiftRight(value, shift);
    }

    function scale(int256 value, uint256 bits) external pure returns (int256) {
        return Float32.scale(value, bits);
    }

    function multiply(int256 value, uint256 bits) external pure returns (int256) {
        return Float32.multiply(value, bits);
    }

    function divide(int256 value, uint256 bits) external pure returns (int256) {
        return Float32.divide(value, bits);
    }
}

/// @notice Float32 against a slow reference that shares nothing with it.
contract Float32Test is Test {
    uint32 internal constant SMALLEST_SCALE = 0x21800000;
    uint32 internal constant LARGEST_SCALE = 0x5d800000;

    Float32Harness internal float32 = new Float32Harness();

    /// @dev Scales for which the reference's 256 bits are wide enough: 2^-24 .. 2^24.
    function _scale(uint32 seed) private pure returns (uint32) {
        return uint32(bound(seed, (127 - 24) << 23, (127 + 24) << 23));
    }

    function testFuzz_scale_rounds_three_times(int32 value, uint32 seed) public view {
        uint32 bits = _scale(seed);
        int256 single = SlowFloat.nearest(value, 1);
        // single and the scale are in units of 2^-100: their product, in units of 2^-200
        int256 product = SlowFloat.nearest((single / SlowFloat.ONE) * SlowFloat.value(bits), SlowFloat.ONE);
        assertEq(float32.scale(value, bits), SlowFloat.whole(product));
    }

    function test_scale_ties_go_to_even() public view {
        uint32 half = 126 << 23;
        assertEq(float32.scale(1, half), 0, "0.5");
        assertEq(float32.scale(3, half), 2, "1.5");
        assertEq(float32.scale(5, half), 2, "2.5");
        assertEq(float32.scale(-1, half), 0, "-0.5");
        assertEq(float32.scale(-3, half), -2, "-1.5");
        assertEq(float32.scale(-5, half), -2, "-2.5");
    }

    function test_scale_at_the_edges_of_binary32() public view {
        uint32 one = 127 << 23;
        assertEq(float32.scale(0, one), 0, "0");
        assertEq(float32.scale(16777217, one), 16777216, "2^24 + 1 ties to even, below");
        assertEq(float32.scale(16777219, one), 16777220, "2^24 + 3 ties to even, above");
        assertEq(float32.scale(type(int32).max, one), 2147483648, "2^31 - 1 rounds up to 2^31");
        assertEq(float32.scale(type(int32).min, one), -2147483648, "-2^31");
        assertEq(float32.scale(type(int32).min, LARGEST_SCALE), -2 ** 91, "the largest product");
        assertEq(float32.scale(type(int32).max, SMALLEST_SCALE), 0, "the smallest scale");
    }

    function testFuzz_sum_of_products_divided_rounds_each_time(int16 a, int16 b, uint32 x, uint32 w, uint32 y)
        public
        view
    {
        (a, b) = (int16(bound(a, -255, 255)), int16(bound(b, -255, 255)));
        (x, w, y) = (_narrow(x), _narrow(w), _narrow(y));
        int256 sum = float32.multiply(a, x) + float32.multiply(b, w);
        assertEq(float32.divide(sum, y), _dividedSum(a, b, x, w, y));
    }

    /// @dev 2^-12 .. 2^8: narrow enough for fractions of 256 bits. The vectors go to the ends of the range.
    function _narrow(uint32 seed) private pure returns (uint32) {
        return uint32(bound(seed, (127 - 12) << 23, (127 + 8) << 23));
    }

    function _dividedSum(int256 a, int256 b, uint32 x, uint32 w, uint32 y) private pure returns (int256) {
        int256 sum = SlowFloat.nearest(a * SlowFloat.value(x), SlowFloat.ONE)
            + SlowFloat.nearest(b * SlowFloat.value(w), SlowFloat.ONE);
        // an exponent of 2^-100 leaves room: the sum has at most 24 + 36 significant bits
        int256 rounded = SlowFloat.nearest(sum >> 60, SlowFloat.ONE >> 60);
        return SlowFloat.whole(SlowFloat.nearest(rounded >> 60, SlowFloat.value(y) >> 60));
    }

    function testFuzz_shiftRight_is_the_nearest_ties_to_even(uint256 value, uint256 shift) public view {
        value = bound(value, 0, 2 ** 255 - 1);
        shift = bound(shift, 1, 254);
        uint256 quotient = value >> shift;
        uint256 rest = value - (quotient << shift);
        uint256 half = 1 << (shift - 1);
        if (rest > half || (rest == half && quotient & 1 == 1)) ++quotient;
        assertEq(float32.shiftRight(value, shift), quotient);
    }

    function testFuzz_bitLength_counts_bits(uint256 value, uint8 shift) public view {
        value >>= shift;
        uint256 length;
        while (length < 256 && value >> length != 0) ++length;
        assertEq(float32.bitLength(value), length);
    }

    function test_isScale_is_2_to_the_minus_60_to_2_to_the_60() public view {
        assertTrue(float32.isScale(0x21800000), "2^-60");
        assertTrue(float32.isScale(0x5d800000), "2^60");
        assertFalse(float32.isScale(0x217fffff), "just below 2^-60");
        assertFalse(float32.isScale(0x5d800001), "just above 2^60");
        assertFalse(float32.isScale(0), "0");
        assertFalse(float32.isScale(0xbf800000), "-1");
        assertFalse(float32.isScale(0x7f800000), "infinity");
        assertFalse(float32.isScale(0x7fc00000), "not a number");
    }
}
