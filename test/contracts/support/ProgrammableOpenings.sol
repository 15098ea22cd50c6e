// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Fraud} from "contracts/types/Fraud.sol";
import {TaskId} from "contracts/types/Task.sol";

/// @dev Openings that call the verifier when a test says so, with what it says. What the real ones decide is tested with the
/// real ones.
contract ProgrammableOpenings {
    uint32 public constant responseSec = 1 hours;
    uint32 public constant graceSec = 30 minutes;

    address public immutable optimisticVerifier;
    IStakeVault.Share[] internal _pathBonds;

    constructor(address optimisticVerifier_) {
        optimisticVerifier = optimisticVerifier_;
    }

    /// @dev From now on every conviction owes this, too.
    function addPathBond(address asker, uint256 amount) external {
        _pathBonds.push(IStakeVault.Share(asker, amount));
    }

    function ask(TaskId taskId) external {
        IOptimisticVerifier(optimisticVerifier).noteOpening(taskId);
    }

    function answer(TaskId taskId, bytes32 nodesRoot) external {
        uint64 graceUntil = uint64(block.timestamp) + graceSec;
        IOptimisticVerifier(optimisticVerifier).noteAnswer(taskId, graceUntil, nodesRoot);
    }

    function convictSilence(TaskId taskId, address asker) external {
        IOptimisticVerifier(optimisticVerifier).refuteSilence(taskId, asker, _pathBonds);
    }

    function pathBonds(TaskId, Fraud calldata) external view returns (IStakeVault.Share[] memory) {
        return _pathBonds;
    }
}
