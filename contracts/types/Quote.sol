// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TaskTerms} from "./Task.sol";

/// @notice An offer made concrete for one request: whoever `client` is may turn it into an accepted task (RULE Q-1).
/// Signed (EIP-712, ERC-1271 for contract wallets) by `terms.provider` or one of its operators.
struct Quote {
    TaskTerms terms;
    /// the only account that may use it
    address client;
    /// seconds since 1970; of no use from then on
    uint64 expiry;
    /// any number that this provider has not used: quotes have no order. That of the terms is the client's.
    uint256 nonce;
    /// the most that the provider can lose by it, in stake token: equals `terms.lock` (RULE S-5)
    uint128 maxLoss;
}
