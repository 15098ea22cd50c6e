// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Quote} from "../types/Quote.sol";

/// @dev EIP-712 `hashStruct` of a Quote. Every member is static and stands in 32 bytes, as the ABI writes it.
library QuoteHash {
    bytes internal constant TERMS_TYPE = "TaskTerms(bytes32 modelId,bytes32 inputRoot,bytes32 inputDigest,address provider,"
        "uint32 acceptSec,uint32 submitSec,uint32 windowSec,address token,uint8 level,uint8 traceMode,uint64 nonce,"
        "uint128 price,uint128 lock)";
    bytes internal constant QUOTE_TYPE =
        "Quote(TaskTerms terms,address client,uint64 expiry,uint256 nonce,uint128 maxLoss)";
    bytes32 internal constant TERMS_TYPEHASH = keccak256(TERMS_TYPE);
    bytes32 internal constant QUOTE_TYPEHASH = keccak256(bytes.concat(QUOTE_TYPE, TERMS_TYPE));

    function hash(Quote calldata quote) internal pure returns (bytes32) {
        bytes32 terms = keccak256(abi.encode(TERMS_TYPEHASH, quote.terms));
        return keccak256(abi.encode(QUOTE_TYPEHASH, terms, quote.client, quote.expiry, quote.nonce, quote.maxLoss));
    }
}
