// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IResultConsumer} from "contracts/interfaces/IResultConsumer.sol";
import {IResultDelivery} from "contracts/interfaces/IResultDelivery.sol";
import {TaskId} from "contracts/types/Task.sol";

/// @dev Keeps what it was brought, and how much gas it had.
contract Recorder is IResultConsumer {
    uint256 public calls;
    uint256 public gasAtEntry;
    bytes public output;
    bool public broken;

    function setBroken(bool broken_) external {
        broken = broken_;
    }

    function onResult(TaskId, bytes calldata output_) external {
        uint256 gasHere = gasleft();
        require(!broken, "broken");
        (gasAtEntry, output) = (gasHere, output_);
        ++calls;
    }
}

/// @dev Returns, or reverts with, a megabyte.
contract ReturnBomb is IResultConsumer {
    bool internal immutable _reverts;

    constructor(bool reverts) {
        _reverts = reverts;
    }

    function onResult(TaskId, bytes calldata) external view {
        bool reverts = _reverts;
        assembly {
            if reverts { revert(0, 1000000) }
            return(0, 1000000)
        }
    }
}

/// @dev Burns all gas that it is given.
contract GasBurner is IResultConsumer {
    function onResult(TaskId, bytes calldata) external pure {
        assembly {
            invalid()
        }
    }
}

/// @dev A client that asked for the task itself, and comes back in while it is called.
contract Reenterer is IResultConsumer {
    IResultDelivery internal immutable _delivery;
    /// whether what it tried succeeded
    bool public delivered;
    bool public withdrew;
    bool public tipped;

    constructor(IResultDelivery delivery) {
        _delivery = delivery;
    }

    function onResult(TaskId taskId, bytes calldata output) external {
        (delivered,) = address(_delivery).call(abi.encodeCall(IResultDelivery.deliver, (taskId, output)));
        (withdrew,) = address(_delivery).call(abi.encodeCall(IResultDelivery.withdrawCallback, (taskId)));
        (tipped,) = address(_delivery).call(abi.encodeCall(IResultDelivery.withdrawTips, (payable(address(this)))));
    }

    receive() external payable {}
}

/// @dev Takes its tips and asks for them again while it is paid.
contract TipReenterer {
    IResultDelivery internal immutable _delivery;
    bool public again;

    constructor(IResultDelivery delivery) {
        _delivery = delivery;
    }

    function deliver(TaskId taskId, bytes calldata output) external {
        _delivery.deliver(taskId, output);
        _delivery.withdrawTips(payable(address(this)));
    }

    receive() external payable {
        (again,) = address(_delivery).call(abi.encodeCall(IResultDelivery.withdrawTips, (payable(address(this)))));
    }
}
