// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Shape} from "../types/Shape.sol";

/// @dev One node, 384 bytes at this calldata offset: docs/format.md, "Program".
type Descriptor is uint256;

/// @dev One operand's 32 bytes. All zero: absent.
type Operand is uint256;

using {
    opcode,
    dtype,
    operandCount,
    shape,
    operand,
    operandsFrom,
    attribute,
    attributeBits,
    headWord,
    attributeWord
} for Descriptor global;
using {source, operandDtype, index, view_} for Operand global;

uint256 constant DESCRIPTOR_BYTES = 384;
/// @dev Of the tables of inputs and constants: a dtype, and a shape where a descriptor has it.
uint256 constant ROW_BYTES = 32;
uint256 constant MAX_OPERANDS = 8;

/// @dev Where an operand's tensor comes from.
library Source {
    uint256 internal constant INPUT = 1;
    uint256 internal constant CONSTANT = 2;
    uint256 internal constant NODE = 3;
}

function headWord(Descriptor self) pure returns (uint256 word) {
    assembly ("memory-safe") {
        word := calldataload(self)
    }
}

function opcode(Descriptor self) pure returns (uint256) {
    return self.headWord() >> 248;
}

function dtype(Descriptor self) pure returns (uint256) {
    return (self.headWord() >> 240) & 0xff;
}

function operandCount(Descriptor self) pure returns (uint256) {
    return (self.headWord() >> 232) & 0xff;
}

function shape(Descriptor self) pure returns (Shape) {
    return Shape.wrap(self.headWord() & type(uint128).max);
}

/// @param position 0..7
function operand(Descriptor self, uint256 position) pure returns (Operand word) {
    assembly ("memory-safe") {
        word := calldataload(add(self, add(32, shl(5, position))))
    }
}

/// @dev The words of the operands from `position` on, or-ed: zero if all of them are absent.
function operandsFrom(Descriptor self, uint256 position) pure returns (uint256 words) {
    assembly ("memory-safe") {
        let end := add(self, add(32, shl(5, MAX_OPERANDS)))
        for { let at := add(self, add(32, shl(5, position))) } lt(at, end) { at := add(at, 32) } {
            words := or(words, calldataload(at))
        }
    }
}

/// @dev The slot's four bytes as two's complement.
function attribute(Descriptor self, uint256 slot) pure returns (int256 value) {
    assembly ("memory-safe") {
        value := sar(224, calldataload(add(self, add(288, shl(2, slot)))))
    }
}

/// @dev The slot's four bytes as they are: a binary32.
function attributeBits(Descriptor self, uint256 slot) pure returns (uint256 bits) {
    assembly ("memory-safe") {
        bits := shr(224, calldataload(add(self, add(288, shl(2, slot)))))
    }
}

/// @dev Slots 8 * position .. 8 * position + 7.
function attributeWord(Descriptor self, uint256 position) pure returns (uint256 word) {
    assembly ("memory-safe") {
        word := calldataload(add(self, add(288, shl(5, position))))
    }
}

function source(Operand self) pure returns (uint256) {
    return Operand.unwrap(self) >> 248;
}

function operandDtype(Operand self) pure returns (uint256) {
    return (Operand.unwrap(self) >> 240) & 0xff;
}

function index(Operand self) pure returns (uint256) {
    return (Operand.unwrap(self) >> 224) & 0xffff;
}

/// @dev The view shape.
function view_(Operand self) pure returns (Shape) {
    return Shape.wrap(Operand.unwrap(self) & type(uint128).max);
}
