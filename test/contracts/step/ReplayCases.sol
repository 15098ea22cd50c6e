// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";

/// @dev Honest runs of small programs, from vectors/replays.
abstract contract ReplayCases is Test {
    string internal constant VECTORS = "vectors/replays";

    struct Case {
        string name;
        Claim claim;
        bytes trace;
        uint256 programBytes;
        uint256 inputBytes;
        uint256 constantBytes;
        uint256 execution;
    }

    IStepVerifier internal verifier = IStepVerifier(vm.deployCode("StepVerifier.sol:StepVerifier"));

    function _cheapest(Case[] memory cases) internal pure returns (Case memory cheapest) {
        cheapest = cases[0];
        for (uint256 i = 1; i < cases.length; ++i) {
            if (cases[i].execution < cheapest.execution) cheapest = cases[i];
        }
    }

    function _cases(string memory path) internal view returns (Case[] memory cases) {
        string memory json = vm.readFile(path);
        string[] memory names = vm.parseJsonStringArray(json, ".name");
        bytes32[][4] memory roots = [
            vm.parseJsonBytes32Array(json, ".modelId"),
            vm.parseJsonBytes32Array(json, ".inputRoot"),
            vm.parseJsonBytes32Array(json, ".nodesRoot"),
            vm.parseJsonBytes32Array(json, ".outputRoot")
        ];
        uint256[][4] memory sizes = [
            vm.parseJsonUintArray(json, ".programBytes"),
            vm.parseJsonUintArray(json, ".inputBytes"),
            vm.parseJsonUintArray(json, ".constantBytes"),
            vm.parseJsonUintArray(json, ".execution")
        ];
        bytes[] memory traces = vm.parseJsonBytesArray(json, ".trace");
        cases = new Case[](names.length);
        for (uint256 i = 0; i < cases.length; ++i) {
            cases[i] = Case({
                name: string.concat(_stem(path), ": ", names[i]),
                claim: Claim(roots[0][i], roots[1][i], roots[2][i], roots[3][i]),
                trace: traces[i],
                programBytes: sizes[0][i],
                inputBytes: sizes[1][i],
                constantBytes: sizes[2][i],
                execution: sizes[3][i]
            });
        }
    }

    /// @dev "conv2d" of ".../conv2d.json"
    function _stem(string memory path) internal pure returns (string memory) {
        string[] memory parts = vm.split(path, "/");
        return vm.split(parts[parts.length - 1], ".")[0];
    }
}
