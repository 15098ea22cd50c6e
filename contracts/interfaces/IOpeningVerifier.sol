// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim} from "../types/Fraud.sol";
import {Due, Position} from "../types/Opening.sol";

/// @title What a demand asks for, and whether an answer is right
/// @notice Pure: the answers depend on the claim's roots and the bytes of request and answer (docs/format.md, "Openings") alone.
/// A request that is malformed, or of another model, reverts with the errors of IStepVerifier.
interface IOpeningVerifier {
    error UnknownTree(uint256 tree);
    error TensorOutOfRange(uint256 tensor, uint256 tensors);
    /// @notice A tree of this depth has no hashes at that level: of one leaf, the root is the leaf.
    error NoSuchLevel(uint256 level, uint256 depth);
    /// @notice The position lies in the padding, or beyond it.
    error IndexOutOfRange(uint256 index, uint256 count);
    /// @notice The trace is on demand and nothing of it is known: only its tensors' roots (`expected`) can be demanded.
    error NotRevealed(Position position, Position expected);
    error AnswerLengthWrong(uint256 actual, uint256 expected);
    /// @notice The answer does not hash to what was committed.
    error WrongAnswer(bytes32 actual, bytes32 expected);

    /// @notice Reverts unless `request` names a position that every honest result of the claim's model has.
    /// @param claim the commitments of the result; `nodesRoot` zero: a trace on demand, of which nothing is known
    function dueOf(Claim calldata claim, bytes calldata request)
        external
        view
        returns (Position position, Due memory due);

    /// @notice Reverts unless `answer` is what is due at `position`.
    /// @return root that the answer hashes to
    function check(Position position, Due calldata due, bytes calldata answer) external view returns (bytes32 root);
}
