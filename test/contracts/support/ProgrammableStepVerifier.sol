// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "contracts/types/Fraud.sol";

/// @dev A step verifier that is told which results are lies: a result is known by its nodesRoot. Any proof convicts a lie; none
/// an honest result. What `verify` itself decides is tested with the real one.
contract ProgrammableStepVerifier is IStepVerifier {
    mapping(bytes32 nodesRoot => bool) public isLie;
    /// where the lies are
    uint256 public node = 3;

    function markLie(bytes32 nodesRoot) external {
        isLie[nodesRoot] = true;
    }

    function setNode(uint256 node_) external {
        node = node_;
    }

    function verify(Claim calldata claim, bytes calldata) external view returns (Fraud memory) {
        if (!isLie[claim.nodesRoot]) revert ElementIsRight(3, 7, -5);
        return Fraud({kind: ClaimKind.WrongElement, node: node, element: 7, committed: 12, recomputed: -5});
    }

    /// @dev The trace is the answer: the honest roots, whoever claims what.
    function replay(Claim calldata, bytes calldata trace)
        external
        pure
        returns (bytes32 nodesRoot, bytes32 outputRoot)
    {
        return abi.decode(trace, (bytes32, bytes32));
    }
}
