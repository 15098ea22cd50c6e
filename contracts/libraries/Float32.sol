// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Binary32 arithmetic on exact integers, round to nearest, ties to even
/// @dev Exponents are unbounded here. That changes no result: scales lie in [2^-60, 2^60], so nothing but a quotient, and the
/// product that it divides, can leave binary32's range, and those round to 0 or saturate either way.
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
        return signed(quotient(round(magnitude(value)), -83, bits), value);
    }

    /// @dev rne(f32(f32(f32(a * scaleA) * f32(b * scaleB)) / scale)); |a| and |b| < 2^16.
    function multiplyDivide(int256 a, uint256 bitsA, int256 b, uint256 bitsB, uint256 bits)
        internal
        pure
        returns (int256)
    {
        (uint256 mantissaA, int256 exponentA) = decode(bitsA);
        (uint256 mantissaB, int256 exponentB) = decode(bitsB);
        unchecked {
            uint256 product = round(round(magnitude(a) * mantissaA) * round(magnitude(b) * mantissaB));
            // a product beyond binary32's range is infinite there, and saturates; none but 0 lies below its normal numbers
            return signed(quotient(product, exponentA + exponentB, bits), a ^ b);
        }
    }

    /// @dev rne(f32(value * 2^exponent / scale)); `value` has 24 significant bits and is below 2^160, `exponent` within [-166, 74]
    /// and -83 where `value` is beyond 2^96.
    function quotient(uint256 value, int256 exponent, uint256 bits) internal pure returns (uint256 result) {
        (uint256 mantissa, int256 divisorExponent) = decode(bits);
        unchecked {
            uint256 dividend = value << 64;
            // the lowest bit stands for all that the division drops: it is far below the 24 that are kept
            result = dividend / mantissa;
            if (result * mantissa != dividend) result |= 1;
            result = round(result);
            int256 shift = divisorExponent + 64 - exponent;
            if (shift <= 0) return result << uint256(-shift);
            return shift > 254 ? 0 : shiftRight(result, uint256(shift));
        }
    }

    // What follows is layer_norm's: values come in the units that keep every one of its intermediate results a whole number.

    /// @dev f32(f32(value) + scale) in units of 2^-83; `value` < 2^57.
    function plusScale(uint256 value, uint256 bits) internal pure returns (uint256) {
        (uint256 mantissa, int256 exponent) = decode(bits);
        unchecked {
            return round((round(value) << 83) + (mantissa << uint256(exponent + 83)));
        }
    }

    /// @dev f32(sqrt(value)) in units of 2^-97, `value` in units of 2^-83 and within [2^-60, 2^62).
    function squareRoot(uint256 value) internal pure returns (uint256 root) {
        unchecked {
            value <<= 111;
            // Heron's iteration falls from above until it meets the largest root whose square is not larger
            uint256 next = 1 << ((bitLength(value) + 1) / 2);
            do {
                root = next;
                next = (root + value / root) / 2;
            } while (next < root);
            // at least 67 bits: the lowest stands for all that the root drops
            return round(root * root == value ? root : root | 1);
        }
    }

    /// @dev f32(f32(value) / divisor) in units of 2^-60; |value| < 2^28, `divisor` a binary32 in units of 2^-97 and within [2^-30, 2^31).
    function quotientOf(int256 value, uint256 divisor) internal pure returns (int256) {
        unchecked {
            uint256 dividend = round(magnitude(value)) << 157;
            uint256 whole = dividend / divisor;
            // unless it is 0 it has at least 29 bits
            if (whole * divisor != dividend) whole |= 1;
            return signed(round(whole), value);
        }
    }

    /// @dev rne(f32(f32(value * gamma) + beta)), `value` in units of 2^-60 and below 2^11; coefficients that do not count are 0.
    function affine(int256 value, uint256 gamma, uint256 beta) internal pure returns (int256) {
        unchecked {
            // both in units of 2^-143, below 2^72
            int256 product = value * coefficient(gamma);
            product = signed(round(magnitude(product)), product);
            int256 sum = product + (coefficient(beta) << 60);
            return signed(shiftRight(round(magnitude(sum)), 143), sum);
        }
    }

    /// @dev A factor or term of either sign, in units of 2^-83: 0 if its magnitude lies outside [2^-60, 2^60] or is not a number.
    function coefficient(uint256 bits) internal pure returns (int256) {
        uint256 positive = bits & 0x7fffffff;
        if (!isScale(positive)) return 0;
        (uint256 mantissa, int256 exponent) = decode(positive);
        unchecked {
            int256 value = int256(mantissa << uint256(exponent + 83));
            return positive == bits ? value : -value;
        }
    }

    /// @dev `size` with the sign of `like`.
    function signed(uint256 size, int256 like) internal pure returns (int256) {
        unchecked {
            return like < 0 ? -int256(size) : int256(size);
        }
    }

    function magnitude(int256 value) internal pure returns (uint256) {
        unchecked {
            return uint256(value < 0 ? -value : value);
        }
    }
}
