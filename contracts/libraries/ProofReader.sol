// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "../interfaces/IStepVerifier.sol";

/// @dev Reads a proof from front to back: docs/format.md, "Fraud proof". Offsets are of calldata.
struct ProofReader {
    uint256 start;
    uint256 next;
    uint256 end;
}

using ProofReaders for ProofReader global;

library ProofReaders {
    function open(bytes calldata proof) internal pure returns (ProofReader memory reader) {
        uint256 start;
        assembly ("memory-safe") {
            start := proof.offset
        }
        unchecked {
            return ProofReader(start, start, start + proof.length);
        }
    }

    /// @dev Passes over the next `length` bytes.
    /// @return offset where they begin
    function skip(ProofReader memory self, uint256 length) internal pure returns (uint256 offset) {
        unchecked {
            offset = self.next;
            uint256 next = offset + length;
            if (next > self.end) revert IStepVerifier.ProofTooShort(self.end - self.start, next - self.start);
            self.next = next;
        }
    }

    /// @dev The next `length` <= 32 bytes as a big-endian number.
    function number(ProofReader memory self, uint256 length) internal pure returns (uint256 value) {
        uint256 offset = self.skip(length);
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, length)), calldataload(offset))
        }
    }

    function hash(ProofReader memory self) internal pure returns (bytes32) {
        return bytes32(self.number(32));
    }

    /// @dev RULE: a proof has one encoding; nothing follows it.
    function finish(ProofReader memory self) internal pure {
        unchecked {
            if (self.next != self.end) {
                revert IStepVerifier.TrailingData(self.end - self.start, self.next - self.start);
            }
        }
    }
}
