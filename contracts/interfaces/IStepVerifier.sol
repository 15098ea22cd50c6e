// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Claim, Fraud} from "../types/Fraud.sol";

/// @title Decides whether a fraud proof holds, and runs tiny programs whole
/// @notice Pure: the answer depends on the claim's roots and the proof's bytes (docs/format.md) alone. Each error names what
/// the proof got wrong; a reverted proof leaves the result standing.
interface IStepVerifier {
    /// @notice The proof's header does not hash to the model of the task.
    error WrongModel(bytes32 actual, bytes32 expected);
    error UnknownClaim(uint8 claim);
    error NodeOutOfRange(uint256 node, uint256 nodes);
    error ElementOutOfRange(uint256 element, uint256 elements);
    error ChunkOutOfRange(uint256 chunk, uint256 chunks);
    error ChunksNotIncreasing(uint256 previous, uint256 next);
    /// @notice A path or multiproof leads to another root.
    error WrongRoot(bytes32 actual, bytes32 expected);
    /// @notice The recomputation needs a chunk which the proof does not carry.
    error MissingChunk(uint256 chunk);
    /// @notice The section of the node's own output carries the element's chunk and no other.
    error WrongOutputChunk(uint256 chunk, uint256 expected);
    error ProofTooShort(uint256 length, uint256 needed);
    error TrailingData(uint256 length, uint256 used);
    /// @notice The element follows from its inputs: no fraud.
    error ElementIsRight(uint256 node, uint256 element, int256 value);
    error OutputIsRight(bytes32 outputRoot);
    error PaddingIsZero(uint256 node, uint256 offset);
    /// @notice The byte belongs to the tensor, not to its padding.
    error NotPadding(uint256 offset, uint256 tensorBytes);

    /// @notice A replay's tensor of a node is not what the node gives.
    error WrongElement(uint256 node, uint256 element, int256 actual, int256 recomputed);
    /// @notice No valid program has a tensor without elements.
    error EmptyTensor();

    /// @notice Reverts unless `proof` shows that `claim` is wrong.
    /// @param claim the commitments of the accused result
    /// @param proof encoded as in docs/format.md, "Fraud proof"
    function verify(Claim calldata claim, bytes calldata proof) external view returns (Fraud memory fraud);

    /// @notice Runs the claim's whole program on the claim's input. Reverts unless `trace` is that run.
    /// @param claim modelId, of a registered model, and inputRoot are read; the other two are not
    /// @param trace encoded as in docs/format.md, "Replay"
    /// @return nodesRoot that of the honest run
    /// @return outputRoot that of the honest run: a claim of another is wrong
    function replay(Claim calldata claim, bytes calldata trace)
        external
        view
        returns (bytes32 nodesRoot, bytes32 outputRoot);
}
