// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title The owner of what can be changed: every change is public for a while before it is made
/// @notice OpenZeppelin's TimelockController without an administrator: roles change through the timelock itself. A proposer schedules a
/// call of the owner (dials, payment tokens, guardian), may cancel it, and after the delay an executor makes it. The contracts that it
/// owns bound what such a call can do; no task under way is in its reach (RULE T-6).
interface ITimelock {
    error DelayTooShort(uint256 delaySec, uint256 min);

    /// @notice Takes over a contract whose owner has offered it to this timelock. Anyone may call: the offer was the decision.
    function accept(Ownable2Step owned) external;
    /// @notice No delay is ever shorter.
    function shortestDelaySec() external pure returns (uint256);
}
