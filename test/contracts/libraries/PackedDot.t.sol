// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Dtype} from "../../../contracts/types/Dtype.sol";
import {PackedDot} from "../../../contracts/libraries/PackedDot.sol";

/// @notice PackedDot, with its bytes in calldata as in a proof.
contract PackedDotHarness {
    function dot(
        bytes calldata data,
        uint256 x,
        uint256 w,
        uint256 length,
        uint256 dtypeX,
        uint256 dtypeW,
        int256 zeroX,
        int256 zeroW
    ) external pure returns (int256) {
        uint256 start;
        assembly ("memory-safe") {
            start := data.offset
        }
        uint256 sum =
            PackedDot.dot(start + x, start + w, length, PackedDot.lanes(dtypeX, zeroX), PackedDot.lanes(dtypeW, zeroW));
        return int256(int32(uint32(sum)));
    }
}

/// @notice PackedDot against the loop that it replaces.
contract PackedDotTest is Test {
    PackedDotHarness internal harness = new PackedDotHarness();

    struct Case {
        uint256 x;
        uint256 w;
        uint256 length;
        uint256 dtypeX;
        uint256 dtypeW;
        int256 zeroX;
        int256 zeroW;
    }

    function _check(bytes memory data, Case memory one) private view {
        int256 expected;
        for (uint256 i = 0; i < one.length; ++i) {
            expected += (_value(data[one.x + i], one.dtypeX) - one.zeroX)
                * (_value(data[one.w + i], one.dtypeW) - one.zeroW);
        }
        int256 actual = harness.dot(data, one.x, one.w, one.length, one.dtypeX, one.dtypeW, one.zeroX, one.zeroW);
        assertEq(actual, int256(int32(expected)));
    }

    function _value(bytes1 data, uint256 dtype) private pure returns (int256) {
        return dtype == Dtype.I8 ? int256(int8(uint8(data))) : int256(uint256(uint8(data)));
    }

    function testFuzz_dot_is_the_plain_loop(uint256 seed, Case memory one) public view {
        one.length = bound(one.length, 0, 130);
        one.x = bound(one.x, 0, 40);
        one.w = bound(one.w, 0, 40);
        one.dtypeX = bound(one.dtypeX, 0, 1);
        one.dtypeW = bound(one.dtypeW, 0, 1);
        one.zeroX = bound(one.zeroX, Dtype.smallest8(one.dtypeX), Dtype.largest8(one.dtypeX));
        one.zeroW = bound(one.zeroW, Dtype.smallest8(one.dtypeW), Dtype.largest8(one.dtypeW));
        bytes memory data = new bytes(256);
        for (uint256 i = 0; i < 256; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // extremes as often as anything else
            data[i] = bytes1(random % 3 == 0 ? (random & 256 == 0 ? 0x00 : 0xff) : uint8(random >> 16));
        }
        _check(data, one);
    }

    function test_dot_of_every_length_up_to_three_words() public view {
        bytes memory data = new bytes(200);
        for (uint256 i = 0; i < 200; ++i) {
            data[i] = bytes1(uint8(37 * i + 11));
        }
        for (uint256 length = 0; length <= 96; ++length) {
            _check(data, Case(3, 101, length, Dtype.U8, Dtype.I8, 9, -77));
        }
    }

    /// @dev Sums of one sign, as large as they get: the borrow of lower lanes and the carry into them.
    function test_dot_does_not_leak_between_lanes_at_any_length() public view {
        _checkUniform(0xff, 0xff, 0, 0);
        _checkUniform(0xff, 0x00, 0, 255);
        _checkUniform(0x00, 0xff, 255, 0);
        _checkUniform(0x00, 0x00, 255, 255);
    }

    /// @dev All bytes of x alike, and all of w: the sum is one product, times the length.
    function _checkUniform(uint8 x, uint8 w, int256 zeroX, int256 zeroW) private view {
        uint256[6] memory lengths = [uint256(32767), 32768, 32769, 65536, 65537, 98304];
        bytes memory data = bytes.concat(_repeat(x, 98304), _repeat(w, 98304));
        int256 product = (int256(uint256(x)) - zeroX) * (int256(uint256(w)) - zeroW);
        for (uint256 i = 0; i < lengths.length; ++i) {
            assertEq(
                harness.dot(data, 0, 98304, lengths[i], Dtype.U8, Dtype.U8, zeroX, zeroW),
                int256(int32(product * int256(lengths[i])))
            );
        }
    }

    function _repeat(uint8 value, uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        uint256 word = uint256(value) * (type(uint256).max / 255);
        for (uint256 i = 0; i < length; i += 32) {
            assembly ("memory-safe") {
                mstore(add(add(data, 32), i), word)
            }
        }
    }
}
