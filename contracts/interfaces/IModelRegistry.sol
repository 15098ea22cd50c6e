// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProgramErrors} from "./IProgramErrors.sol";
import {IProgramValidator} from "./IProgramValidator.sol";

/// @title Validated programs, statements about them, offers to run them
/// @notice RULE M-1: a model is its content. Registering gives no rights and takes none; a statement is keyed (model, account).
interface IModelRegistry is IProgramErrors {
    /// @dev Fields before programRoot fill one slot.
    struct ModelRecord {
        uint64 registeredAt;
        uint16 nodes;
        /// gas of proving the worst element, all in
        uint64 worstGas;
        uint32 worstBytes;
        /// gas of all answers to openings that lead to its deepest chunk
        uint32 openingGas;
        /// length of the output, the last node's tensor; its dtype and shape are in the program (event)
        uint40 outputBytes;
        uint8 activationChunkLog2;
        bytes32 programRoot;
        bytes32 constantsRoot;
    }

    /// @notice What an account says of a model. Nothing here is checked but that `parent` is another registered model.
    struct Statement {
        /// sha256 of a JSON document: name, files, pre-processing, meaning of inputs and outputs
        bytes32 manifest;
        /// the model that this one was made from; zero: none
        bytes32 parent;
        /// sha256 of the quality report; zero: none
        bytes32 qualityReport;
        /// SPDX licence expression, at most 128 bytes
        string licence;
        /// why it departs from its parent, at most 256 bytes
        string forkReason;
    }

    /// @notice An account's advice to use a model no longer. It stops nothing: tasks, open and new, are as before.
    struct Deprecation {
        bool deprecated;
        /// the model to use instead; zero: none
        bytes32 successor;
        /// at most 256 bytes
        string reason;
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
    /// @notice In place of all that the account stated of this model before.
    event ModelStated(bytes32 indexed modelId, address indexed account, Statement statement);
    event ModelDeprecated(bytes32 indexed modelId, address indexed account, bytes32 successor, string reason);
    /// @notice The account's deprecation no longer stands.
    event ModelReinstated(bytes32 indexed modelId, address indexed account);
    event OfferPublished(bytes32 indexed modelId, address indexed provider, Offer offer);
    event OfferWithdrawn(bytes32 indexed modelId, address indexed provider);

    error ModelAlreadyRegistered(bytes32 modelId);
    error UnknownModel(bytes32 modelId);
    /// @notice A model is neither its own parent nor its own successor; `what` names the field.
    error RefersToItself(bytes32 modelId, bytes32 what);
    /// @notice `what` is "licence", "forkReason", "reason" or "endpoint"; lengths in bytes.
    error TextTooLong(bytes32 what, uint256 actual, uint256 limit);
    error NotDeprecated(bytes32 modelId, address account);
    error OfferNotActive(bytes32 modelId, address provider);
    /// @notice No program can be checked by an account without code.
    error NoValidator(address validator);

    /// @notice Validates `program` and records the model. Anyone may call; the id is the content's.
    /// @param program encoded as in docs/format.md, "Program"
    /// @param constantsRoot list root over the constants' tensor roots
    function registerModel(bytes calldata program, bytes32 constantsRoot) external returns (bytes32 modelId);

    /// @notice Says what the caller has to say of a model, in place of all that the caller said before.
    function stateModel(bytes32 modelId, Statement calldata statement) external;
    /// @notice Advises against a model, in place of the caller's earlier advice. `successor` is zero or another registered model.
    function deprecateModel(bytes32 modelId, bytes32 successor, string calldata reason) external;
    /// @notice Takes the caller's deprecation back.
    function reinstateModel(bytes32 modelId) external;
    /// @notice Publishes the caller's offer, in place of its earlier one for this model; it is active whatever `offer.active` says.
    function publishOffer(bytes32 modelId, Offer calldata offer) external;
    /// @notice Makes the caller's offer inactive; its terms stay readable.
    function withdrawOffer(bytes32 modelId) external;

    function programValidator() external view returns (IProgramValidator);
    function modelOf(bytes32 modelId) external view returns (ModelRecord memory);
    function statementOf(bytes32 modelId, address account) external view returns (Statement memory);
    function deprecationOf(bytes32 modelId, address account) external view returns (Deprecation memory);
    function offerOf(bytes32 modelId, address provider) external view returns (Offer memory);
}
