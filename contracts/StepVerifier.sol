// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "./interfaces/IStepVerifier.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {Descriptor, DESCRIPTOR_BYTES, Operand, Source} from "./libraries/Descriptor.sol";
import {OpTable} from "./libraries/OpTable.sol";
import {List, ProgramHeader} from "./libraries/ProgramHeader.sol";
import {ProofReader, ProofReaders} from "./libraries/ProofReader.sol";
import {Replay} from "./libraries/Replay.sol";
import {Section} from "./libraries/Section.sol";
import {Dtype} from "./types/Dtype.sol";
import {Claim, ClaimKind, Fraud} from "./types/Fraud.sol";

/// @title Decides whether a fraud proof holds
/// @dev Documented in IStepVerifier; the proof's bytes in docs/format.md, "Fraud proof".
contract StepVerifier is IStepVerifier {
    /// @inheritdoc IStepVerifier
    function verify(Claim calldata claim, bytes calldata proof) external view returns (Fraud memory) {
        ProofReader memory reader = ProofReaders.open(proof);
        uint256 kind = reader.number(1);
        List[4] memory lists = ProgramHeader.read(reader, claim);
        if (kind == uint256(ClaimKind.WrongElement)) return _wrongElement(lists, reader);
        if (kind == uint256(ClaimKind.WrongOutput)) return _wrongOutput(lists[Source.NODE], reader, claim.outputRoot);
        if (kind == uint256(ClaimKind.WrongPadding)) return _wrongPadding(lists[Source.NODE], reader);
        revert UnknownClaim(uint8(kind));
    }

    /// @inheritdoc IStepVerifier
    function replay(Claim calldata claim, bytes calldata trace)
        external
        view
        returns (bytes32 nodesRoot, bytes32 outputRoot)
    {
        return Replay.run(claim, trace);
    }

    /// @dev The element of a node that does not follow from the elements which it is computed from.
    function _wrongElement(List[4] memory lists, ProofReader memory reader) private view returns (Fraud memory) {
        uint256 node = reader.number(2);
        uint256 element = reader.number(8);
        // RULE: one node index, for the descriptor and for the node's tensor
        Descriptor d = _readDescriptor(lists[Source.NODE], reader, node);
        uint256 elements = d.shape().elements();
        if (element >= elements) revert ElementOutOfRange(element, elements);

        // the program is valid: a view has its source's dtype and bytes, and its index is in range
        Section[] memory operands = new Section[](d.operandCount());
        for (uint256 i = 0; i < operands.length; ++i) {
            Operand operand = d.operand(i);
            operands[i] = _readSection(
                reader, lists[operand.source()], operand.index(), operand.operandDtype(), operand.view_().elements()
            );
        }
        Section memory output = _readSection(reader, lists[Source.NODE], node, d.dtype(), elements);
        reader.finish();

        uint256 chunk = (element << Dtype.sizeLog2(output.dtype)) >> output.chunkLog2;
        // RULE: the node's own section is the element's chunk; without any, the element is missing
        if (output.count != 0 && output.position(0) != chunk) revert WrongOutputChunk(output.position(0), chunk);
        if (output.count > 1) revert WrongOutputChunk(output.position(1), chunk);

        int256 committed = output.element(element);
        int256 recomputed = OpTable.step(d, element, operands);
        if (committed == recomputed) revert ElementIsRight(node, element, committed);
        return Fraud(ClaimKind.WrongElement, node, element, committed, recomputed);
    }

    /// @dev The stated output is not the tensor of the last node.
    function _wrongOutput(List memory nodes, ProofReader memory reader, bytes32 outputRoot)
        private
        view
        returns (Fraud memory)
    {
        bytes32 root = reader.hash();
        uint256 last = nodes.count - 1;
        ProgramHeader.checkPath(reader, root, last, nodes.depth, nodes.root);
        reader.finish();
        if (root == outputRoot) revert OutputIsRight(root);
        return Fraud(ClaimKind.WrongOutput, last, 0, int256(uint256(outputRoot)), int256(uint256(root)));
    }

    /// @dev A byte after a node's tensor, or an item after the last node's, that is not zero.
    function _wrongPadding(List memory nodes, ProofReader memory reader) private view returns (Fraud memory) {
        uint256 index = reader.number(2);
        return index < nodes.count ? _wrongPaddingByte(nodes, reader, index) : _wrongPaddingItem(nodes, reader, index);
    }

    function _wrongPaddingByte(List memory nodes, ProofReader memory reader, uint256 node)
        private
        view
        returns (Fraud memory)
    {
        uint256 chunk = reader.number(4);
        uint256 byteInChunk = reader.number(4);
        Descriptor d = _readDescriptor(nodes, reader, node);
        uint256 tensorBytes = d.shape().elements() << Dtype.sizeLog2(d.dtype());
        uint256 depth = Commitments.depthOf(ProgramHeader.chunksOf(tensorBytes, nodes.chunkLog2));
        uint256 chunkBytes = 1 << nodes.chunkLog2;
        if (chunk >> depth != 0) revert ChunkOutOfRange(chunk, 1 << depth);
        if (byteInChunk >= chunkBytes) revert ElementOutOfRange(byteInChunk, chunkBytes);
        uint256 offset = (chunk << nodes.chunkLog2) + byteInChunk;
        if (offset < tensorBytes) revert NotPadding(offset, tensorBytes);

        uint256 data = reader.skip(chunkBytes);
        bytes32 leaf = Commitments.leaf(data, chunkBytes);
        bytes32 root = Commitments.rootFromPath(leaf, chunk, reader.skip(32 * depth), depth);
        ProgramHeader.checkPath(reader, root, node, nodes.depth, nodes.root);
        reader.finish();

        uint256 value;
        assembly ("memory-safe") {
            value := byte(0, calldataload(add(data, byteInChunk)))
        }
        if (value == 0) revert PaddingIsZero(node, offset);
        return Fraud(ClaimKind.WrongPadding, node, offset, int256(value), 0);
    }

    function _wrongPaddingItem(List memory nodes, ProofReader memory reader, uint256 index)
        private
        view
        returns (Fraud memory)
    {
        if (index >> nodes.depth != 0) revert NodeOutOfRange(index, 1 << nodes.depth);
        bytes32 item = reader.hash();
        ProgramHeader.checkPath(reader, item, index, nodes.depth, nodes.root);
        reader.finish();
        if (item == 0) revert PaddingIsZero(index, 0);
        return Fraud(ClaimKind.WrongPadding, index, 0, int256(uint256(item)), 0);
    }

    /// @param nodes the list of the nodes' tensors
    function _readDescriptor(List memory nodes, ProofReader memory reader, uint256 node)
        private
        view
        returns (Descriptor)
    {
        if (node >= nodes.count) revert NodeOutOfRange(node, nodes.count);
        return Descriptor.wrap(ProgramHeader.readRow(reader, nodes, node, DESCRIPTOR_BYTES));
    }

    /// @dev Reads some chunks of the tensor at `index` of `list` and checks them against the list's root.
    function _readSection(ProofReader memory reader, List memory list, uint256 index, uint256 dtype, uint256 elements)
        private
        view
        returns (Section memory section)
    {
        unchecked {
            uint256 count = reader.number(2);
            uint256 chunkLog2 = list.chunkLog2;
            section.dtype = dtype;
            section.chunkLog2 = chunkLog2;
            if (count == 0) return section;
            section.count = count;
            section.positions = reader.skip(4 * count);
            uint256 depth = Commitments.depthOf(ProgramHeader.chunksOf(elements << Dtype.sizeLog2(dtype), chunkLog2));
            _checkPositions(section, 1 << depth);
            section.chunks = reader.skip(count << chunkLog2);

            (bytes32 root, uint256 end) =
                Commitments.rootFromChunks(section.positions, count, section.chunks, chunkLog2, reader.next, depth);
            reader.skip(end - reader.next);
            ProgramHeader.checkPath(reader, root, index, list.depth, list.root);
        }
    }

    /// @dev RULE: positions increase strictly and lie in the padded tree, so no chunk stands in two places.
    function _checkPositions(Section memory section, uint256 chunks) private pure {
        unchecked {
            uint256 previous = section.position(0);
            uint256 count = section.count;
            for (uint256 place = 1; place < count; ++place) {
                uint256 next = section.position(place);
                if (next <= previous) revert ChunksNotIncreasing(previous, next);
                previous = next;
            }
            if (previous >= chunks) revert ChunkOutOfRange(previous, chunks);
        }
    }
}
