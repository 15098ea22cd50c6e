// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ITimelock} from "./interfaces/ITimelock.sol";

/// @title The owner of what can be changed: every change is public for a while before it is made
/// @dev Documented in ITimelock.
contract Timelock is ITimelock, TimelockController {
    /// @inheritdoc ITimelock
    uint256 public constant shortestDelaySec = 1 days;

    /// @param proposers schedule and cancel
    /// @param executors make what is due; the zero address lets anyone
    constructor(uint256 delaySec, address[] memory proposers, address[] memory executors)
        TimelockController(delaySec, proposers, executors, address(0))
    {
        _checkDelay(delaySec);
    }

    /// @inheritdoc ITimelock
    function accept(Ownable2Step owned) external {
        owned.acceptOwnership();
    }

    /// @inheritdoc TimelockController
    function updateDelay(uint256 newDelay) public override {
        _checkDelay(newDelay);
        super.updateDelay(newDelay);
    }

    function _checkDelay(uint256 delaySec) internal pure {
        if (delaySec < shortestDelaySec) revert DelayTooShort(delaySec, shortestDelaySec);
    }
}
