// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {Task, TaskId, TaskState} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";

contract ModelStatementsTest is SpineTest {
    bytes32 internal constant UNKNOWN = keccak256("unknown");

    bytes32 internal fork;
    mapping(bytes32 => mapping(address => IModelRegistry.Statement)) internal stated;
    mapping(bytes32 => mapping(address => IModelRegistry.Deprecation)) internal deprecated;

    function setUp() public override {
        super.setUp();
        fork = registry.registerModel(TinyProgram.encode(16), keccak256("retrained"));
    }

    function test_M1_stateModel_isKeyedByAccount() public {
        vm.prank(author);
        registry.stateModel(fork, _whole());
        vm.prank(stranger);
        registry.stateModel(fork, _statement("mine"));

        _assertStated(fork, author, _whole(), "the author's own");
        _assertStated(fork, stranger, _statement("mine"), "the stranger's beside it");
        _assertStated(fork, provider, _statement(0), "none");
        _assertStated(modelId, author, _statement(0), "none of another model");
    }

    function test_M1_stateModel_again_replacesTheWholeStatement() public {
        vm.startPrank(author);
        registry.stateModel(fork, _whole());
        registry.stateModel(fork, _statement("second"));
        _assertStated(fork, author, _statement("second"), "nothing of the first is left");
    }

    function test_stateModel_ofUnknownModel_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.UnknownModel.selector, UNKNOWN));
        registry.stateModel(UNKNOWN, _statement("manifest"));
    }

    function test_stateModel_withAnUnknownParent_reverts() public {
        IModelRegistry.Statement memory statement = _whole();
        statement.parent = UNKNOWN;
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.UnknownModel.selector, UNKNOWN));
        registry.stateModel(fork, statement);
    }

    function test_stateModel_asItsOwnParent_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RefersToItself.selector, modelId, bytes32("parent")));
        registry.stateModel(modelId, _whole());
    }

    function test_stateModel_boundsItsTexts() public {
        IModelRegistry.Statement memory statement = _whole();
        statement.licence = string(new bytes(129));
        _expectTooLong("licence", 129, 128);
        registry.stateModel(fork, statement);

        statement.licence = string(new bytes(128));
        statement.forkReason = string(new bytes(257));
        _expectTooLong("forkReason", 257, 256);
        registry.stateModel(fork, statement);

        statement.forkReason = string(new bytes(256));
        registry.stateModel(fork, statement);
        _assertStated(fork, address(this), statement, "as long as they may be");
    }

    function test_M1_deprecateModel_isKeyedByAccount() public {
        vm.prank(author);
        registry.deprecateModel(modelId, fork, "retrained");
        vm.startPrank(stranger);
        registry.deprecateModel(modelId, 0, "it never worked");
        registry.deprecateModel(modelId, 0, "it reads sevens as ones");

        _assertDeprecated(modelId, author, true, fork, "retrained");
        _assertDeprecated(modelId, stranger, true, 0, "it reads sevens as ones");
        _assertDeprecated(modelId, provider, false, 0, "");
    }

    function test_M1_reinstateModel_takesBackTheCallersOwnOnly() public {
        vm.prank(author);
        registry.deprecateModel(modelId, fork, "retrained");
        vm.startPrank(stranger);
        registry.deprecateModel(modelId, 0, "a mistake");
        registry.reinstateModel(modelId);

        _assertDeprecated(modelId, stranger, false, 0, "");
        _assertDeprecated(modelId, author, true, fork, "retrained");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.NotDeprecated.selector, modelId, stranger));
        registry.reinstateModel(modelId);
    }

    function test_deprecateModel_checksWhatItNames() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.UnknownModel.selector, UNKNOWN));
        registry.deprecateModel(UNKNOWN, modelId, "");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.UnknownModel.selector, UNKNOWN));
        registry.deprecateModel(modelId, UNKNOWN, "");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RefersToItself.selector, modelId, bytes32("successor")));
        registry.deprecateModel(modelId, modelId, "");
        _expectTooLong("reason", 257, 256);
        registry.deprecateModel(modelId, fork, string(new bytes(257)));
        registry.deprecateModel(modelId, fork, string(new bytes(256)));
    }

    /// @dev In every state: the task is as it was, and goes on to the end that it would have had.
    function test_M1_deprecation_leavesTasksAlone() public {
        for (uint8 state = uint8(TaskState.Requested); state <= uint8(TaskState.Submitted); ++state) {
            uint256 snapshot = vm.snapshotState();
            TaskId taskId = _taskIn(TaskState(state));
            bytes memory before = abi.encode(verifier.taskOf(taskId));
            _everybodyDeprecates();
            assertEq(abi.encode(verifier.taskOf(taskId)), before, "the task");
            vm.revertToState(snapshot);
        }

        TaskId open = _accepted();
        _everybodyDeprecates();
        vm.prank(provider);
        verifier.submitResult(open, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.warp(verifier.taskOf(open).finalAt);
        verifier.finaliseTask(open);
        _assertState(open, TaskState.Final);
        _assertState(_taskIn(TaskState.Final), TaskState.Final);
    }

    function test_E1_statements_areRebuiltFromTheirEvents() public {
        vm.recordLogs();
        address[3] memory accounts = [author, stranger, provider];
        for (uint256 i = 0; i < accounts.length; ++i) {
            vm.startPrank(accounts[i]);
            registry.stateModel(fork, _whole());
            registry.deprecateModel(modelId, fork, "retrained");
            vm.stopPrank();
        }
        vm.startPrank(author);
        registry.stateModel(fork, _statement("later"));
        registry.reinstateModel(modelId);
        vm.stopPrank();
        vm.prank(stranger);
        registry.deprecateModel(modelId, 0, "for another reason");

        _replay(vm.getRecordedLogs());
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            _assertStated(fork, account, stated[fork][account], "statement");
            assertEq(
                abi.encode(registry.deprecationOf(modelId, account)),
                abi.encode(deprecated[modelId][account]),
                "deprecation"
            );
        }
    }

    function _replay(Vm.Log[] memory logs) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            bytes32 model = logs[i].topics[1];
            address account = address(uint160(uint256(logs[i].topics[2])));
            if (topic == IModelRegistry.ModelStated.selector) {
                stated[model][account] = abi.decode(logs[i].data, (IModelRegistry.Statement));
            } else if (topic == IModelRegistry.ModelDeprecated.selector) {
                (bytes32 successor, string memory reason) = abi.decode(logs[i].data, (bytes32, string));
                deprecated[model][account] = IModelRegistry.Deprecation(true, successor, reason);
            } else if (topic == IModelRegistry.ModelReinstated.selector) {
                delete deprecated[model][account];
            }
        }
    }

    function _everybodyDeprecates() internal {
        address[4] memory all = [author, client, provider, stranger];
        for (uint256 i = 0; i < all.length; ++i) {
            vm.prank(all[i]);
            registry.deprecateModel(modelId, fork, "retrained");
        }
    }

    function _whole() internal view returns (IModelRegistry.Statement memory) {
        return IModelRegistry.Statement({
            manifest: keccak256("manifest"),
            parent: modelId,
            qualityReport: keccak256("report"),
            licence: "Apache-2.0 WITH LLVM-exception OR MIT",
            forkReason: "trained on twice as many sevens, which it mistook for ones"
        });
    }

    function _expectTooLong(bytes32 what, uint256 actual, uint256 limit) internal {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.TextTooLong.selector, what, actual, limit));
    }

    function _assertStated(
        bytes32 model,
        address account,
        IModelRegistry.Statement memory expected,
        string memory label
    ) internal view {
        assertEq(abi.encode(registry.statementOf(model, account)), abi.encode(expected), label);
    }

    function _assertDeprecated(bytes32 model, address account, bool is_, bytes32 successor, string memory reason)
        internal
        view
    {
        assertEq(
            abi.encode(registry.deprecationOf(model, account)),
            abi.encode(IModelRegistry.Deprecation(is_, successor, reason)),
            "deprecation"
        );
    }
}
