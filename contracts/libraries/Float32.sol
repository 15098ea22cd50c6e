// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Binary32 arithmetic on exact integers, round to nearest, ties to even
/// @dev Exponents are unbounded here. That changes no result: scales lie in [2^-60, 2^60], so nothing but a quotient can leave
/// binary32's range, and that one rounds to 0 or saturates either way.
library Float32 {
    /// 2^-60 and 2^60 as binary32
    uint256 internal constant SMALLEST_SCALE = 0x21800000;
    uint256 internal constant LARGEST_SCALE = 0x5d800000;

    /// @dev Positive, normal, within [2^-60, 2^60].
    function isScale(uint256 bits) internal pure returns (bool) {
        return bits >= SMALLEST_SCALE && bits <= LARGEST_SCALE;
    }

    /// @dev A scale's value is mantissa * 2^exponent, with 24 bits of mantissa and exponent within [-83, 37].
    function decode(uint256 bits) internal pure returns (uint256 mantissa, int256 exponent) {
        return ((bits & 0x7fffff) | 0x800000, int256(bits >> 23) - 150);
    }

    function bitLength(uint256 value) internal pure returns (uint256 length) {
        // plain: while (value >> length != 0) ++length;
        unchecked {
            if (value > type(uint128).max) (value, length) = (value >> 128, 128);
            if (value > type(uint64).max) (value, length) = (value >> 64, length + 64);
            if (value > type(uint32).max) (value, length) = (value >> 32, length + 32);
            if (value > type(uint16).max) (value, length) = (value >> 16, length + 16);
            if (value > 0xff) (value, length) = (value >> 8, length + 8);
            if (value > 0xf) (value, length) = (value >> 4, length + 4);
            if (value > 3) (value, length) = (value >> 2, length + 2);
            length += value > 1 ? 2 : value;
        }
    }

    /// @dev value / 2^shift to the nearest integer, ties to even. `value` < 2^255, 1 <= `shift` <= 254.
    function shiftRight(uint256 value, uint256 shift) internal pure returns (uint256) {
        // plain: q = value >> shift; r = value - (q << shift); half = 1 << (shift - 1);
        //        return r > half || (r == half && q & 1 == 1) ? q + 1 : q;
        unchecked {
            return (value + (1 << (shift - 1)) - 1 + ((value >> shift) & 1)) >> shift;
        }
    }

    /// @dev `value` to the nearest number of 24 significant bits.
    function round(uint256 value) internal pure returns (uint256) {
        if (value < 1 << 24) return value;
        unchecked {
            uint256 shift = bitLength(value) - 24;
            return shift == 0 ? value : shiftRight(value, shift) << shift;
        }
    }

    /// @dev rne(f32(f32(value) * scale)); `value` is an int32.
    function scale(int256 value, uint256 bits) internal pure returns (int256) {
        (uint256 mantissa, int256 exponent) = decode(bits);
        unchecked {
            uint256 product = round(round(magnitude(value)) * mantissa);
            product = exponent < 0 ? shiftRight(product, uint256(-exponent)) : product << uint256(exponent);
            return value < 0 ? -int256(product) : int256(product);
        }
    }

    /// @dev f32(value * scale) in units of 2^-83; |value| < 2^24.
    function multiply(int256 value, uint256 bits) internal pure returns (int256) {
        (uint256 mantissa, int256 exponent) = decode(bits);
        unchecked {
            uint256 product = round(magnitude(value) * mantissa) << uint256(exponent + 83);
            return value < 0 ? -int256(product) : int256(product);
        }
    }

    /// @dev rne(f32(f32(value) / scale)), `value` in units of 2^-83 and below 2^160.
    function divide(int256 value, uint256 bits) internal pure returns (int256) {
        (uint256 mantissa, int256 exponent) = decode(bits);
        unchecked {
            uint256 dividend = round(magnitude(value)) << 64;
            // the lowest bit stands for all that the division drops: it is far below the 24 that are kept
            uint256 quotient = dividend / mantissa;
            if (quotient * mantissa != dividend) quotient |= 1;
            quotient = shiftRight(round(quotient), uint256(exponent + 147));
            return value < 0 ? -int256(quotient) : int256(quotient);
        }
    }

    function magnitude(int256 value) internal pure returns (uint256) {
        unchecked {
            return uint256(value < 0 ? -value : value);
        }
    }
}
