// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IProgramErrors} from "../../../contracts/interfaces/IProgramErrors.sol";
import {Descriptor} from "../../../contracts/libraries/Descriptor.sol";
import {OpTable} from "../../../contracts/libraries/OpTable.sol";

/// @notice OpTable's packed tables, with a descriptor in calldata as in a program.
contract OpTableHarness {
    function checkUnusedSlots(bytes calldata descriptor, uint256 opcode) external pure {
        Descriptor d;
        assembly ("memory-safe") {
            d := descriptor.offset
        }
        OpTable.checkUnusedSlots(d, 7, opcode);
    }

    function operandCounts(uint256 opcode) external pure returns (uint256 least, uint256 most) {
        return OpTable.operandCounts(opcode);
    }
}

/// @notice The packed tables against docs/format.md, slot by slot.
contract OpTableTest is Test {
    OpTableHarness internal harness = new OpTableHarness();

    function test_each_op_uses_its_slots_and_no_other() public {
        for (uint256 opcode = 1; opcode <= OpTable.LAST; ++opcode) {
            for (uint256 slot = 0; slot < 24; ++slot) {
                for (uint256 bit = 0; bit < 32; bit += 31) {
                    bytes memory descriptor = new bytes(384);
                    descriptor[288 + 4 * slot + (bit == 0 ? 3 : 0)] = bytes1(uint8(1 << (bit & 7)));
                    _check(descriptor, opcode, _uses(opcode, slot));
                }
            }
        }
    }

    function testFuzz_bits_of_unused_slots_are_refused(uint256 opcode, bytes32[3] memory words) public {
        opcode = bound(opcode, 1, OpTable.LAST);
        bytes memory all = abi.encodePacked(words);
        bool allowed = true;
        for (uint256 slot = 0; slot < 24; ++slot) {
            // most slots zero, so that both verdicts occur
            if (uint8(all[4 * slot]) > 40) {
                for (uint256 i = 0; i < 4; ++i) {
                    all[4 * slot + i] = 0;
                }
            }
            for (uint256 i = 0; i < 4; ++i) {
                if (all[4 * slot + i] != 0 && !_uses(opcode, slot)) allowed = false;
            }
        }
        _check(bytes.concat(new bytes(288), all), opcode, allowed);
    }

    function test_each_op_has_its_operands() public view {
        uint8[25] memory counts = [0, 4, 4, 2, 1, 2, 1, 1, 2, 2, 2, 4, 1, 1, 1, 2, 3, 1, 1, 2, 3, 5, 7, 4, 8];
        assertEq(counts.length, OpTable.LAST + 1, "ops");
        for (uint256 opcode = 1; opcode <= OpTable.LAST; ++opcode) {
            (uint256 least, uint256 most) = harness.operandCounts(opcode);
            assertEq(most, counts[opcode], "most");
            assertEq(least, opcode == 11 ? 2 : counts[opcode], "least");
        }
    }

    function _check(bytes memory descriptor, uint256 opcode, bool allowed) private {
        if (!allowed) vm.expectPartialRevert(IProgramErrors.NodeInvalid.selector);
        harness.checkUnusedSlots(descriptor, opcode);
    }

    /// @dev docs/format.md, "Attribute slots", by slot.
    function _uses(uint256 op, uint256 slot) private pure returns (bool) {
        bool window = op == 1 || op == 4 || op == 5 || op >= 21;
        bool product = op == 1 || op == 2 || op >= 21;
        bool pointwise = op == 3 || op == 9 || op == 10;
        bool pooled = op == 23;
        bool added = op == 21 || op == 24;
        if (slot < 4) return window || (op >= 11 && op <= 14);
        if (slot < 8) return window || op == 11 || op == 13;
        if (slot < 10) return window;
        if (slot == 10) {
            return op == 1 || op == 21 || op == 23 || op == 24 || op == 6 || op == 17 || op == 18 || op == 11;
        }
        if (slot == 11) return product || op == 5 || op == 6 || pointwise || op == 12;
        if (slot == 12) return product || pointwise;
        if (slot < 16) return product || op == 5 || op == 7 || pointwise || op == 11 || op == 19 || op == 20;
        if (slot == 16) return pointwise || added || pooled || op == 7 || op == 19 || op == 20;
        if (slot == 17) return pointwise || added || pooled;
        if (slot == 18) return pointwise || added || pooled || op == 11;
        if (slot < 23) return op >= 21;
        return pooled || op == 24;
    }
}
