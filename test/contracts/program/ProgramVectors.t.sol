// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";
import {IProgramErrors} from "../../../contracts/interfaces/IProgramErrors.sol";
import {ModelRegistries} from "../support/ModelRegistries.sol";

/// @notice Registration against packages/program: the same programs are valid, at the same cost; the same are not, for the same reason.
contract ProgramVectorsTest is Test {
    IModelRegistry internal registry = ModelRegistries.deploy();

    function test_valid_programs_are_accepted_at_the_costs_that_TypeScript_gives() public {
        string memory json = vm.readFile("vectors/programs.json");
        string[] memory names = vm.parseJsonStringArray(json, ".valid.name");
        bytes[] memory programs = vm.parseJsonBytesArray(json, ".valid.program");
        uint256[] memory worstBytes = vm.parseJsonUintArray(json, ".valid.worstBytes");
        uint256[] memory worstGas = vm.parseJsonUintArray(json, ".valid.worstGas");
        assertGt(names.length, 0, "no cases");
        for (uint256 i = 0; i < names.length; ++i) {
            IModelRegistry.ModelRecord memory model = registry.modelOf(registry.registerModel(programs[i], 0));
            assertEq(model.worstBytes, worstBytes[i], string.concat("bytes of ", names[i]));
            assertEq(model.worstGas, worstGas[i], string.concat("gas of ", names[i]));
        }
    }

    /// @dev Calldata apart: validation, record and event.
    function test_registering_10_nodes_costs_less_than_230000_gas() public {
        string memory json = vm.readFile("vectors/programs.json");
        bytes memory program = vm.parseJsonBytesArray(json, ".valid.program")[0];
        uint256 used = gasleft();
        registry.registerModel(program, 0);
        used -= gasleft();
        vm.snapshotValue("Registration", "execution of registerModel, 10 nodes and 10 rows", used);
        assertLt(used, 230_000);
    }

    function test_invalid_programs_are_refused_for_the_reason_that_TypeScript_gives() public {
        string memory json = vm.readFile("vectors/invalidPrograms.json");
        string[] memory names = vm.parseJsonStringArray(json, ".name");
        string[] memory errors = vm.parseJsonStringArray(json, ".error");
        bytes[] memory programs = vm.parseJsonBytesArray(json, ".program");
        uint256[] memory at_ = vm.parseJsonUintArray(json, ".at");
        string[] memory what = vm.parseJsonStringArray(json, ".what");
        assertGt(names.length, 0, "no cases");
        for (uint256 i = 0; i < names.length; ++i) {
            try registry.registerModel(programs[i], 0) {
                revert(string.concat("accepted: ", names[i]));
            } catch (bytes memory reason) {
                _checkReason(reason, names[i], errors[i], at_[i], what[i]);
            }
        }
    }

    function test_a_changed_byte_is_accepted_or_refused_as_in_TypeScript() public {
        string memory json = vm.readFile("vectors/programs.json");
        bytes[] memory programs = vm.parseJsonBytesArray(json, ".valid.program");
        uint256[] memory index = vm.parseJsonUintArray(json, ".changes.index");
        uint256[] memory offset = vm.parseJsonUintArray(json, ".changes.offset");
        uint256[] memory value = vm.parseJsonUintArray(json, ".changes.value");
        bool[] memory accepted = vm.parseJsonBoolArray(json, ".changes.accepted");
        uint256[] memory worstBytes = vm.parseJsonUintArray(json, ".changes.worstBytes");
        uint256[] memory worstGas = vm.parseJsonUintArray(json, ".changes.worstGas");
        for (uint256 i = 0; i < index.length; ++i) {
            bytes memory program = programs[index[i]];
            bytes1 kept = program[offset[i]];
            program[offset[i]] = bytes1(uint8(value[i]));
            string memory name = string.concat("change ", vm.toString(i));
            // the constants' root makes each a model of its own
            try registry.registerModel(program, bytes32(i + 1)) returns (bytes32 modelId) {
                IModelRegistry.ModelRecord memory model = registry.modelOf(modelId);
                assertTrue(accepted[i], name);
                assertEq(model.worstBytes, worstBytes[i], name);
                assertEq(model.worstGas, worstGas[i], name);
            } catch (bytes memory reason) {
                assertFalse(accepted[i], name);
                assertTrue(_isNamed(bytes4(reason)), name);
            }
            program[offset[i]] = kept;
        }
    }

    function test_programRoot_and_modelId_are_as_in_TypeScript() public {
        string memory vectors = vm.readFile("vectors/commitments.json");
        bytes[] memory programs = vm.parseJsonBytesArray(vectors, ".model.program");
        bytes32[] memory programRoot = vm.parseJsonBytes32Array(vectors, ".model.programRoot");
        bytes32[] memory constantsRoot = vm.parseJsonBytes32Array(vectors, ".model.constantsRoot");
        bytes32[] memory modelId = vm.parseJsonBytes32Array(vectors, ".model.modelId");
        for (uint256 i = 0; i < programs.length; ++i) {
            assertEq(registry.registerModel(programs[i], constantsRoot[i]), modelId[i], "modelId");
            IModelRegistry.ModelRecord memory model = registry.modelOf(modelId[i]);
            assertEq(model.programRoot, programRoot[i], "programRoot");
            assertEq(model.nodes, uint16(bytes2(programs[i])), "nodes");
        }
    }

    /// @dev Which error, which node or row, which field.
    function _checkReason(
        bytes memory reason,
        string memory name,
        string memory error_,
        uint256 place,
        string memory what
    ) private pure {
        bytes4 selector = bytes4(reason);
        assertEq(selector, _selector(error_), string.concat("error of ", name));
        if (selector == IProgramErrors.ProgramLengthWrong.selector) return;
        // CountOutOfRange(what, ..), NodeInvalid(node, what, ..), TableRowInvalid(table, row, what, ..)
        uint256 whatWord = selector == IProgramErrors.CountOutOfRange.selector
            ? 0
            : selector == IProgramErrors.TableRowInvalid.selector ? 2 : 1;
        assertEq(string(_trimmed(_word(reason, whatWord))), what, string.concat("field of ", name));
        if (whatWord > 0) assertEq(uint256(_word(reason, whatWord - 1)), place, string.concat("place of ", name));
    }

    function _selector(string memory name) private pure returns (bytes4) {
        bytes32 hash = keccak256(bytes(name));
        if (hash == keccak256("ProgramLengthWrong")) return IProgramErrors.ProgramLengthWrong.selector;
        if (hash == keccak256("CountOutOfRange")) return IProgramErrors.CountOutOfRange.selector;
        if (hash == keccak256("TableRowInvalid")) return IProgramErrors.TableRowInvalid.selector;
        if (hash == keccak256("NodeInvalid")) return IProgramErrors.NodeInvalid.selector;
        assertEq(hash, keccak256("NodeOverBudget"), "an error that programs cannot have");
        return IProgramErrors.NodeOverBudget.selector;
    }

    function _isNamed(bytes4 selector) private pure returns (bool) {
        return selector == IProgramErrors.ProgramLengthWrong.selector
            || selector == IProgramErrors.CountOutOfRange.selector
            || selector == IProgramErrors.TableRowInvalid.selector || selector == IProgramErrors.NodeInvalid.selector
            || selector == IProgramErrors.NodeOverBudget.selector;
    }

    function _word(bytes memory reason, uint256 position) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(reason, 36), shl(5, position)))
        }
    }

    function _trimmed(bytes32 word) private pure returns (bytes memory text) {
        uint256 length;
        while (length < 32 && word[length] != 0) ++length;
        text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = word[i];
        }
    }
}
