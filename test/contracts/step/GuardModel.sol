// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim} from "../../../contracts/types/Fraud.sol";
import {PlainCommitments} from "./PlainCommitments.sol";
import {ElementProof, ProofKit} from "./ProofKit.sol";

/// @notice A model of three nodes, an honest result of it, and its proofs. Chunks of 256 bytes.
/// @dev  input 0     u8 [1,1,1,600]           3 chunks of 4
///       node 0      lookup(input 0, table)    its table is x ^ 0x55
///       node 1      lookup(node 0, table)     which gives the input back
///       node 2      matmul(node 1, w) -> u8 [1,1,1,2]: the input's elements 0 and 599
contract GuardModel {
    using ProofKit for *;

    uint256 internal constant LENGTH = 600;

    bytes[] internal constants;
    bytes[] internal descriptors;
    bytes internal header;
    bytes32 internal modelId;

    /// padded tensors of the result, honest until a test spoils them
    bytes internal input;
    bytes[] internal nodes;

    constructor() {
        bytes memory table = new bytes(256);
        for (uint256 i = 0; i < 256; ++i) {
            table[i] = bytes1(uint8(i) ^ 0x55);
        }
        bytes memory weights = new bytes(2 * LENGTH);
        weights[0] = 0x01;
        weights[2 * LENGTH - 1] = 0x01;
        constants.push(table.pad());
        constants.push(weights.pad());
        // biases 0, multipliers 1.0: little-endian
        constants.push(new bytes(8).pad());
        constants.push(bytes(hex"0000803f0000803f").pad());

        bytes memory row = _shape(1, uint32(LENGTH));
        bytes memory tableOperand = _operand(2, 0, 0, _shape(1, 256));
        descriptors.push(_descriptor(8, 2, row, bytes.concat(_operand(1, 0, 0, row), tableOperand), ""));
        descriptors.push(_descriptor(8, 2, row, bytes.concat(_operand(3, 0, 0, row), tableOperand), ""));
        descriptors.push(
            _descriptor(
                2,
                4,
                _shape(1, 2),
                bytes.concat(
                    _operand(3, 0, 1, row),
                    _operand(2, 1, 1, _shape(2, uint32(LENGTH))),
                    _operand(2, 2, 2, _shape(1, 2)),
                    _operand(2, 3, 3, _shape(1, 2))
                ),
                // slots 11..15: zeroX, zeroW, zeroY, low, high
                abi.encodePacked(bytes32(0), bytes12(0), uint32(0), uint32(0), uint32(0), uint32(0), uint32(255))
            )
        );

        bytes32 descriptorRoot = PlainCommitments.listRoot(descriptorLeaves());
        (bytes32 inputTable, bytes32 constantTable) = (keccak256("input table"), keccak256("constant table"));
        bytes32 constantsRoot = PlainCommitments.listRoot(constants.rootsOf());
        bytes8 counts = bytes8(abi.encodePacked(uint16(3), uint16(1), uint16(4), uint8(8), uint8(8)));
        header = abi.encodePacked(counts, descriptorRoot, inputTable, constantTable, constantsRoot);
        modelId = _modelId(header);

        // first bytes 00000001: read as a position, they would name chunk 1
        bytes memory data = new bytes(LENGTH);
        for (uint256 i = 4; i < LENGTH; ++i) {
            data[i] = bytes1(uint8(7 * i + 3));
        }
        data[3] = 0x01;
        bytes memory mapped = new bytes(LENGTH);
        for (uint256 i = 0; i < LENGTH; ++i) {
            mapped[i] = data[i] ^ 0x55;
        }
        input = data.pad();
        nodes.push(mapped.pad());
        nodes.push(data.pad());
        nodes.push(abi.encodePacked(data[0], data[LENGTH - 1]).pad());
    }

    /// @dev The claim that the tensors, as they stand, make.
    function _claim() internal view returns (Claim memory) {
        bytes32[] memory roots = nodes.rootsOf();
        return Claim(modelId, input.rootOf(), PlainCommitments.listRoot(roots), roots[2]);
    }

    /// @dev A complete and valid proof of one element, over the tensors as they stand.
    function _proof(uint16 node, uint64 element) internal view returns (ElementProof memory proof) {
        proof.kind = 1;
        proof.header = header;
        proof.node = node;
        proof.element = element;
        proof.descriptor = descriptors[node];
        proof.descriptorPath = descriptorLeaves().path(node);
        proof.sections = new bytes[](node == 2 ? 5 : 3);
        if (node == 2) {
            // w's row of 600 bytes: row 0 lies in chunks 0..2, row 1 in 2..4
            proof.sections[0] = nodeSection(1, 7);
            proof.sections[1] = constantSection(1, element == 0 ? 7 : 28);
            proof.sections[2] = constantSection(2, 1);
            proof.sections[3] = constantSection(3, 1);
        } else {
            uint256 choice = 1 << (element / 256);
            proof.sections[0] = node == 0 ? input.section(choice, _one(input.rootOf()), 0) : nodeSection(0, choice);
            proof.sections[1] = constantSection(0, 1);
        }
        proof.sections[proof.sections.length - 1] = nodeSection(node, 1 << (element / 256));
    }

    function nodeSection(uint256 node, uint256 choice) internal view returns (bytes memory) {
        return nodes[node].section(choice, nodes.rootsOf(), node);
    }

    function constantSection(uint256 constant_, uint256 choice) internal view returns (bytes memory) {
        return constants[constant_].section(choice, constants.rootsOf(), constant_);
    }

    function descriptorLeaves() internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](descriptors.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = PlainCommitments.leaf(descriptors[i]);
        }
    }

    function _modelId(bytes memory header_) internal pure returns (bytes32) {
        bytes32 programRoot = sha256(bytes.concat("assay.program.v1", header_.slice(8, 96)));
        return sha256(bytes.concat("assay.model.v1", header_.slice(0, 8), programRoot, header_.slice(104, 32)));
    }

    function _one(bytes32 item) internal pure returns (bytes32[] memory items) {
        items = new bytes32[](1);
        items[0] = item;
    }

    function _shape(uint32 rows, uint32 columns) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(1), uint32(1), rows, columns);
    }

    function _operand(uint8 source, uint8 dtype, uint16 index, bytes memory shape) private pure returns (bytes memory) {
        return abi.encodePacked(source, dtype, index, bytes12(0), shape);
    }

    function _descriptor(
        uint8 opcode,
        uint8 operands,
        bytes memory shape,
        bytes memory operandBytes,
        bytes memory attributes
    ) private pure returns (bytes memory) {
        bytes memory all = bytes.concat(abi.encodePacked(opcode, uint8(0), operands, bytes13(0)), shape, operandBytes);
        all = bytes.concat(all, new bytes(288 - all.length), attributes);
        return bytes.concat(all, new bytes(384 - all.length));
    }
}
