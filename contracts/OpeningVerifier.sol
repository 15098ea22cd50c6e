// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOpeningVerifier} from "./interfaces/IOpeningVerifier.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {Descriptor, DESCRIPTOR_BYTES, ROW_BYTES, Source} from "./libraries/Descriptor.sol";
import {List, ProgramHeader} from "./libraries/ProgramHeader.sol";
import {ProofReader, ProofReaders} from "./libraries/ProofReader.sol";
import {Claim} from "./types/Fraud.sol";
import {Due, FAN_OUT_LOG2, Level, LIST, Position, positionOf} from "./types/Opening.sol";
import {Dtype} from "./types/Dtype.sol";
import {Shape} from "./types/Shape.sol";

/// @title What a demand asks for, and whether an answer is right
/// @dev Documented in IOpeningVerifier; the bytes in docs/format.md, "Openings".
contract OpeningVerifier is IOpeningVerifier {
    /// @inheritdoc IOpeningVerifier
    function dueOf(Claim calldata claim, bytes calldata request)
        external
        view
        returns (Position position, Due memory due)
    {
        ProofReader memory reader = ProofReaders.open(request);
        position = Position.wrap(uint64(reader.number(8)));
        uint256 tree = position.tree();
        if (tree == 0 || tree > Source.NODE) revert UnknownTree(tree);
        List memory list = ProgramHeader.read(reader, claim)[tree];

        if (tree == Source.NODE && list.root == 0) _revealing(position, list, due);
        else if (position.isList()) _ofList(position, list, due, reader);
        else _ofTensor(position, list, due, reader);
        reader.finish();
    }

    /// @inheritdoc IOpeningVerifier
    function check(Position position, Due calldata due, bytes calldata answer) external view returns (bytes32 root) {
        uint256 expected = due.length();
        if (answer.length != expected) revert AnswerLengthWrong(answer.length, expected);
        uint256 offset;
        assembly ("memory-safe") {
            offset := answer.offset
        }
        root = due.hashes == 0
            ? Commitments.leaf(offset, expected)
            : Commitments.rootFromHashes(offset, due.hashes, due.height, _padding(position, due.chunkLog2));
        if (!due.reveals && root != due.hash) revert WrongAnswer(root, due.hash);
    }

    /// @dev RULE: before a trace on demand is committed to, nothing of it can be demanded but that.
    function _revealing(Position position, List memory list, Due memory due) private pure {
        Position expected = positionOf(Source.NODE, LIST, Level.LEAVES, 0);
        if (Position.unwrap(position) != Position.unwrap(expected)) revert NotRevealed(position, expected);
        due.reveals = true;
        due.hashes = uint16(list.count);
        due.height = uint8(list.depth);
    }

    function _ofList(Position position, List memory list, Due memory due, ProofReader memory reader) private view {
        uint256 height = _derive(position, list.count, list.depth, due);
        // what a list consists of are its tensors' roots: it has no chunks
        if (due.hashes == 0) revert NoSuchLevel(Level.CHUNK, list.depth);
        due.hash = reader.hash();
        ProgramHeader.checkPath(reader, due.hash, position.index(), list.depth - height, list.root);
    }

    function _ofTensor(Position position, List memory list, Due memory due, ProofReader memory reader) private view {
        uint256 tensor = position.tensor();
        if (tensor >= list.count) revert TensorOutOfRange(tensor, list.count);
        (uint256 chunks, uint256 elementLog2) = _readTensor(position.tree(), tensor, list, reader);
        uint256 depth = Commitments.depthOf(chunks);
        uint256 height = _derive(position, chunks, depth, due);
        due.chunkLog2 = uint8(list.chunkLog2);
        due.elementLog2 = uint8(elementLog2);
        due.hash = reader.hash();
        uint256 above = depth - height;
        bytes32 root = Commitments.rootFromPath(due.hash, position.index(), reader.skip(32 * above), above);
        ProgramHeader.checkPath(reader, root, tensor, list.depth, list.root);
    }

    /// @dev The program is valid, so every tensor has chunks, and no more than 2^20.
    function _readTensor(uint256 tree, uint256 tensor, List memory list, ProofReader memory reader)
        private
        view
        returns (uint256 chunks, uint256 elementLog2)
    {
        bool isNode = tree == Source.NODE;
        uint256 offset = ProgramHeader.readRow(reader, list, tensor, isNode ? DESCRIPTOR_BYTES : ROW_BYTES);
        // a row has its dtype where a descriptor has its opcode, and its shape in the same place
        uint256 word = Descriptor.wrap(offset).headWord();
        elementLog2 = Dtype.sizeLog2(isNode ? Descriptor.wrap(offset).dtype() : word >> 248);
        uint256 elements = Shape.wrap(word & type(uint128).max).elements();
        chunks = ProgramHeader.chunksOf(elements << elementLog2, list.chunkLog2);
    }

    /// @dev RULE: only what every honest tree of `count` leaves has can be demanded: no padding, and no hashes above the root.
    /// @return height of the position's hash above the leaves
    function _derive(Position position, uint256 count, uint256 depth, Due memory due)
        private
        pure
        returns (uint256 height)
    {
        unchecked {
            uint256 level = position.level();
            uint256 index = position.index();
            uint256 parts = (count + (1 << FAN_OUT_LOG2) - 1) >> FAN_OUT_LOG2;
            uint256 positions;
            uint256 hashes;
            if (level == Level.CHUNK) {
                positions = count;
            } else if (level == Level.LEAVES && depth != 0) {
                positions = parts;
                height = depth < FAN_OUT_LOG2 ? depth : FAN_OUT_LOG2;
                hashes = count - (index << FAN_OUT_LOG2);
                if (hashes > 1 << FAN_OUT_LOG2) hashes = 1 << FAN_OUT_LOG2;
                due.height = uint8(height);
            } else if (level == Level.PARTS && depth > FAN_OUT_LOG2) {
                positions = 1;
                height = depth;
                hashes = parts;
                due.height = uint8(depth - FAN_OUT_LOG2);
            } else {
                revert NoSuchLevel(level, depth);
            }
            if (index >= positions) revert IndexOutOfRange(index, positions);
            due.hashes = uint16(hashes);
        }
    }

    /// @dev What stands beside the last of the hashes that are due at `position`.
    function _padding(Position position, uint256 chunkLog2) private view returns (bytes32 padding) {
        if (!position.isList()) padding = Commitments.paddingLeaf(chunkLog2);
        if (position.level() != Level.PARTS) return padding;
        for (uint256 height = 0; height < FAN_OUT_LOG2; ++height) {
            padding = Commitments.inner(padding, padding);
        }
    }
}
