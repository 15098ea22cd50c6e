// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Quote} from "../types/Quote.sol";
import {TaskId} from "../types/Task.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Which quotes of a provider are good (RULE Q-1)
/// @notice A quote is an EIP-712 signature of the provider, or of one of its operators, over everything that it binds. It takes no
/// transaction to give, and one, or its expiry, to take back. The dials are those of the request (RULE T-6): a quote that expires within
/// the delay of their change meets none that its signer could not read.
interface IQuotes {
    /// @notice The quote became the task; no other quote of this nonce will.
    event QuoteTaken(TaskId indexed taskId, address indexed provider, uint256 nonce, address signer);
    event QuotesCancelled(address indexed provider, address indexed caller, uint256[] nonces);

    error NotOptimisticVerifier(address caller, address expected);
    error NotServing(address provider, address account);
    error QuoteForAnotherClient(address caller, address client);
    error QuoteExpired(uint64 nowSec, uint64 expiry);
    /// @notice The provider used or cancelled this nonce.
    error QuoteSpent(address provider, uint256 nonce);
    error QuoteLossMismatch(uint128 maxLoss, uint128 lock);
    error QuoteSignatureWrong(address signer, bytes32 digest);
    error ZeroAddress();

    /// @notice Makes quotes useless before they expire. The provider or one of its operators.
    function cancel(address provider, uint256[] calldata nonces) external;
    /// @notice OptimisticVerifier only: spends the quote, or reverts.
    /// @param client whose request it becomes
    /// @param signer the provider or one of its operators
    /// @param signature 65 bytes, or what the wallet of a contract takes (ERC-1271)
    function take(TaskId taskId, Quote calldata quote, address client, address signer, bytes calldata signature)
        external;

    /// @notice What a signer signs: the EIP-712 digest in this contract's domain (name "Assay", version "1").
    function hashOf(Quote calldata quote) external view returns (bytes32);
    /// @notice Whether the provider used or cancelled a quote of this nonce.
    function isSpent(address provider, uint256 nonce) external view returns (bool);
    function optimisticVerifier() external view returns (address);
    function stakeVault() external view returns (IStakeVault);
}
