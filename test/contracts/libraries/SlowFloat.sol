// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Binary32 by its definition, with fractions: the nearest of the candidates is searched for, bit by bit, never shifted or guessed.
/// @dev A rational is numerator / 2^SCALE. Slow on purpose, and shares no code with Float32.
library SlowFloat {
    uint256 internal constant SCALE = 100;
    int256 internal constant ONE = int256(1 << SCALE);

    /// @dev The value of a positive normal binary32, exactly.
    function value(uint32 bits) internal pure returns (int256) {
        uint256 exponent = bits / 2 ** 23;
        uint256 significand = 2 ** 23 + bits % 2 ** 23;
        // significand * 2^(exponent - 150), in units of 2^-100
        return exponent >= 50 ? int256(significand * 2 ** (exponent - 50)) : int256(significand / 2 ** (50 - exponent));
    }

    /// @dev The binary32 nearest to the fraction |numerator / denominator|, sign kept, ties to even; in units of 2^-100.
    function nearest(int256 numerator, int256 denominator) internal pure returns (int256) {
        if (numerator == 0) return 0;
        int256 sign = (numerator < 0) == (denominator < 0) ? int256(1) : int256(-1);
        uint256 n = uint256(numerator < 0 ? -numerator : numerator);
        uint256 d = uint256(denominator < 0 ? -denominator : denominator);
        // the unit in the last place: doubled until 2^24 of them exceed the value
        uint256 ulp = 1;
        while (2 ** 24 * ulp * d <= n * uint256(ONE)) ulp *= 2;
        return sign * int256(ulp * wholeNearest(n * uint256(ONE), ulp * d));
    }

    /// @dev n / d to the nearest integer, ties to even.
    function wholeNearest(uint256 n, uint256 d) internal pure returns (uint256 q) {
        q = n / d;
        uint256 twice = 2 * (n % d);
        if (twice > d || (twice == d && q % 2 == 1)) ++q;
    }

    /// @dev A multiple of 2^-100 to the nearest integer, ties to even.
    function whole(int256 x) internal pure returns (int256) {
        return x < 0 ? -int256(wholeNearest(uint256(-x), uint256(ONE))) : int256(wholeNearest(uint256(x), uint256(ONE)));
    }

    /// @dev The binary32 nearest to sqrt(x / 2^bits), ties to even, in units of 2^-bits / 2: the last candidate whose midpoint
    /// with the next is not beyond it. For roots of 2^24 units or more.
    function squareRoot(uint256 x) internal pure returns (uint256 root) {
        uint256 ulp = 1;
        while ((2 ** 24 * ulp) ** 2 <= x) ulp *= 2;
        // candidates are multiples of the ulp: halve the range between 2^23 and 2^24 of them
        uint256 low = 2 ** 23;
        uint256 high = 2 ** 24;
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if ((middle * ulp) ** 2 <= x) low = middle;
            else high = middle;
        }
        // (low + 1/2)^2 against x, all times 4; a root is never exactly half way, for its square would need 50 bits
        return ((2 * low + 1) * ulp) ** 2 <= 4 * x ? high * ulp : low * ulp;
    }
}
