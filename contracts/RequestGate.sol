// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IRequestGate} from "./interfaces/IRequestGate.sol";

/// @title The brake on new tasks
/// @dev Documented in IRequestGate.
contract RequestGate is IRequestGate, Ownable2Step {
    uint64 internal constant MAX_STOP_SEC = 7 days;
    /// Twice the longest stop: new tasks are admitted two days out of three at least, whatever the guardian does.
    uint64 internal constant MIN_COOL_DOWN_SEC = 14 days;
    uint256 internal constant MAX_REASON_BYTES = 256;

    /// @inheritdoc IRequestGate
    uint64 public immutable coolDownSec;

    /// @inheritdoc IRequestGate
    address public guardian;
    /// @inheritdoc IRequestGate
    uint64 public stoppedUntil;
    /// @inheritdoc IRequestGate
    uint64 public nextStopAt;
    /// @inheritdoc IRequestGate
    string public stopReason;

    /// @param guardian_ zero: none, until the owner names one
    constructor(address owner_, address guardian_, uint64 coolDownSec_) Ownable(owner_) {
        if (coolDownSec_ < MIN_COOL_DOWN_SEC) revert CoolDownTooShort(coolDownSec_, MIN_COOL_DOWN_SEC);
        coolDownSec = coolDownSec_;
        guardian = guardian_;

        emit GuardianChanged(guardian_, "deployment");
    }

    /// @inheritdoc IRequestGate
    function stop(uint64 stopSec, string calldata reason) external {
        _onlyGuardian();
        _checkReason(reason);
        if (stopSec == 0 || stopSec > MAX_STOP_SEC) revert StopOutOfRange(stopSec, 1, MAX_STOP_SEC);
        // Stops do not follow each other, nor is one made longer.
        if (block.timestamp < nextStopAt) revert CoolingDown(uint64(block.timestamp), nextStopAt);

        uint64 until = uint64(block.timestamp) + stopSec;
        stoppedUntil = until;
        nextStopAt = until + coolDownSec;
        stopReason = reason;

        emit RequestStopped(msg.sender, until, nextStopAt, reason);
    }

    /// @inheritdoc IRequestGate
    function lift(string calldata reason) external {
        if (msg.sender != owner() && msg.sender != guardian) {
            revert NotGuardianOrOwner(msg.sender, guardian, owner());
        }
        _checkReason(reason);
        uint64 nowSec = uint64(block.timestamp);
        if (nowSec >= stoppedUntil) revert NothingStopped(nowSec, stoppedUntil);

        stoppedUntil = nowSec;
        nextStopAt = nowSec + coolDownSec;

        emit StopLifted(msg.sender, nextStopAt, reason);
    }

    /// @inheritdoc IRequestGate
    function setGuardian(address guardian_, string calldata reason) external onlyOwner {
        _checkReason(reason);

        guardian = guardian_;

        emit GuardianChanged(guardian_, reason);
    }

    /// @inheritdoc IRequestGate
    function resign(string calldata reason) external {
        _onlyGuardian();
        _checkReason(reason);

        guardian = address(0);

        emit GuardianResigned(msg.sender, reason);
    }

    /// @inheritdoc IRequestGate
    function checkOpen() external view {
        if (block.timestamp < stoppedUntil) revert RequestsStopped(stoppedUntil, stopReason);
    }

    function _onlyGuardian() internal view {
        if (msg.sender != guardian) revert NotGuardian(msg.sender, guardian);
    }

    /// @dev Whoever uses power says why, in an event.
    function _checkReason(string calldata reason) internal pure {
        uint256 length = bytes(reason).length;
        if (length == 0 || length > MAX_REASON_BYTES) revert ReasonOutOfRange(length, 1, MAX_REASON_BYTES);
    }
}
