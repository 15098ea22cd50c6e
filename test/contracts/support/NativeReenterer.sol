// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Comes back in while it is paid, and keeps what it was told.
contract NativeReenterer {
    bytes public call;
    bytes public told;

    function setCall(bytes calldata call_) external {
        (call, told) = (call_, "");
    }

    receive() external payable {
        (bool success, bytes memory returned) = msg.sender.call(call);
        told = success ? bytes("succeeded") : returned;
    }
}
