// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Float32} from "contracts/libraries/Float32.sol";

/// @dev On which every rounding of Float32 rests.
contract BitLengthIsExact {
    function check_bitLength(uint256 value) public pure {
        uint256 length = Float32.bitLength(value);
        assert(length <= 256);
        if (length < 256) assert(value < 1 << length);
        if (length != 0) assert(value >= 1 << (length - 1));
    }
}
