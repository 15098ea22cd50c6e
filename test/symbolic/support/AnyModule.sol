// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev What the verifier's constructor asks of its modules, which no property here is about.
contract AnyModule {
    function optimisticVerifier() external view returns (address) {
        return msg.sender;
    }

    function stakeVault() external view returns (address) {
        return address(this);
    }

    function unbondingSec() external pure returns (uint64) {
        return 365 days;
    }

    function responseSec() external pure returns (uint32) {
        return 1 hours;
    }

    function graceSec() external pure returns (uint32) {
        return 1 hours;
    }
}
