// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Dtype} from "../types/Dtype.sol";

/// @dev How bytes of one tensor become lanes: XOR `flip` makes them unsigned (i8 + 128), `zeros` holds the zero point, moved likewise, in each lane.
struct Lanes {
    uint256 flip;
    uint256 zeros;
}

/// @title Dot products of bytes, eight to a multiplication
/// @dev A word holds eight lanes of 32 bits: the polynomial p(2^32) whose coefficients are eight bytes. With q's lanes in
/// reverse order, coefficient 7 of p * q is the sum of the eight products. Lanes may be negative (byte - zero point), for
/// 2^223 added at the end undoes the borrow of the lower coefficients as long as each stays below 2^31 in magnitude.
library PackedDot {
    uint256 private constant ONES = 0x0000000100000001000000010000000100000001000000010000000100000001;
    /// bytes whose coefficients cannot reach 2^31: 28 products of at most 255 * 255 a word
    uint256 private constant BLOCK = 32768;

    function lanes(uint256 dtype, int256 zero) internal pure returns (Lanes memory) {
        unchecked {
            return dtype == Dtype.I8
                ? Lanes(0x8080808080808080808080808080808080808080808080808080808080808080, uint256(zero + 128) * ONES)
                : Lanes(0, uint256(zero) * ONES);
        }
    }

    /// @dev Sum of (x - zero) * (w - zero) over `length` bytes in calldata at `x` and `w`; right modulo 2^32.
    function dot(uint256 x, uint256 w, uint256 length, Lanes memory lanesX, Lanes memory lanesW)
        internal
        pure
        returns (uint256 sum)
    {
        unchecked {
            while (length > BLOCK) {
                sum += _block(x, w, BLOCK, lanesX, lanesW);
                (x, w, length) = (x + BLOCK, w + BLOCK, length - BLOCK);
            }
            return sum + _block(x, w, length, lanesX, lanesW);
        }
    }

    function _block(uint256 x, uint256 w, uint256 length, Lanes memory lanesX, Lanes memory lanesW)
        private
        pure
        returns (uint256 sum)
    {
        // plain: for (uint256 i = 0; i < length; ++i) {
        //     sum += (unsigned(msg.data[x + i]) - zeroX) * (unsigned(msg.data[w + i]) - zeroW);
        // }
        assembly ("memory-safe") {
            let flipX := mload(lanesX)
            let zerosX := mload(add(lanesX, 32))
            let flipW := mload(lanesW)
            let zerosW := mload(add(lanesW, 32))
            let toW := sub(w, x)
            let rest := and(length, 31)
            let end := add(x, sub(length, rest))
            for {} 1 { x := add(x, 32) } {
                let a := xor(calldataload(x), flipX)
                let b := xor(calldataload(add(x, toW)), flipW)
                if eq(x, end) {
                    if iszero(rest) { break }
                    // bytes after the run: w's become its zero point, so that their products vanish
                    let beyond := shr(shl(3, rest), not(0))
                    b := or(and(b, not(beyond)), and(mul(zerosW, 0x01010101), beyond))
                    rest := 0
                    end := add(end, 32)
                }
                // reverse b's lanes: swap halves, then quarters, then neighbours
                b := or(shl(128, b), shr(128, b))
                b := or(
                    and(shl(64, b), 0xffffffffffffffff0000000000000000ffffffffffffffff0000000000000000),
                    and(shr(64, b), 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff)
                )
                b := or(
                    and(shl(32, b), 0xffffffff00000000ffffffff00000000ffffffff00000000ffffffff00000000),
                    and(shr(32, b), 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff)
                )
                // bytes 3, 2, 1 and 0 of each lane
                let lane := 0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff
                let products := mul(sub(and(a, lane), zerosX), sub(and(b, lane), zerosW))
                products := add(products, mul(sub(and(shr(8, a), lane), zerosX), sub(and(shr(8, b), lane), zerosW)))
                products := add(products, mul(sub(and(shr(16, a), lane), zerosX), sub(and(shr(16, b), lane), zerosW)))
                products := add(products, mul(sub(and(shr(24, a), lane), zerosX), sub(and(shr(24, b), lane), zerosW)))
                sum := add(sum, products)
            }
            sum := shr(224, add(sum, shl(223, 1)))
        }
    }
}
