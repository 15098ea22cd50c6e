// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IProgramValidator} from "./interfaces/IProgramValidator.sol";
import {Commitments} from "./libraries/Commitments.sol";
import {OpeningCost} from "./libraries/OpeningCost.sol";
import {ProgramOutput} from "./libraries/ProgramOutput.sol";

/// @title Validated programs, statements about them, offers to run them
/// @dev Documented in IModelRegistry.
contract ModelRegistry is IModelRegistry {
    using SafeCast for uint256;

    uint256 internal constant MAX_LICENCE_BYTES = 128;
    uint256 internal constant MAX_TEXT_BYTES = 256;

    /// @inheritdoc IModelRegistry
    IProgramValidator public immutable programValidator;

    mapping(bytes32 modelId => ModelRecord) internal _models;
    mapping(bytes32 modelId => mapping(address account => Statement)) internal _statements;
    mapping(bytes32 modelId => mapping(address account => Deprecation)) internal _deprecations;
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
            openingGas: OpeningCost.worstGas(program).toUint32(),
            outputBytes: ProgramOutput.length(program).toUint40(),
            activationChunkLog2: ProgramOutput.chunkLog2(program),
            programRoot: programRoot,
            constantsRoot: constantsRoot
        });

        emit ModelRegistered(modelId, msg.sender, programRoot, constantsRoot, worstBytes, worstGas, program);
    }

    /// @inheritdoc IModelRegistry
    function stateModel(bytes32 modelId, Statement calldata statement) external {
        _checkRegistered(modelId);
        _checkReference(modelId, "parent", statement.parent);
        _checkLength("licence", statement.licence, MAX_LICENCE_BYTES);
        _checkLength("forkReason", statement.forkReason, MAX_TEXT_BYTES);

        // RULE M-1: keyed by (model, account): a caller reaches its own statement only.
        _statements[modelId][msg.sender] = statement;

        emit ModelStated(modelId, msg.sender, statement);
    }

    /// @inheritdoc IModelRegistry
    function deprecateModel(bytes32 modelId, bytes32 successor, string calldata reason) external {
        _checkRegistered(modelId);
        _checkReference(modelId, "successor", successor);
        _checkLength("reason", reason, MAX_TEXT_BYTES);

        // RULE M-1: advice, keyed like a statement; no task looks at it.
        _deprecations[modelId][msg.sender] = Deprecation(true, successor, reason);

        emit ModelDeprecated(modelId, msg.sender, successor, reason);
    }

    /// @inheritdoc IModelRegistry
    function reinstateModel(bytes32 modelId) external {
        if (!_deprecations[modelId][msg.sender].deprecated) revert NotDeprecated(modelId, msg.sender);

        delete _deprecations[modelId][msg.sender];

        emit ModelReinstated(modelId, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function publishOffer(bytes32 modelId, Offer calldata offer) external {
        _checkRegistered(modelId);
        _checkLength("endpoint", offer.endpoint, MAX_TEXT_BYTES);

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
    function statementOf(bytes32 modelId, address account) external view returns (Statement memory) {
        return _statements[modelId][account];
    }

    /// @inheritdoc IModelRegistry
    function deprecationOf(bytes32 modelId, address account) external view returns (Deprecation memory) {
        return _deprecations[modelId][account];
    }

    /// @inheritdoc IModelRegistry
    function offerOf(bytes32 modelId, address provider) external view returns (Offer memory) {
        return _offers[modelId][provider];
    }

    function _checkRegistered(bytes32 modelId) internal view {
        if (_models[modelId].registeredAt == 0) revert UnknownModel(modelId);
    }

    /// @param other zero, or another model
    function _checkReference(bytes32 modelId, bytes32 what, bytes32 other) internal view {
        if (other == 0) return;
        if (other == modelId) revert RefersToItself(modelId, what);
        _checkRegistered(other);
    }

    function _checkLength(bytes32 what, string calldata text, uint256 limit) internal pure {
        if (bytes(text).length > limit) revert TextTooLong(what, bytes(text).length, limit);
    }
}
