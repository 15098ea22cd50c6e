// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Section, Sections} from "contracts/libraries/Section.sol";

/// @dev A proof's chunks at any strictly increasing positions: a range that `locate` gives lies inside them, and each of its bytes where
/// the tensor has it. On a first search, and on a second request that the first may have answered already. Up to three chunks
/// of 1,024 bytes, at every position; the ranges are those below, at and across the edges of chunks.
contract SectionIsReadInside {
    using Sections for Section;

    uint256 internal constant LOG2 = 10;
    uint256 internal constant SIZE = 1 << LOG2;

    /// @custom:halmos --array-lengths positions={4,8,12} --loop 5
    /// @param positions u32s as a proof has them
    /// @param chunks where in calldata the chunks lie; locating reads none of them
    function check_locate_inOneChunk(bytes calldata positions, uint32 chunks) public pure {
        Section memory section = _section(positions, chunks);
        _locate(section, 7 * SIZE, 1);
        _locate(section, 7 * SIZE + 1020, 4);
        _locate(section, 7 * SIZE - 1, 1);
    }

    /// @custom:halmos --array-lengths positions={4,8,12} --loop 5
    function check_locate_acrossChunks(bytes calldata positions, uint32 chunks) public pure {
        Section memory section = _section(positions, chunks);
        _locate(section, 7 * SIZE + 1000, 25);
        _locate(section, 6 * SIZE + 1, 2 * SIZE - 1);
    }

    /// @custom:halmos --array-lengths positions={4,8,12} --loop 5
    function check_locate_backwards(bytes calldata positions, uint32 chunks) public pure {
        Section memory section = _section(positions, chunks);
        _locate(section, 9 * SIZE, 2);
        _locate(section, 7 * SIZE + 1023, 1);
        _locate(section, 0, SIZE);
    }

    function _section(bytes calldata positions, uint256 chunks) internal pure returns (Section memory section) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := positions.offset
        }
        section.positions = offset;
        section.count = positions.length / 4;
        section.chunks = chunks;
        section.chunkLog2 = LOG2;
        for (uint256 place = 1; place < section.count; ++place) {
            // as StepVerifier has checked
            if (section.position(place) <= section.position(place - 1)) revert();
        }
    }

    /// @dev A range that is refused ends the path: `locate` reverts.
    function _locate(Section memory section, uint256 start, uint256 length) internal pure {
        uint256 offset = section.locate(start, length);
        uint256 first = start / SIZE;
        uint256 last = (start + length - 1) / SIZE;
        // the place, among the chunks, of the one that the range begins in; no larger than the count
        for (uint256 place = 0; place < section.count; ++place) {
            if (offset != section.chunks + place * SIZE + start % SIZE) continue;
            assert(place + last - first < section.count);
            for (uint256 i = 0; i <= last - first; ++i) {
                assert(section.position(place + i) == first + i);
            }
            return;
        }
        assert(false);
    }
}
