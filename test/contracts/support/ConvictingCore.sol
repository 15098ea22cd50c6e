// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Task, TaskId} from "contracts/types/Task.sol";

/// @dev What Findings sees of an OptimisticVerifier and of its step verifier: convictions when told to, and bytes that prove or do not.
contract ConvictingCore {
    IStakeVault internal vault;
    IFindings internal findings;
    address internal provider;
    mapping(bytes32 proofHash => bool) internal convicts;
    bytes32 internal nodesRoot = keccak256("nodes");

    function connect(IStakeVault vault_, IFindings findings_, address provider_) external {
        (vault, findings, provider) = (vault_, findings_, provider_);
    }

    function admit(bytes calldata proof) external {
        convicts[keccak256(proof)] = true;
    }

    /// @dev As the core does: the slash first, then the finding.
    function convictFor(TaskId taskId, address convictor, bytes calldata proof, uint256 amount) external {
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](1);
        shares[0] = IStakeVault.Share(address(findings), amount);
        vault.slash(provider, provider, taskId.id(), 2 * amount, shares);
        findings.open(taskId, convictor, keccak256(proof), amount);
    }

    function taskOf(TaskId) external view returns (Task memory task) {
        task.dials.stepVerifier = address(this);
    }

    /// @dev As a trace on demand that nobody asked for.
    function hideTrace() external {
        nodesRoot = 0;
    }

    function claimOf(TaskId taskId) public view returns (Claim memory) {
        return Claim(keccak256("model"), keccak256("input"), nodesRoot, keccak256(abi.encode(taskId)));
    }

    function verify(Claim calldata claim, bytes calldata proof) external view returns (Fraud memory) {
        bool ofThisTask = claim.outputRoot == claimOf(TaskId.wrap(7)).outputRoot;
        if (!ofThisTask || !convicts[keccak256(proof)]) revert IStepVerifier.ElementIsRight(3, 7, -5);
        return Fraud(ClaimKind.WrongElement, 3, 7, 12, -5);
    }
}
