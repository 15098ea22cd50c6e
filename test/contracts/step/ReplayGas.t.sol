// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {ReplayCases} from "./ReplayCases.sol";

/// @notice What TypeScript estimates (packages/proof/src/replay) bounds what a run costs, and is not far above it. The gas of each is
/// in snapshots/Replay.json: a change there is a decision.
contract ReplayGasTest is ReplayCases {
    function test_replay_costs_no_more_than_estimated() public {
        Vm.DirEntry[] memory files = vm.readDir(VECTORS);
        for (uint256 i = 0; i < files.length; ++i) {
            Case[] memory cases = _cases(files[i].path);
            for (uint256 j = 0; j < cases.length; ++j) {
                _check(cases[j]);
            }
        }
    }

    function _check(Case memory c) private {
        bytes memory data = abi.encodeCall(IStepVerifier.replay, (c.claim, c.trace));
        address target = address(verifier);
        bool done;
        uint256 used;
        // Nothing is encoded or copied in between: it would cost more the more cases came before, in the order of the directory.
        assembly ("memory-safe") {
            used := gas()
            done := call(gas(), target, 0, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
        }
        assertTrue(done, string.concat("refused: ", c.name));
        assertLe(used, c.execution, string.concat("more than estimated: ", c.name));
        // a window all in the padding reads nothing of what it might
        assertLt(c.execution, 5 * used + 100_000, string.concat("far less than estimated: ", c.name));
        vm.snapshotValue("Replay", c.name, used);
    }
}
