// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ProofReader, ProofReaders} from "contracts/libraries/ProofReader.sol";

/// @dev A reader anywhere in a proof of any length, told to pass over any length below 2^128 (lengths are made of a node's shape and of
/// two-byte counts): what it gives lies inside the proof, one piece behind the other, and `finish` holds only if nothing is left.
contract ProofIsReadInside {
    using ProofReaders for ProofReader;

    function check_skip(uint64 start, uint64 next, uint64 end, uint128 one, uint128 two) public pure {
        if (start > next || next > end) return;
        ProofReader memory reader = ProofReader(start, next, end);

        uint256 first = reader.skip(one);
        assert(first == next);
        assert(first + one <= end);
        uint256 second = reader.skip(two);
        assert(second == first + one);
        assert(second + two <= end);
        reader.finish();
        assert(second + two == end);
    }

    /// @custom:halmos --array-lengths proof={0,1,8,31,32,40} --loop 33
    /// @dev The number is made of the next bytes, whatever follows them.
    function check_number(bytes calldata proof) public pure {
        for (uint256 digits = 1; digits <= proof.length && digits <= 32; ++digits) {
            ProofReader memory reader = ProofReaders.open(proof);
            uint256 expected;
            for (uint256 i = 0; i < digits; ++i) {
                expected = (expected << 8) | uint8(proof[i]);
            }
            assert(reader.number(digits) == expected);
        }
    }
}
