// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Quote} from "contracts/types/Quote.sol";
import {TaskId} from "contracts/types/Task.sol";
import {SpineTest} from "./SpineTest.sol";

/// @dev A provider with a key, that signs quotes for the client.
abstract contract QuoteTest is SpineTest {
    address internal seller;
    uint256 internal sellerKey;

    function setUp() public virtual override {
        super.setUp();
        (seller, sellerKey) = makeAddrAndKey("seller");
        _fund(makeAddr("nobody"), seller);
        vm.prank(seller);
        vault.deposit(1000e18);
    }

    function _quote() internal view returns (Quote memory quote) {
        quote.terms = _terms();
        quote.terms.provider = seller;
        quote.client = client;
        quote.expiry = _now() + 10 minutes;
        quote.nonce = 77;
        quote.maxLoss = quote.terms.lock;
    }

    function _sign(uint256 key, Quote memory quote) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, quotes.hashOf(quote));
        return abi.encodePacked(r, s, v);
    }

    /// @dev As its client, signed by the seller.
    function _take(Quote memory quote) internal returns (TaskId taskId) {
        return _takeSigned(quote, seller, _sign(sellerKey, quote));
    }

    function _takeSigned(Quote memory quote, address signer, bytes memory signature) internal returns (TaskId taskId) {
        vm.prank(client);
        return verifier.requestWithQuote(quote, signer, signature, "");
    }

    function _expectRefused(Quote memory quote, address signer, bytes memory signature, bytes memory revertData)
        internal
    {
        vm.expectRevert(revertData);
        _takeSigned(quote, signer, signature);
    }
}
