// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Split, splitOf} from "contracts/types/Split.sol";
import {Dials, Task, TaskId} from "contracts/types/Task.sol";

/// @dev What Findings sees of an OptimisticVerifier and of its step verifier: convictions when told to, and bytes that prove or do not.
contract ConvictingCore {
    IStakeVault internal vault;
    IFindings internal findings;
    address internal provider;
    mapping(bytes32 proofHash => bool) internal convicts;
    bytes32 internal nodesRoot = keccak256("nodes");
    uint128 internal lock;

    function connect(IStakeVault vault_, IFindings findings_, address provider_) external {
        (vault, findings, provider) = (vault_, findings_, provider_);
    }

    function admit(bytes calldata proof) external {
        convicts[keccak256(proof)] = true;
    }

    /// @dev As the core does: the slash first, then the finding. Half of the lock is bounty; the convictor's half of that, and bonds, are
    /// nobody's here.
    function convictFor(TaskId taskId, address convictor, bytes calldata proof, uint128 lock_, uint256 bonds) external {
        lock = lock_;
        Split memory split = splitOf(lock_, _dials(), bonds);
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](1);
        shares[0] = IStakeVault.Share(address(findings), split.forFinder() + split.burnt);
        vault.slash(provider, provider, taskId.id(), lock_, shares);
        findings.open(taskId, convictor, keccak256(proof), split);
    }

    function taskOf(TaskId) external view returns (Task memory task) {
        task.dials = _dials();
        task.terms.lock = lock;
    }

    function _dials() internal view returns (Dials memory dials) {
        dials.stepVerifier = address(this);
        dials.bountyShareBps = 5000;
    }

    /// @dev As a trace on demand that nobody asked for.
    function hideTrace() external {
        nodesRoot = 0;
    }

    function claimOf(TaskId taskId) public view returns (Claim memory) {
        return Claim(keccak256("model"), keccak256("input"), nodesRoot, keccak256(abi.encode(taskId)));
    }

    function verify(Claim calldata claim, bytes calldata proof) external view returns (Fraud memory) {
        bool ofThisTask = claim.outputRoot == claimOf(TaskId.wrap(keccak256("task"))).outputRoot;
        if (!ofThisTask || !convicts[keccak256(proof)]) revert IStepVerifier.ElementIsRight(3, 7, -5);
        return Fraud(ClaimKind.WrongElement, 3, 7, 12, -5);
    }
}
