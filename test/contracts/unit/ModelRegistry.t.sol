// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {OpeningCost} from "contracts/libraries/OpeningCost.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";
import {TwoNodes} from "../support/TwoNodes.sol";

contract ModelRegistryTest is SpineTest {
    bytes32 internal constant CONSTANTS_ROOT = keccak256("constants");
    bytes32 internal constant UNKNOWN = keccak256("unknown");

    function test_M1_registerModel_recordsTheContent() public view {
        IModelRegistry.ModelRecord memory model = registry.modelOf(modelId);
        assertEq(model.registeredAt, START, "registeredAt");
        assertEq(model.nodes, 1, "nodes");
        assertEq(model.constantsRoot, CONSTANTS_ROOT, "constantsRoot");
        assertGt(model.worstGas, 21_000, "worstGas");
        assertGt(model.worstBytes, 256, "worstBytes");
        assertEq(
            modelId,
            sha256(
                abi.encodePacked("assay.model.v1", bytes8(hex"0001000100010808"), model.programRoot, CONSTANTS_ROOT)
            ),
            "the id is the hash of the content"
        );
    }

    function test_registerModel_notesTheOutput() public {
        IModelRegistry.ModelRecord memory model = registry.modelOf(modelId);
        assertEq(model.outputBytes, 16, "a byte an element");
        assertEq(model.activationChunkLog2, 8, "chunks of 256 bytes");

        IModelRegistry.ModelRecord memory sums = registry.modelOf(registry.registerModel(TwoNodes.encode(9), 0));
        assertEq(sums.nodes, 2, "nodes");
        assertEq(sums.outputBytes, 36, "of the last node, four bytes an element");
        assertEq(sums.activationChunkLog2, 13, "the activations' chunks, not the constants'");
    }

    /// @dev As OpeningCost has it: each list is one root, each tensor one chunk of 256 bytes.
    function test_registerModel_notesWhatOpeningsCost() public view {
        uint256 expected = OpeningCost.answerGas(32) + OpeningCost.answerGas(256);
        assertEq(registry.modelOf(modelId).openingGas, expected, "the last node's root, and its chunk");
    }

    /// @dev 2^20 chunks of 2^13 bytes: more than 32 bits hold.
    function test_registerModel_notesTheLongestOutput() public {
        bytes memory program = TwoNodes.encode(uint32(1) << 31);
        assertEq(registry.modelOf(registry.registerModel(program, 0)).outputBytes, 1 << 33, "8 GiB");
    }

    function test_E1_registerModel_emitsTheWholeProgram() public {
        bytes memory program = TinyProgram.encode(32);
        uint256 snapshot = vm.snapshotState();
        bytes32 id = registry.registerModel(program, CONSTANTS_ROOT);
        IModelRegistry.ModelRecord memory model = registry.modelOf(id);
        vm.revertToState(snapshot);

        vm.expectEmit();
        emit IModelRegistry.ModelRegistered(
            id, stranger, model.programRoot, CONSTANTS_ROOT, model.worstBytes, model.worstGas, program
        );
        vm.prank(stranger);
        registry.registerModel(program, CONSTANTS_ROOT);
    }

    function test_M1_registerModel_twice_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelAlreadyRegistered.selector, modelId));
        registry.registerModel(TinyProgram.encode(16), CONSTANTS_ROOT);
    }

    function test_M1_registerModel_withOtherConstants_isAnotherModel() public {
        bytes32 other = registry.registerModel(TinyProgram.encode(16), keccak256("other constants"));
        assertNotEq(other, modelId, "another id");
        assertEq(registry.modelOf(modelId).constantsRoot, CONSTANTS_ROOT, "the first stands");
    }

    function test_publishOffer_isKeyedByProviderAndActive() public {
        IModelRegistry.Offer memory offer = _offer();
        IModelRegistry.Offer memory published = _offer();
        published.active = true;
        vm.expectEmit();
        emit IModelRegistry.OfferPublished(modelId, provider, published);
        vm.prank(provider);
        registry.publishOffer(modelId, offer);
        assertEq(abi.encode(registry.offerOf(modelId, provider)), abi.encode(published), "offer");

        offer.price = 1;
        vm.prank(stranger);
        registry.publishOffer(modelId, offer);
        assertEq(registry.offerOf(modelId, provider).price, 5, "another's offer leaves it alone");
        vm.prank(provider);
        registry.publishOffer(modelId, offer);
        assertEq(registry.offerOf(modelId, provider).price, 1, "its own replaces it");
    }

    function test_publishOffer_ofUnknownModel_reverts() public {
        IModelRegistry.Offer memory offer = _offer();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.UnknownModel.selector, UNKNOWN));
        registry.publishOffer(UNKNOWN, offer);
    }

    function test_publishOffer_withALongEndpoint_reverts() public {
        IModelRegistry.Offer memory offer = _offer();
        offer.endpoint = string(new bytes(257));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.TextTooLong.selector, bytes32("endpoint"), 257, 256));
        registry.publishOffer(modelId, offer);
        offer.endpoint = string(new bytes(256));
        registry.publishOffer(modelId, offer);
    }

    function test_withdrawOffer_keepsItsTermsReadable() public {
        vm.startPrank(provider);
        registry.publishOffer(modelId, _offer());
        vm.expectEmit();
        emit IModelRegistry.OfferWithdrawn(modelId, provider);
        registry.withdrawOffer(modelId);
        assertEq(abi.encode(registry.offerOf(modelId, provider)), abi.encode(_offer()), "inactive");

        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.OfferNotActive.selector, modelId, provider));
        registry.withdrawOffer(modelId);
        registry.publishOffer(modelId, _offer());
        assertTrue(registry.offerOf(modelId, provider).active, "active again");
    }

    function test_withdrawOffer_ofAnother_reverts() public {
        vm.prank(provider);
        registry.publishOffer(modelId, _offer());
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.OfferNotActive.selector, modelId, stranger));
        vm.prank(stranger);
        registry.withdrawOffer(modelId);
    }

    function _offer() internal view returns (IModelRegistry.Offer memory) {
        return IModelRegistry.Offer({
            token: address(dollar),
            price: 5,
            lock: 6,
            submitSec: 7,
            windowSec: 8,
            levels: 1,
            active: false,
            latencyClass: "interactive",
            region: "eu",
            endpoint: "http://127.0.0.1:8080"
        });
    }
}
