// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {StakeVault} from "contracts/StakeVault.sol";

/// @dev The vault, put into any state.
contract OpenVault is StakeVault {
    constructor(address stakeToken_, address optimisticVerifier_, uint64 unbondingSec_, uint64 keyDelaySec_)
        StakeVault(stakeToken_, optimisticVerifier_, unbondingSec_, keyDelaySec_)
    {}

    function put(address account, Account calldata state) external {
        _accounts[account] = state;
    }

    function putOperator(address provider, address operator, Operator calldata state) external {
        _operators[provider][operator] = state;
    }
}
