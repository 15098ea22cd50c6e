// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {Quote} from "contracts/types/Quote.sol";
import {TaskId, TaskState} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {QuoteTest} from "../support/QuoteTest.sol";

/// @dev RULE P-1 where a quote is taken: request, acceptance and payment in one transaction, by two signatures. A permit that fails falls
/// back to the allowance; bytes that are none are refused.
contract QuotePermitTest is QuoteTest {
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    function setUp() public override {
        super.setUp();
        vm.prank(client);
        dollar.approve(address(verifier), 0);
    }

    function test_P1_requestWithQuote_byPermit_needsNoAllowance() public {
        bytes memory permit = _permit();
        vm.expectCall(address(dollar), abi.encodeWithSelector(IERC20Permit.permit.selector), 1);
        TaskId taskId = _takeWith(_quote(), permit);
        _assertState(taskId, TaskState.Accepted);
        assertEq(verifier.owedOf(address(dollar)), PRICE, "escrowed");
        assertEq(dollar.allowance(client, address(verifier)), 0, "the price and no more");
    }

    function test_P1_requestWithQuote_whosePermitACopierSpent_fallsBackToTheAllowance() public {
        bytes memory permit = _permit();
        (uint256 deadline, uint8 v, bytes32 r, bytes32 s) = abi.decode(permit, (uint256, uint8, bytes32, bytes32));
        vm.prank(stranger);
        dollar.permit(client, address(verifier), PRICE, deadline, v, r, s);
        _assertState(_takeWith(_quote(), permit), TaskState.Accepted);
        assertEq(verifier.owedOf(address(dollar)), PRICE, "escrowed");
    }

    function test_P1_requestWithQuote_whosePermitFailsWithoutAllowance_reverts() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, verifier, 0, PRICE));
        vm.prank(client);
        verifier.requestWithQuote(quote, seller, signature, abi.encode(START, uint8(27), bytes32("r"), bytes32("s")));
        assertFalse(quotes.isSpent(seller, quote.nonce), "and the quote is as good as before");
    }

    /// @dev Refused, and not taken for a permit that fails: the client meant to pay by it.
    function test_requestWithQuote_whosePermitIsOfAnotherLength_reverts() public {
        vm.prank(client);
        dollar.approve(address(verifier), PRICE);
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        uint16[5] memory lengths = [1, 65, 127, 129, 256];
        for (uint256 i = 0; i < lengths.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.PermitMalformed.selector, lengths[i], 128));
            vm.prank(client);
            verifier.requestWithQuote(quote, seller, signature, new bytes(lengths[i]));
        }
        // No permit at all is none.
        _assertState(_takeWith(quote, ""), TaskState.Accepted);
    }

    function test_requestWithQuote_inATokenNotAllowed_neverCallsIt() public {
        Quote memory quote = _quote();
        // a token, with permits, but none that tasks are priced in
        quote.terms.token = address(stakeToken);
        bytes memory signature = _sign(sellerKey, quote);
        bytes memory permit = _permit();
        vm.expectCall(address(stakeToken), "", 0);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TokenNotAllowed.selector, stakeToken));
        vm.prank(client);
        verifier.requestWithQuote(quote, seller, signature, permit);
    }

    function _takeWith(Quote memory quote, bytes memory permit) internal returns (TaskId) {
        bytes memory signature = _sign(sellerKey, quote);
        vm.prank(client);
        return verifier.requestWithQuote(quote, seller, signature, permit);
    }

    /// @dev The client's, for the price.
    function _permit() internal returns (bytes memory) {
        (, uint256 key) = makeAddrAndKey("client");
        ITestToken token = dollar;
        bytes32 terms = keccak256(abi.encode(PERMIT_TYPEHASH, client, verifier, PRICE, token.nonces(client), START));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), terms)));
        return abi.encode(START, v, r, s);
    }
}
