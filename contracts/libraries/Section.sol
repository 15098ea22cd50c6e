// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "../interfaces/IStepVerifier.sol";
import {Dtype} from "../types/Dtype.sol";
import {Calldata} from "./Calldata.sol";

/// @dev The chunks of one tensor that a proof carries, where they lie in calldata: docs/format.md, "Fraud proof".
/// Chunks with consecutive positions are neighbours there, so a run of a tensor's bytes is one range of calldata.
struct Section {
    /// calldata offset of `count` u32 positions, strictly increasing
    uint256 positions;
    uint256 count;
    /// calldata offset of the chunks
    uint256 chunks;
    uint256 chunkLog2;
    /// where the last search ended: ops read mostly forwards
    uint256 cursor;
    uint256 dtype;
    /// the bytes [from, from + size) of the tensor found last, and where in calldata they begin
    uint256 from;
    uint256 size;
    uint256 origin;
}

using Sections for Section global;

library Sections {
    /// @dev Calldata offset of bytes [start, start + length) of the tensor; length >= 1. Reverts if the proof lacks a chunk of them.
    function locate(Section memory self, uint256 start, uint256 length) internal pure returns (uint256) {
        unchecked {
            uint256 size = self.size;
            uint256 within = start - self.from;
            if (within < size && within + length <= size) return self.origin + within;
            return self.search(start, length);
        }
    }

    function search(Section memory self, uint256 start, uint256 length) internal pure returns (uint256) {
        unchecked {
            uint256 chunkLog2 = self.chunkLog2;
            uint256 first = start >> chunkLog2;
            uint256 last = (start + length - 1) >> chunkLog2;
            uint256 found = self.seek(first);
            uint256 end = found + last - first;
            // positions increase strictly: if the outer two stand that far apart, all between them are there
            if (end >= self.count || self.position(found) != first || self.position(end) != last) {
                self.revertMissing(first, found);
            }
            self.from = first << chunkLog2;
            self.size = (last - first + 1) << chunkLog2;
            self.origin = self.chunks + (found << chunkLog2);
            return self.origin + (start - self.from);
        }
    }

    /// @dev Elements of a byte each, `stride` bytes apart: where the one at `start` lies, and how many of `count` >= 1 the same chunk holds.
    function reach(Section memory self, uint256 start, uint256 stride, uint256 count)
        internal
        pure
        returns (uint256 offset, uint256 reached)
    {
        unchecked {
            offset = self.locate(start, 1);
            reached = (self.from + self.size - start - 1) / stride + 1;
            if (reached > count) reached = count;
        }
    }

    /// @dev Names the first chunk that is absent, from `chunk` on, which would stand at `place`.
    function revertMissing(Section memory self, uint256 chunk, uint256 place) internal pure {
        unchecked {
            while (place < self.count && self.position(place) == chunk) (place, chunk) = (place + 1, chunk + 1);
        }
        revert IStepVerifier.MissingChunk(chunk);
    }

    /// @dev The first place whose position is at least `chunk`.
    function seek(Section memory self, uint256 chunk) internal pure returns (uint256 place) {
        unchecked {
            place = self.cursor;
            if (place != 0 && self.position(place - 1) >= chunk) place = 0;
            while (place < self.count && self.position(place) < chunk) ++place;
            self.cursor = place;
        }
    }

    /// @dev The `place`th position.
    function position(Section memory self, uint256 place) internal pure returns (uint256 chunk) {
        uint256 offset = self.positions;
        assembly ("memory-safe") {
            chunk := shr(224, calldataload(add(offset, shl(2, place))))
        }
    }

    /// @dev Element `index` as a number; not for f32.
    function element(Section memory self, uint256 index) internal pure returns (int256) {
        if (self.dtype > Dtype.I8) return int256(int32(uint32(self.bits(index))));
        uint256 word = self.byteAt(index);
        return self.dtype == Dtype.I8 ? int256(int8(uint8(word))) : int256(word);
    }

    function byteAt(Section memory self, uint256 index) internal pure returns (uint256) {
        return Calldata.byteAt(self.locate(index, 1));
    }

    /// @dev The four little-endian bytes of element `index`.
    function bits(Section memory self, uint256 index) internal pure returns (uint256) {
        unchecked {
            return Calldata.littleEndian32(self.locate(4 * index, 4));
        }
    }
}
