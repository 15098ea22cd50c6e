// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IProgramValidator} from "./interfaces/IProgramValidator.sol";
import {Commitments} from "./libraries/Commitments.sol";

/// @title Validated programs, statements about them, offers to run them
/// @dev Documented in IModelRegistry.
contract ModelRegistry is IModelRegistry {
    using SafeCast for uint256;

    uint256 internal constant MAX_ENDPOINT_BYTES = 256;

    /// @inheritdoc IModelRegistry
    IProgramValidator public immutable programValidator;

    mapping(bytes32 modelId => ModelRecord) internal _models;
    mapping(bytes32 modelId => mapping(address account => bytes32 manifest)) internal _statements;
    mapping(bytes32 modelId => mapping(address provider => Offer)) internal _offers;

    constructor(IProgramValidator programValidator_) {
        if (address(programValidator_).code.length == 0) revert NoValidator(address(programValidator_));
        programValidator = programValidator_;
    }

    /// @inheritdoc IModelRegistry
    function registerModel(bytes calldata program, bytes32 constantsRoot) external returns (bytes32 modelId) {
        (uint16 nodes, bytes32 programRoot, uint256 worstBytes, uint256 worstGas) = programValidator.validate(program);
        modelId = Commitments.modelId(bytes8(program[:8]), programRoot, constantsRoot);
        // RULE M-1: the id is the content, so there is nothing to take over.
        if (_models[modelId].registeredAt != 0) revert ModelAlreadyRegistered(modelId);

        _models[modelId] = ModelRecord({
            registeredAt: uint64(block.timestamp),
            nodes: nodes,
            worstGas: worstGas.toUint64(),
            worstBytes: worstBytes.toUint32(),
            programRoot: programRoot,
            constantsRoot: constantsRoot
        });

        emit ModelRegistered(modelId, msg.sender, programRoot, constantsRoot, worstBytes, worstGas, program);
    }

    /// @inheritdoc IModelRegistry
    function stateModel(bytes32 modelId, bytes32 manifest) external {
        _checkRegistered(modelId);

        // RULE M-1: keyed by (model, account): a caller reaches its own statement only.
        _statements[modelId][msg.sender] = manifest;

        emit ModelStated(modelId, msg.sender, manifest);
    }

    /// @inheritdoc IModelRegistry
    function publishOffer(bytes32 modelId, Offer calldata offer) external {
        _checkRegistered(modelId);
        uint256 endpointBytes = bytes(offer.endpoint).length;
        if (endpointBytes > MAX_ENDPOINT_BYTES) revert EndpointTooLong(endpointBytes, MAX_ENDPOINT_BYTES);

        Offer memory active = offer;
        active.active = true;
        _offers[modelId][msg.sender] = active;

        emit OfferPublished(modelId, msg.sender, active);
    }

    /// @inheritdoc IModelRegistry
    function withdrawOffer(bytes32 modelId) external {
        Offer storage offer = _offers[modelId][msg.sender];
        if (!offer.active) revert OfferNotActive(modelId, msg.sender);

        offer.active = false;

        emit OfferWithdrawn(modelId, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function modelOf(bytes32 modelId) external view returns (ModelRecord memory) {
        return _models[modelId];
    }

    /// @inheritdoc IModelRegistry
    function statementOf(bytes32 modelId, address account) external view returns (bytes32 manifest) {
        return _statements[modelId][account];
    }

    /// @inheritdoc IModelRegistry
    function offerOf(bytes32 modelId, address provider) external view returns (Offer memory) {
        return _offers[modelId][provider];
    }

    function _checkRegistered(bytes32 modelId) internal view {
        if (_models[modelId].registeredAt == 0) revert UnknownModel(modelId);
    }
}
