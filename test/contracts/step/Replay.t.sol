// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IStepVerifier} from "../../../contracts/interfaces/IStepVerifier.sol";
import {DESCRIPTOR_BYTES} from "../../../contracts/libraries/Descriptor.sol";
import {Claim} from "../../../contracts/types/Fraud.sol";
import {ReplayCases} from "./ReplayCases.sol";

/// @notice Whole programs run on chain, of every op: the honest run gives the roots that TypeScript computed, and no other bytes pass.
contract ReplayTest is ReplayCases {
    /// more than any of these runs takes: a changed header may ask for memory without end
    uint256 internal constant GAS = 1 << 26;

    uint256 internal constant CHANGES_GAS = 250_000_000;

    function test_replay_gives_the_roots_of_the_honest_run() public view {
        Vm.DirEntry[] memory files = vm.readDir(VECTORS);
        assertGt(files.length, 0, "no vectors");
        for (uint256 i = 0; i < files.length; ++i) {
            Case[] memory cases = _cases(files[i].path);
            for (uint256 j = 0; j < cases.length; ++j) {
                (bytes32 nodesRoot, bytes32 outputRoot) = verifier.replay(cases[j].claim, cases[j].trace);
                assertEq(nodesRoot, cases[j].claim.nodesRoot, cases[j].name);
                assertEq(outputRoot, cases[j].claim.outputRoot, cases[j].name);
            }
        }
    }

    function test_replay_refuses_changed_bytes_of_the_first_ops() public view {
        _checkChanges(0);
    }

    function test_replay_refuses_changed_bytes_of_the_other_ops() public view {
        _checkChanges(1);
    }

    /// @dev Of the cheapest run of every second op: every byte of it, or of dear ones as many as take about CHANGES_GAS.
    function _checkChanges(uint256 parity) private view {
        Vm.DirEntry[] memory files = vm.readDir(VECTORS);
        for (uint256 i = parity; i < files.length; i += 2) {
            Case memory cheapest = _cheapest(_cases(files[i].path));
            uint256 length = cheapest.trace.length;
            uint256 step = 1 + length * cheapest.execution / CHANGES_GAS;
            for (uint256 at = 0; at < length; at += step) {
                _checkChanged(cheapest, at);
            }
            _checkChanged(cheapest, length - 1);
        }
    }

    function test_replay_refuses_bytes_that_are_missing_or_follow() public {
        Case memory c = _cheapest(_cases("vectors/replays/lookup.json"));
        bytes memory trace = c.trace;
        uint256 length = trace.length;
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.TrailingData.selector, length + 1, length));
        verifier.replay(c.claim, bytes.concat(trace, hex"00"));

        assembly {
            mstore(trace, sub(length, 1))
        }
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ProofTooShort.selector, length - 1, length));
        verifier.replay(c.claim, trace);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ProofTooShort.selector, 0, 8));
        verifier.replay(c.claim, "");
    }

    function test_replay_speaks_of_the_claims_model_and_input_only() public {
        Case memory c = _cheapest(_cases("vectors/replays/lookup.json"));
        Claim memory other = Claim(c.claim.modelId, "another input", c.claim.nodesRoot, c.claim.outputRoot);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.WrongRoot.selector, c.claim.inputRoot, other.inputRoot));
        verifier.replay(other, c.trace);
        other = Claim("another model", c.claim.inputRoot, c.claim.nodesRoot, c.claim.outputRoot);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.WrongModel.selector, c.claim.modelId, other.modelId));
        verifier.replay(other, c.trace);
    }

    /// @dev Before the model is checked: a tree over no chunk would ask for 2^32 words of memory, and burn all the gas that it is given.
    function test_replay_refuses_a_tensor_without_a_byte() public {
        Case memory c = _cheapest(_cases("vectors/replays/matmul.json"));
        uint256 row = 8 + DESCRIPTOR_BYTES * uint8(c.trace[1]);
        for (uint256 dimension = 0; dimension < 4; ++dimension) {
            bytes memory kept = bytes.concat(c.trace);
            // the last 16 bytes of the first input's row are its shape
            for (uint256 i = 0; i < 4; ++i) {
                c.trace[row + 16 + 4 * dimension + i] = 0;
            }
            vm.expectRevert(IStepVerifier.EmptyTensor.selector);
            verifier.replay{gas: GAS}(c.claim, c.trace);
            c.trace = kept;
        }
    }

    /// @dev What the provider claimed is not looked at: the caller compares.
    function test_replay_of_a_lie_gives_the_honest_roots() public view {
        Case memory c = _cheapest(_cases("vectors/replays/conv2d.json"));
        Claim memory lie = Claim(c.claim.modelId, c.claim.inputRoot, "a lie", "another");
        (bytes32 nodesRoot, bytes32 outputRoot) = verifier.replay(lie, c.trace);
        assertEq(nodesRoot, c.claim.nodesRoot, "nodesRoot");
        assertEq(outputRoot, c.claim.outputRoot, "outputRoot");
    }

    function _checkChanged(Case memory c, uint256 at) private view {
        c.trace[at] = bytes1(uint8(c.trace[at]) ^ uint8(1 << (at % 8)));
        (bool success, bytes memory reason) =
            address(verifier).staticcall{gas: GAS}(abi.encodeCall(IStepVerifier.replay, (c.claim, c.trace)));
        c.trace[at] = bytes1(uint8(c.trace[at]) ^ uint8(1 << (at % 8)));

        string memory label = string.concat(c.name, ", byte ", vm.toString(at));
        assertFalse(success, label);
        // of the program some lengths are counts and shapes: what follows is read elsewhere
        if (at < c.programBytes) return;
        uint256 inputEnd = c.programBytes + c.inputBytes;
        bytes4 expected = at < inputEnd
            ? IStepVerifier.WrongRoot.selector
            : at < inputEnd + c.constantBytes ? IStepVerifier.WrongModel.selector : IStepVerifier.WrongElement.selector;
        assertEq(bytes4(reason), expected, label);
    }
}
