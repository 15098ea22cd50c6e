// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IOpeningVerifier} from "../../../contracts/interfaces/IOpeningVerifier.sol";
import {OpeningCost} from "../../../contracts/libraries/OpeningCost.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";
import {Due, Position} from "../../../contracts/types/Opening.sol";

contract OpeningCostHarness {
    function worstGas(bytes calldata program) external pure returns (uint256) {
        return OpeningCost.worstGas(program);
    }
}

/// @notice Every position of results that TypeScript made: what is due there, and that its answer is that.
contract OpeningVectorsTest is Test {
    IOpeningVerifier internal verifier = IOpeningVerifier(vm.deployCode("OpeningVerifier.sol:OpeningVerifier"));

    struct Columns {
        bytes32[] modelId;
        bytes32[] inputRoot;
        bytes32[] nodesRoot;
        bytes32[] outputRoot;
        uint256[] position;
        bool[] reveals;
        bytes[] request;
        bytes[] answer;
        string[] names;
    }

    function test_every_position_of_honest_results() public view {
        string memory json = vm.readFile("vectors/openings/positions.json");
        Columns memory all;
        all.names = vm.parseJsonStringArray(json, ".name");
        all.modelId = vm.parseJsonBytes32Array(json, ".modelId");
        all.inputRoot = vm.parseJsonBytes32Array(json, ".inputRoot");
        all.nodesRoot = vm.parseJsonBytes32Array(json, ".nodesRoot");
        all.outputRoot = vm.parseJsonBytes32Array(json, ".outputRoot");
        all.position = vm.parseJsonUintArray(json, ".position");
        all.reveals = vm.parseJsonBoolArray(json, ".reveals");
        all.request = vm.parseJsonBytesArray(json, ".request");
        all.answer = vm.parseJsonBytesArray(json, ".answer");
        assertGt(all.names.length, 0, "no cases");
        for (uint256 i = 0; i < all.names.length; ++i) {
            Claim memory claim = Claim(all.modelId[i], all.inputRoot[i], all.nodesRoot[i], all.outputRoot[i]);
            (Position position, Due memory due) = verifier.dueOf(claim, all.request[i]);
            assertEq(Position.unwrap(position), all.position[i], all.names[i]);
            assertEq(due.reveals, all.reveals[i], all.names[i]);
            bytes32 root = verifier.check(position, due, all.answer[i]);
            if (!due.reveals) assertEq(root, due.hash, all.names[i]);
        }
    }

    function test_worst_paths_cost_what_TypeScript_says() public {
        OpeningCostHarness harness = new OpeningCostHarness();
        string memory json = vm.readFile("vectors/openings/costs.json");
        bytes[] memory programs = vm.parseJsonBytesArray(json, ".program");
        uint256[] memory worst = vm.parseJsonUintArray(json, ".worstGas");
        assertGt(programs.length, 0, "no cases");
        for (uint256 i = 0; i < programs.length; ++i) {
            assertEq(harness.worstGas(programs[i]), worst[i], vm.toString(i));
        }
    }
}
