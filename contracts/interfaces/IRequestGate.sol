// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The brake on new tasks
/// @notice A guardian may stop new tasks for a while, if something looks wrong, and say why. That is all it can do: tasks under way,
/// disputes, exits and withdrawals do not ask this gate. A stop lasts at most seven days, and after it the gate stays open for
/// `coolDownSec` at least, whoever is guardian then. The owner names the guardian and may end a stop early.
interface IRequestGate {
    /// @notice New tasks are refused while t < `until`.
    event RequestStopped(address indexed guardian, uint64 until, uint64 nextStopAt, string reason);
    /// @notice The stop ended early, by the owner or by the guardian itself.
    event StopLifted(address indexed by, uint64 nextStopAt, string reason);
    /// @notice Zero: there is none.
    event GuardianChanged(address indexed guardian, string reason);
    event GuardianResigned(address indexed guardian, string reason);

    error RequestsStopped(uint64 until, string reason);
    error NotGuardian(address caller, address guardian);
    error NotGuardianOrOwner(address caller, address guardian, address owner);
    error StopOutOfRange(uint256 stopSec, uint256 min, uint256 max);
    error CoolingDown(uint64 nowSec, uint64 nextStopAt);
    error NothingStopped(uint64 nowSec, uint64 stoppedUntil);
    error ReasonOutOfRange(uint256 reasonBytes, uint256 min, uint256 max);
    error CoolDownTooShort(uint64 coolDownSec, uint64 min);

    /// @notice Guardian only: refuses new tasks for `stopSec` from now, one second to seven days.
    /// @param reason for everyone to read, 1 to 256 bytes
    function stop(uint64 stopSec, string calldata reason) external;
    /// @notice Owner or guardian: ends a stop early. The cool-down starts now.
    function lift(string calldata reason) external;
    /// @notice Owner only. A stop and a cool-down under way stay as they are.
    function setGuardian(address guardian, string calldata reason) external;
    /// @notice Guardian only: there is none until the owner names another.
    function resign(string calldata reason) external;

    /// @notice Reverts with RequestsStopped while new tasks are refused.
    function checkOpen() external view;
    function guardian() external view returns (address);
    /// @notice New tasks are refused while t < this.
    function stoppedUntil() external view returns (uint64);
    /// @notice The next stop may begin at t >= this.
    function nextStopAt() external view returns (uint64);
    /// @notice Of the latest stop.
    function stopReason() external view returns (string memory);
    /// @notice Least time from the end of a stop to the beginning of the next.
    function coolDownSec() external view returns (uint64);
}
