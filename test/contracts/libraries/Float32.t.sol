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

    function plusScale(uint256 value, uint256 bits) external pure returns (uint256) {
        return Float32.plusScale(value, bits);
    }

    function squareRoot(uint256 value) external pure returns (uint256) {
        return Float32.squareRoot(value);
    }

    function quotientOf(int256 value, uint256 divisor) external pure returns (int256) {
        return Float32.quotientOf(value, divisor);
    }

    function affine(int256 value, uint256 gamma, uint256 beta) external pure returns (int256) {
        return Float32.affine(value, gamma, beta);
    }

    function coefficient(uint256 bits) external pure returns (int256) {
        return Float32.coefficient(bits);
    }
}

/// @notice Draws numbers of 24 significant bits.
library SlowValue {
    /// @return value of `least` to `most` + 1 bits, the lowest of them 0 beyond 24
    function binary32(uint256 seed, uint8 shift, uint256 least, uint256 most) internal pure returns (uint256 value) {
        uint256 length = least + shift % (most - least + 1);
        value = (2 ** 23 + seed % 2 ** 23);
        return length >= 23 ? value << (length - 23) : value >> (23 - length);
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

    function testFuzz_plusScale_rounds_twice(uint64 value, uint8 shift, uint32 seed) public view {
        uint256 integer = (value >> (shift % 64)) >> 7;
        // 2^-40 .. 2^60, whole in units of 2^-100
        uint32 bits = uint32(bound(seed, (127 - 40) << 23, (127 + 60) << 23));
        int256 sum = SlowFloat.nearest(int256(integer), 1) + SlowFloat.value(bits);
        // units of 2^-83 on both sides; the sum has at most 60 + 64 bits after its point is moved
        int256 expected = SlowFloat.nearest(sum >> 37, SlowFloat.ONE >> 37) >> 17;
        assertEq(int256(float32.plusScale(integer, bits)), expected);
    }

    function test_plusScale_takes_a_big_integer_to_binary32_in_one_rounding() public view {
        // the smallest epsilon vanishes beside any of these
        assertEq(float32.plusScale(2 ** 54 + 2 ** 30 + 1, SMALLEST_SCALE), (2 ** 54 + 2 ** 31) << 83, "above a tie");
        assertEq(float32.plusScale(2 ** 54 + 2 ** 30, SMALLEST_SCALE), 2 ** 54 << 83, "a tie, to even");
        assertEq(float32.plusScale(2 ** 54 + 3 * 2 ** 30 - 1, SMALLEST_SCALE), (2 ** 54 + 2 ** 31) << 83, "below");
        assertEq(float32.plusScale(2 ** 57 - 1, SMALLEST_SCALE), 2 ** 57 << 83, "carries");
        assertEq(float32.plusScale(0, SMALLEST_SCALE), 2 ** 23, "2^-60 alone");
        assertEq(float32.plusScale(2 ** 57 - 1, LARGEST_SCALE), (2 ** 60 + 2 ** 57) << 83, "2^60 and 2^57");
    }

    function testFuzz_squareRoot_is_the_nearest(uint256 value, uint8 shift) public view {
        value = SlowValue.binary32(value, shift, 23, 144);
        // 2^-96 squared is 2^-192: 109 binary places more
        assertEq(float32.squareRoot(value), 2 * SlowFloat.squareRoot(value << 109));
    }

    function test_squareRoot_at_the_ends() public view {
        assertEq(float32.squareRoot(2 ** 23), 2 ** 67, "2^-60");
        assertEq(float32.squareRoot(2 ** 143), 2 ** 127, "2^60");
        assertEq(float32.squareRoot(9 << 83), 3 << 97, "9");
        // sqrt(2) = 0x1.6a09e667f3bcd: 24 bits are 0xb504f3 at 2^-23
        assertEq(float32.squareRoot(2 << 83), 0xb504f3 << 74, "2");
        // (2^24 - 1)^2 has 48 bits; next to its binary32 the root rounds up to 2^24
        assertEq(float32.squareRoot(((2 ** 48) - 2 ** 24) << 83), (2 ** 24 - 1) << 97, "just below 2^48");
    }

    function testFuzz_quotientOf_rounds_twice(int32 value, uint256 divisor, uint8 shift) public view {
        value = int32(bound(value, -(2 ** 28) + 1, 2 ** 28 - 1));
        // 2^-20 .. 2^31, so that the slow fractions fit
        divisor = SlowValue.binary32(divisor, shift, 77, 127);
        int256 single = SlowFloat.nearest(value, 1) / SlowFloat.ONE;
        int256 expected = SlowFloat.nearest(single << 97, int256(divisor));
        assertEq(float32.quotientOf(value, divisor), expected >> 40);
    }

    function testFuzz_affine_rounds_product_sum_and_integer(int256 value, uint8 shift, uint32 gamma, uint32 beta)
        public
        view
    {
        uint256 size = SlowValue.binary32(uint256(value), shift, 30, 70);
        int256 normal = value < 0 ? -int256(size) : int256(size);
        // 2^-20 .. 2^20, either sign
        (uint32 g, uint32 b) = (_signed(gamma), _signed(beta));
        // units of 2^-60 and of 2^-43 (gamma's last place): 2^-103
        int256 product = SlowFloat.nearest(normal * (_value(g) >> 57), 2 ** 103);
        int256 sum = product + _value(b);
        int256 expected = SlowFloat.whole(SlowFloat.nearest(sum, SlowFloat.ONE));
        assertEq(float32.affine(normal, g, b), expected);
    }

    function _signed(uint32 seed) private pure returns (uint32) {
        return uint32(bound(seed & 0x7fffffff, (127 - 20) << 23, (127 + 20) << 23)) | (seed & 0x80000000);
    }

    function _value(uint32 bits) private pure returns (int256) {
        int256 size = SlowFloat.value(bits & 0x7fffffff);
        return bits >> 31 == 1 ? -size : size;
    }

    function test_coefficient_counts_by_its_magnitude() public view {
        assertEq(float32.coefficient(0x3f800000), 2 ** 83, "1");
        assertEq(float32.coefficient(0xbf800000), -(2 ** 83), "-1");
        assertEq(float32.coefficient(SMALLEST_SCALE), 2 ** 23, "2^-60");
        assertEq(float32.coefficient(uint256(LARGEST_SCALE) | 1 << 31), -(2 ** 143), "-2^60");
        uint32[9] memory dead = [
            uint32(0),
            0x80000000,
            1,
            SMALLEST_SCALE - 1,
            LARGEST_SCALE + 1,
            0x7f800000,
            0xff800000,
            0x7fc00000,
            0xffffffff
        ];
        for (uint256 i = 0; i < dead.length; ++i) {
            assertEq(float32.coefficient(dead[i]), 0, vm.toString(dead[i]));
            assertEq(float32.coefficient(dead[i] ^ 0x80000000), 0, vm.toString(dead[i]));
        }
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
