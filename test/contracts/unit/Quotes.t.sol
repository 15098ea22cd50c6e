// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IQuotes} from "contracts/interfaces/IQuotes.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Quote} from "contracts/types/Quote.sol";
import {AssuranceLevel, Dials, Task, TaskId, TaskState, TraceMode} from "contracts/types/Task.sol";
import {ContractWallet} from "../support/ContractWallet.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {QuoteTest} from "../support/QuoteTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";

/// @dev RULE Q-1: a quote is for one request of one client, once, until it expires; whatever it says is what is bound.
contract QuotesTest is QuoteTest {
    bytes32 internal otherModelId;

    function test_Q1_requestWithQuote_isRequestAndAcceptanceInOneTransaction() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        TaskId expected = _idOf(client, quote.terms);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskRequested(expected, client, modelId, quote.terms, _dials(), START + 1 hours);
        vm.expectEmit();
        emit IQuotes.QuoteTaken(expected, seller, 77, seller);
        vm.expectEmit();
        emit IOptimisticVerifier.TaskAccepted(expected, seller, seller, START + 2 hours);
        TaskId taskId = _takeSigned(quote, seller, signature);

        Task memory task = verifier.taskOf(taskId);
        assertEq(taskId.id(), expected.id(), "the task");
        assertEq(uint8(task.state), uint8(TaskState.Accepted), "accepted");
        assertEq(abi.encode(task.terms), abi.encode(quote.terms), "terms");
        assertEq(task.client, client, "client");
        assertEq(task.provider, seller, "provider");
        assertEq(task.operator, seller, "operator");
        assertEq(_stakeOf(seller).locked, quote.maxLoss, "S-5: what is at risk is what was quoted");
        assertEq(verifier.owedOf(address(dollar)), PRICE, "escrow");
        assertTrue(quotes.isSpent(seller, 77), "spent");
    }

    /// @dev The seller signed one quote; the client asks for another thing under its signature.
    function test_Q1_everyFieldIsBound() public {
        bytes memory signature = _sign(sellerKey, _quoteNow());
        address other = makeAddr("the seller's other company");
        _prepareAlternatives(other);
        uint256 snapshot = vm.snapshotState();
        for (uint256 field = 0; field < 14; ++field) {
            vm.revertToState(snapshot);
            Quote memory changed = _changed(field, other);
            bytes memory wrong =
                abi.encodeWithSelector(IQuotes.QuoteSignatureWrong.selector, seller, quotes.hashOf(changed));
            _expectRefused(changed, seller, signature, wrong);
            // What refused it was the signature and nothing else.
            _take(changed);
        }
    }

    /// @dev Those fields too that are refused before the signature is looked at, and any value of any.
    function testFuzz_Q1_theDigestDependsOnEveryField(uint256 seed, uint256 value) public view {
        Quote memory quote = _quote();
        bytes32 digest = quotes.hashOf(quote);
        uint256 field = seed % 17;
        bytes memory before = abi.encode(quote);
        if (field == 0) quote.terms.modelId = bytes32(value);
        if (field == 1) quote.terms.inputRoot = bytes32(value);
        if (field == 2) quote.terms.inputDigest = bytes32(value);
        if (field == 3) quote.terms.provider = address(uint160(value));
        if (field == 4) quote.terms.acceptSec = uint32(value);
        if (field == 5) quote.terms.submitSec = uint32(value);
        if (field == 6) quote.terms.windowSec = uint32(value);
        if (field == 7) quote.terms.token = address(uint160(value));
        if (field == 8) quote.terms.level = AssuranceLevel(value % 4);
        if (field == 9) quote.terms.traceMode = TraceMode(value % 2);
        if (field == 10) quote.terms.price = uint128(value);
        if (field == 11) quote.terms.lock = uint128(value);
        if (field == 12) quote.client = address(uint160(value));
        if (field == 13) quote.expiry = uint64(value);
        if (field == 14) quote.nonce = value;
        if (field == 15) quote.maxLoss = uint128(value);
        if (field == 16) quote.terms.nonce = uint64(value);
        bool same = keccak256(abi.encode(quote)) == keccak256(before);
        assertEq(quotes.hashOf(quote) == digest, same, "another quote, another digest");
    }

    function test_Q1_aQuote_isForItsClientAlone() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        _fund(stranger, stranger);
        vm.expectRevert(abi.encodeWithSelector(IQuotes.QuoteForAnotherClient.selector, stranger, client));
        vm.prank(stranger);
        verifier.requestWithQuote(quote, seller, signature, "");
        _assertState(_idOf(stranger, quote.terms), TaskState.None);
        assertEq(verifier.owedOf(address(dollar)), 0, "and no money taken");
    }

    function test_Q1_aQuoteOfAnotherChain_isNone() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        vm.chainId(block.chainid + 1);
        bytes32 digest = quotes.hashOf(quote);
        _expectRefused(
            quote, seller, signature, abi.encodeWithSelector(IQuotes.QuoteSignatureWrong.selector, seller, digest)
        );
    }

    function test_Q1_aQuoteOfAnotherDeployment_isNone() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        bytes32 digest = quotes.hashOf(quote);
        (vault, verifier) = _deployPair(_bounds(), _dials(), UNBONDING_SEC);
        vm.prank(owner);
        verifier.setTokenAllowed(address(dollar), true);
        vm.prank(client);
        dollar.approve(address(verifier), PRICE);
        assertNotEq(quotes.hashOf(quote), digest, "another contract, another digest");
        _expectRefused(
            quote,
            seller,
            signature,
            abi.encodeWithSelector(IQuotes.QuoteSignatureWrong.selector, seller, quotes.hashOf(quote))
        );
    }

    function test_Q1_aQuote_isGoodUntilItsExpiry() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        uint256 snapshot = vm.snapshotState();
        for (uint64 late = 0; late < 2; ++late) {
            vm.warp(quote.expiry + late);
            _expectRefused(
                quote,
                seller,
                signature,
                abi.encodeWithSelector(IQuotes.QuoteExpired.selector, quote.expiry + late, quote.expiry)
            );
        }
        vm.revertToState(snapshot);
        vm.warp(quote.expiry - 1);
        _assertState(_takeSigned(quote, seller, signature), TaskState.Accepted);
    }

    function test_Q1_aQuote_isGoodOnce() public {
        Quote memory quote = _quote();
        TaskId taskId = _take(quote);
        bytes memory requested = abi.encodeWithSelector(IOptimisticVerifier.TaskAlreadyRequested.selector, taskId, 0);
        _expectRefused(quote, seller, _sign(sellerKey, quote), requested);
        // Nor under dials that make it another request.
        Dials memory dials = _dials();
        ++dials.feeBps;
        vm.prank(owner);
        verifier.setDials(dials);
        bytes memory spent = abi.encodeWithSelector(IQuotes.QuoteSpent.selector, seller, 77);
        _expectRefused(quote, seller, _sign(sellerKey, quote), spent);
        // Nor is another quote of the same nonce.
        quote.terms.inputRoot = keccak256("another input");
        _expectRefused(quote, seller, _sign(sellerKey, quote), spent);
        quote.nonce = type(uint256).max;
        _take(quote);
        assertTrue(quotes.isSpent(seller, type(uint256).max), "quotes have no order");
        assertFalse(quotes.isSpent(seller, 78), "a neighbour is not spent");
    }

    function test_Q1_aNonceIsItsProvidersOwn() public {
        address other = makeAddr("the seller's other company");
        _prepareAlternatives(other);
        Quote memory quote = _quoteNow();
        _take(quote);
        quote.terms.provider = other;
        _assertState(_take(quote), TaskState.Accepted);
    }

    function test_Q1_cancelledQuotes_areNone() public {
        uint256[] memory nonces = new uint256[](2);
        (nonces[0], nonces[1]) = (77, 300);
        vm.expectEmit();
        emit IQuotes.QuotesCancelled(seller, seller, nonces);
        vm.prank(seller);
        quotes.cancel(seller, nonces);
        assertTrue(quotes.isSpent(seller, 300), "the other, too");
        Quote memory quote = _quote();
        _expectRefused(
            quote,
            seller,
            _sign(sellerKey, quote),
            abi.encodeWithSelector(IQuotes.QuoteSpent.selector, seller, uint256(77))
        );
        // Twice is as good as once.
        vm.prank(seller);
        quotes.cancel(seller, nonces);
    }

    function test_S3_cancel_isForTheProviderAndItsOperatorsAlone() public {
        uint256[] memory nonces = new uint256[](1);
        vm.expectRevert(abi.encodeWithSelector(IQuotes.NotServing.selector, seller, stranger));
        vm.prank(stranger);
        quotes.cancel(seller, nonces);
        vm.expectRevert(abi.encodeWithSelector(IQuotes.NotServing.selector, address(0), address(0)));
        vm.prank(address(0));
        quotes.cancel(address(0), nonces);
        vm.prank(seller);
        vault.setOperator(stranger, 1, 1);
        vm.warp(START + KEY_DELAY_SEC);
        vm.prank(stranger);
        quotes.cancel(seller, nonces);
        assertTrue(quotes.isSpent(seller, 0), "by an operator");
    }

    function test_S5_aQuoteWhoseLargestLossIsNotItsLock_isRefused() public {
        Quote memory quote = _quote();
        for (uint256 i = 0; i < 2; ++i) {
            quote.maxLoss = i == 0 ? quote.terms.lock - 1 : quote.terms.lock + 1;
            _expectRefused(
                quote,
                seller,
                _sign(sellerKey, quote),
                abi.encodeWithSelector(IQuotes.QuoteLossMismatch.selector, quote.maxLoss, quote.terms.lock)
            );
        }
    }

    function test_Q1_whoSigns_servesTheProvider() public {
        Quote memory quote = _quote();
        (address thief, uint256 thiefKey) = makeAddrAndKey("thief");
        _expectRefused(
            quote, thief, _sign(thiefKey, quote), abi.encodeWithSelector(IQuotes.NotServing.selector, seller, thief)
        );
        // Nor does the thief's signature pass as the seller's, nor a broken one, nor none.
        bytes32 digest = quotes.hashOf(quote);
        bytes memory wrong = abi.encodeWithSelector(IQuotes.QuoteSignatureWrong.selector, seller, digest);
        _expectRefused(quote, seller, _sign(thiefKey, quote), wrong);
        _expectRefused(quote, seller, hex"", wrong);
        _expectRefused(quote, seller, new bytes(65), wrong);
        _expectRefused(quote, seller, bytes.concat(_sign(sellerKey, quote), hex"00"), wrong);
        _expectRefused(quote, seller, _malleated(digest), wrong);
        // A quote of nobody is signed by nobody.
        quote.terms.provider = address(0);
        _expectRefused(
            quote,
            address(0),
            new bytes(65),
            abi.encodeWithSelector(IQuotes.NotServing.selector, address(0), address(0))
        );
    }

    function test_S3_anOperatorSignsForItsProvider_withinItsLimits() public {
        (address hot, uint256 hotKey) = makeAddrAndKey("hot");
        uint128 lock = _quote().terms.lock;
        vm.prank(seller);
        vault.setOperator(hot, lock, 2 * lock);
        vm.warp(START + KEY_DELAY_SEC);
        Quote memory quote = _quote();
        quote.expiry = _now() + 1;
        TaskId taskId = _takeSigned(quote, hot, _sign(hotKey, quote));
        assertEq(verifier.taskOf(taskId).operator, hot, "the signer answers for it");
        assertEq(vault.operatorOf(seller, hot).locked, lock, "and it counts against its limit");

        (quote.nonce, quote.terms.nonce) = (78, 1);
        _expectRefused(
            quote,
            hot,
            _sign(hotKey, quote),
            abi.encodeWithSelector(IStakeVault.OperatorLimitExceeded.selector, seller, hot, 2 * uint256(lock), lock)
        );
        assertFalse(quotes.isSpent(seller, 78), "a quote refused is not spent");
        vm.prank(seller);
        vault.revokeOperator(hot);
        _expectRefused(
            quote, hot, _sign(hotKey, quote), abi.encodeWithSelector(IQuotes.NotServing.selector, seller, hot)
        );
        // The owner key has no limit.
        _takeSigned(quote, seller, _sign(sellerKey, quote));
    }

    function test_S1_aQuoteBeyondFreeStake_isRefused() public {
        Quote memory quote = _quote();
        quote.terms.lock = 1000e18 + 1;
        quote.maxLoss = 1000e18 + 1;
        _expectRefused(
            quote,
            seller,
            _sign(sellerKey, quote),
            abi.encodeWithSelector(IStakeVault.FreeStakeTooLow.selector, seller, 1000e18, 1000e18 + 1)
        );
        assertEq(verifier.owedOf(address(dollar)), 0, "no money is left behind");
    }

    function test_Q1_aContractWalletSigns_byERC1271() public {
        ContractWallet wallet = new ContractWallet();
        stakeToken.transfer(address(wallet), 1000e18);
        wallet.call(address(stakeToken), abi.encodeCall(IERC20.approve, (address(vault), 1000e18)));
        wallet.call(address(vault), abi.encodeCall(IStakeVault.deposit, (1000e18)));
        Quote memory quote = _quote();
        quote.terms.provider = address(wallet);
        bytes32 digest = quotes.hashOf(quote);
        bytes memory wrong = abi.encodeWithSelector(IQuotes.QuoteSignatureWrong.selector, address(wallet), digest);
        _expectRefused(quote, address(wallet), "two of three", wrong);
        wallet.sign(digest, "two of three");
        _expectRefused(quote, address(wallet), "one of three", wrong);
        for (uint256 manner = 1; manner <= uint256(type(ContractWallet.Manner).max); ++manner) {
            wallet.setManner(ContractWallet.Manner(manner));
            _expectRefused(quote, address(wallet), "two of three", wrong);
        }
        wallet.setManner(ContractWallet.Manner.Correct);
        TaskId taskId = _takeSigned(quote, address(wallet), "two of three");
        assertEq(verifier.taskOf(taskId).provider, address(wallet), "accepted by the wallet");
    }

    function test_X1_aQuoteToOneself_isRefused() public {
        Quote memory quote = _quote();
        quote.client = seller;
        bytes memory signature = _sign(sellerKey, quote);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, _idOf(seller, quote.terms), seller)
        );
        vm.prank(seller);
        verifier.requestWithQuote(quote, seller, signature, "");
    }

    function test_X1_aQuoteSignedByItsClient_isRefused() public {
        (address hot, uint256 hotKey) = makeAddrAndKey("hot");
        vm.prank(seller);
        vault.setOperator(hot, type(uint128).max, type(uint128).max);
        vm.warp(START + KEY_DELAY_SEC);
        _fund(hot, stranger);
        Quote memory quote = _quote();
        (quote.client, quote.expiry) = (hot, _now() + 1);
        bytes memory signature = _sign(hotKey, quote);
        vm.expectRevert(
            abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, _idOf(hot, quote.terms), hot)
        );
        vm.prank(hot);
        verifier.requestWithQuote(quote, hot, signature, "");
    }

    function test_take_isTheVerifiersAlone() public {
        Quote memory quote = _quote();
        bytes memory signature = _sign(sellerKey, quote);
        vm.expectRevert(abi.encodeWithSelector(IQuotes.NotOptimisticVerifier.selector, client, address(verifier)));
        vm.prank(client);
        quotes.take(NOBODYS_TASK, quote, client, seller, signature);
    }

    /// @dev What vectors/quotes.json holds is what TypeScript makes of the same quotes.
    function test_Q1_digests_areThoseOfTypeScript() public {
        string memory json = vm.readFile("vectors/quotes.json");
        bytes[] memory encoded = vm.parseJsonBytesArray(json, ".quote");
        uint256[] memory chains = vm.parseJsonUintArray(json, ".chainId");
        address[] memory contracts = vm.parseJsonAddressArray(json, ".verifyingContract");
        bytes32[] memory digests = vm.parseJsonBytes32Array(json, ".digest");
        for (uint256 i = 0; i < encoded.length; ++i) {
            vm.chainId(chains[i]);
            deployCodeTo("Quotes.sol:Quotes", abi.encode(address(verifier), address(vault)), contracts[i]);
            bytes32 digest = IQuotes(contracts[i]).hashOf(abi.decode(encoded[i], (Quote)));
            assertEq(digest, digests[i], "digest");
        }
        assertGt(encoded.length, 20, "quotes");
    }

    /// @dev Everything that a changed quote needs to be good, but for the signature.
    function _prepareAlternatives(address other) internal {
        stakeToken.transfer(other, 1000e18);
        vm.startPrank(other);
        stakeToken.approve(address(vault), 1000e18);
        vault.deposit(1000e18);
        vault.setOperator(seller, type(uint128).max, type(uint128).max);
        vm.stopPrank();
        vm.warp(START + KEY_DELAY_SEC);
        ITestToken otherDollar = _otherDollar();
        vm.prank(owner);
        verifier.setTokenAllowed(address(otherDollar), true);
        otherDollar.mint(client, PRICE);
        vm.prank(client);
        otherDollar.approve(address(verifier), PRICE);
        otherModelId = registry.registerModel(TinyProgram.encode(17), keccak256("constants"));
    }

    function _otherDollar() internal returns (ITestToken token) {
        token = ITestToken(makeAddr("other dollar"));
        if (address(token).code.length == 0) deployCodeTo("LocalDollar.sol:LocalDollar", address(token));
    }

    /// @dev Good after the alternatives are prepared.
    function _quoteNow() internal view returns (Quote memory quote) {
        quote = _quote();
        quote.expiry = START + KEY_DELAY_SEC + 10 minutes;
    }

    function _changed(uint256 field, address other) internal returns (Quote memory quote) {
        quote = _quoteNow();
        if (field == 0) quote.terms.modelId = otherModelId;
        if (field == 1) quote.terms.inputRoot = keccak256("another input");
        if (field == 2) quote.terms.inputDigest = 0;
        if (field == 3) quote.terms.provider = other;
        if (field == 4) ++quote.terms.acceptSec;
        if (field == 5) ++quote.terms.submitSec;
        if (field == 6) ++quote.terms.windowSec;
        if (field == 7) quote.terms.token = address(_otherDollar());
        if (field == 8) quote.terms.traceMode = TraceMode.OnDemand;
        if (field == 9) quote.terms.price = 0;
        if (field == 10) quote.maxLoss = quote.terms.lock += 1;
        if (field == 11) ++quote.expiry;
        if (field == 12) ++quote.nonce;
        if (field == 13) ++quote.terms.nonce;
    }

    /// @dev The other signature that the same key and digest have: s' = n - s.
    function _malleated(bytes32 digest) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(sellerKey, digest);
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        return abi.encodePacked(r, bytes32(n - uint256(s)), v == 27 ? uint8(28) : uint8(27));
    }
}
