// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "./IProgramErrors.sol";
import {IProgramValidator} from "./IProgramValidator.sol";

/// @title Validated programs, statements about them, offers to run them
/// @notice RULE M-1: a model is its content. Registering gives no rights and takes none; a statement is keyed (model, account).
interface IModelRegistry is IProgramErrors {
    struct ModelRecord {
        uint64 registeredAt;
        uint16 nodes;
        /// gas of proving the worst element, all in
        uint64 worstGas;
        uint32 worstBytes;
        /// dtype code and shape of the output are read from the program (event)
        bytes32 programRoot;
        bytes32 constantsRoot;
    }

    /// @notice A provider's terms for one model. Prices are per task, in the smallest unit of `token`.
    struct Offer {
        address token;
        uint128 price;
        uint128 lock;
        uint32 submitSec;
        uint32 windowSec;
        /// bit per AssuranceLevel
        uint8 levels;
        bool active;
        /// free text, at most 32 bytes: "interactive", "batch"
        bytes32 latencyClass;
        bytes32 region;
        /// where results are served: an http(s) URL of at most 256 bytes
        string endpoint;
    }

    /// @param program the whole program, so that the log alone rebuilds it
    event ModelRegistered(
        bytes32 indexed modelId,
        address indexed author,
        bytes32 programRoot,
        bytes32 constantsRoot,
        uint256 worstBytes,
        uint256 worstGas,
        bytes program
    );
    /// @param manifest sha256 of a JSON document: name, licence, files, quality report, pre-processing
    event ModelStated(bytes32 indexed modelId, address indexed account, bytes32 manifest);
    event OfferPublished(bytes32 indexed modelId, address indexed provider, Offer offer);
    event OfferWithdrawn(bytes32 indexed modelId, address indexed provider);

    error ModelAlreadyRegistered(bytes32 modelId);
    error UnknownModel(bytes32 modelId);
    error EndpointTooLong(uint256 actual, uint256 limit);
    error OfferNotActive(bytes32 modelId, address provider);
    /// @notice No program can be checked by an account without code.
    error NoValidator(address validator);

    /// @notice Validates `program` and records the model. Anyone may call; the id is the content's.
    /// @param program encoded as in docs/format.md, "Program"
    /// @param constantsRoot list root over the constants' tensor roots
    function registerModel(bytes calldata program, bytes32 constantsRoot) external returns (bytes32 modelId);

    /// @notice Says where the caller's description of a model is. Overwrites the caller's earlier statement only.
    function stateModel(bytes32 modelId, bytes32 manifest) external;
    /// @notice Publishes the caller's offer, in place of its earlier one for this model; it is active whatever `offer.active` says.
    function publishOffer(bytes32 modelId, Offer calldata offer) external;
    /// @notice Makes the caller's offer inactive; its terms stay readable.
    function withdrawOffer(bytes32 modelId) external;

    function programValidator() external view returns (IProgramValidator);
    function modelOf(bytes32 modelId) external view returns (ModelRecord memory);
    function statementOf(bytes32 modelId, address account) external view returns (bytes32 manifest);
    function offerOf(bytes32 modelId, address provider) external view returns (Offer memory);
}
