// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {IQuotes} from "./interfaces/IQuotes.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {QuoteHash} from "./libraries/QuoteHash.sol";
import {Quote} from "./types/Quote.sol";
import {TaskId} from "./types/Task.sol";

/// @title Which quotes of a provider are good
/// @dev Documented in IQuotes.
contract Quotes is IQuotes, EIP712 {
    using BitMaps for BitMaps.BitMap;

    /// @inheritdoc IQuotes
    address public immutable optimisticVerifier;
    /// @inheritdoc IQuotes
    IStakeVault public immutable stakeVault;

    mapping(address provider => BitMaps.BitMap nonces) internal _spent;

    /// @param optimisticVerifier_ may not exist yet: its constructor checks that this contract names it
    constructor(address optimisticVerifier_, IStakeVault stakeVault_) EIP712("Assay", "1") {
        if (optimisticVerifier_ == address(0) || address(stakeVault_) == address(0)) revert ZeroAddress();
        optimisticVerifier = optimisticVerifier_;
        stakeVault = stakeVault_;
    }

    /// @inheritdoc IQuotes
    function cancel(address provider, uint256[] calldata nonces) external {
        _checkServing(provider, msg.sender);

        for (uint256 i = 0; i < nonces.length; ++i) {
            _spent[provider].set(nonces[i]);
        }

        emit QuotesCancelled(provider, msg.sender, nonces);
    }

    /// @inheritdoc IQuotes
    function take(TaskId taskId, Quote calldata quote, address client, address signer, bytes calldata signature)
        external
    {
        if (msg.sender != optimisticVerifier) revert NotOptimisticVerifier(msg.sender, optimisticVerifier);
        address provider = quote.terms.provider;
        // RULE Q-1: a quote is for one request of one client, once, until it expires.
        if (client != quote.client) revert QuoteForAnotherClient(client, quote.client);
        if (block.timestamp >= quote.expiry) revert QuoteExpired(uint64(block.timestamp), quote.expiry);
        if (_spent[provider].get(quote.nonce)) revert QuoteSpent(provider, quote.nonce);
        // RULE S-5: the largest possible loss stands in what a provider signs.
        if (quote.maxLoss != quote.terms.lock) revert QuoteLossMismatch(quote.maxLoss, quote.terms.lock);
        _checkServing(provider, signer);

        _spent[provider].set(quote.nonce);

        emit QuoteTaken(taskId, provider, quote.nonce, signer);
        bytes32 digest = hashOf(quote);
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) {
            revert QuoteSignatureWrong(signer, digest);
        }
    }

    /// @inheritdoc IQuotes
    function isSpent(address provider, uint256 nonce) external view returns (bool) {
        return _spent[provider].get(nonce);
    }

    /// @inheritdoc IQuotes
    function hashOf(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(QuoteHash.hash(quote));
    }

    /// @dev RULE S-3: an operator signs for its provider. No quote is nobody's.
    function _checkServing(address provider, address account) internal view {
        if (provider == address(0) || !stakeVault.mayServe(provider, account)) revert NotServing(provider, account);
    }
}
