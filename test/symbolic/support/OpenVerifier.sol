// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OptimisticVerifier} from "contracts/OptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Split} from "contracts/types/Split.sol";
import {Dials, Task, TaskId} from "contracts/types/Task.sol";

/// @dev The verifier, asked for what it would make of a lock.
contract OpenVerifier is OptimisticVerifier {
    constructor(Modules memory modules_, Bounds memory bounds_, Dials memory dials_)
        OptimisticVerifier(msg.sender, address(1), modules_, bounds_, dials_)
    {}

    /// @param dials_ as `setDials` takes them
    function split(uint128 lock, Dials calldata dials_, IStakeVault.Share[] calldata bonds)
        external
        returns (Split memory split_, IStakeVault.Share[] memory shares)
    {
        Task storage task = _tasks[TaskId.wrap(0)];
        task.terms.lock = lock;
        _setDials(dials_, 10_000);
        task.dials = _dials;
        return _split(task, bonds);
    }
}
