// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {Quote} from "contracts/types/Quote.sol";
import {AssuranceLevel, Dials, TaskId, TaskState, TaskTerms, TraceMode, taskIdOf} from "contracts/types/Task.sol";
import {QuoteTest} from "../support/QuoteTest.sol";

/// @dev RULE T-7: a task's id is the hash of its request, so that no history of the chain lets one request's answer stand for another's.
contract TaskIdsTest is QuoteTest {
    function test_T7_theId_isTheHashOfTheRequest() public {
        TaskTerms memory terms = _terms();
        terms.nonce = 5;
        bytes32 expected = _hashOf(block.chainid, address(verifier), client, terms, _dials());
        vm.expectEmit();
        emit IOptimisticVerifier.TaskRequested(TaskId.wrap(expected), client, modelId, terms, _dials(), START + 1 hours);
        vm.prank(client);
        assertEq(verifier.requestTask(terms).id(), expected, "by requestTask");

        ++terms.nonce;
        expected = _hashOf(block.chainid, address(verifier), client, terms, _dials());
        vm.prank(client);
        TaskId permitted = verifier.requestTaskWithPermit(terms, START, 27, bytes32("r"), bytes32("s"));
        assertEq(permitted.id(), expected, "by requestTaskWithPermit");

        Quote memory quote = _quote();
        expected = _hashOf(block.chainid, address(verifier), client, quote.terms, _dials());
        assertEq(_take(quote).id(), expected, "by requestWithQuote");
    }

    /// @dev By every door and whatever became of it. No money moves, and a quote for it stays unspent.
    function test_T7_theSameRequest_isTakenOnce_whateverBecameOfIt() public {
        for (uint8 i = uint8(TaskState.Requested); i <= uint8(type(TaskState).max); ++i) {
            TaskId taskId = _taskIn(TaskState(i));
            TaskTerms memory terms = verifier.taskOf(taskId).terms;
            Quote memory quote = _quote();
            (quote.terms, quote.expiry) = (terms, _now() + 1);
            bytes memory signature = _sign(sellerKey, quote);
            bytes memory refusal =
                abi.encodeWithSelector(IOptimisticVerifier.TaskAlreadyRequested.selector, taskId, terms.nonce);
            (uint256 paid, uint256 owed) = (dollar.balanceOf(client), verifier.owedOf(address(dollar)));
            bytes memory before = abi.encode(verifier.taskOf(taskId));

            vm.startPrank(client);
            vm.expectRevert(refusal);
            verifier.requestTask(terms);
            vm.expectRevert(refusal);
            verifier.requestTaskWithPermit(terms, START, 27, bytes32("r"), bytes32("s"));
            vm.expectRevert(refusal);
            verifier.requestWithQuote(quote, seller, signature, "");
            vm.stopPrank();

            assertEq(dollar.balanceOf(client), paid, "no money moved");
            assertEq(verifier.owedOf(address(dollar)), owed, "nothing more is owed");
            assertEq(abi.encode(verifier.taskOf(taskId)), before, "the task is as it was");
            assertFalse(quotes.isSpent(seller, quote.nonce), "and the quote is not spent");
        }
    }

    /// @dev Who asked without the quote first has that task; the provider signs the terms with another nonce, or accepts.
    function test_T7_aQuoteForARequestThatStands_isRefused() public {
        Quote memory quote = _quote();
        vm.prank(client);
        TaskId standing = verifier.requestTask(quote.terms);
        bytes memory refusal = abi.encodeWithSelector(IOptimisticVerifier.TaskAlreadyRequested.selector, standing, 0);
        _expectRefused(quote, seller, _sign(sellerKey, quote), refusal);

        ++quote.terms.nonce;
        _assertState(_take(quote), TaskState.Accepted);
        _assertState(standing, TaskState.Requested);
    }

    /// @dev A quote that is used twice under two of its provider's nonces makes one task.
    function test_T7_twoQuotesForOneRequest_makeOneTask() public {
        Quote memory quote = _quote();
        TaskId taskId = _take(quote);
        ++quote.nonce;
        bytes memory refusal = abi.encodeWithSelector(IOptimisticVerifier.TaskAlreadyRequested.selector, taskId, 0);
        _expectRefused(quote, seller, _sign(sellerKey, quote), refusal);
        assertFalse(quotes.isSpent(seller, quote.nonce), "the second is not spent");
    }

    function test_T7_whateverDiffers_isAnotherTask() public {
        _fund(stranger, stranger);
        TaskTerms memory terms = _terms();
        TaskId[4] memory ids;
        vm.prank(client);
        ids[0] = verifier.requestTask(terms);
        vm.prank(stranger);
        ids[1] = verifier.requestTask(terms);
        Dials memory dials = _dials();
        ++dials.feeBps;
        vm.prank(owner);
        verifier.setDials(dials);
        vm.prank(client);
        ids[2] = verifier.requestTask(terms);
        ++terms.nonce;
        vm.prank(client);
        ids[3] = verifier.requestTask(terms);
        for (uint256 i = 0; i < ids.length; ++i) {
            _assertState(ids[i], TaskState.Requested);
            for (uint256 j = 0; j < i; ++j) {
                assertNotEq(ids[i].id(), ids[j].id(), "another client, other dials, another nonce");
            }
        }
        assertEq(verifier.owedOf(address(dollar)), 4 * PRICE, "each is paid for");
    }

    /// @dev Any value of any field: another request has another id, the same request the same.
    function testFuzz_T7_theId_dependsOnEveryField(uint256 seed, uint256 value) public {
        (address verifier_, address client_) = (address(verifier), client);
        (TaskTerms memory terms, Dials memory dials) = (_terms(), _dials());
        bytes32 before = taskIdOf(verifier_, client_, terms, dials).id();
        bytes memory encoded = abi.encode(block.chainid, verifier_, client_, terms, dials);
        uint256 field = seed % 22;
        if (field == 0) vm.chainId(value = bound(value, 1, type(uint64).max - 1));
        uint256 chain = field == 0 ? value : block.chainid;
        if (field == 1) verifier_ = address(uint160(value));
        if (field == 2) client_ = address(uint160(value));
        _change(terms, field, value);
        _change(dials, field, value);
        bool same = keccak256(abi.encode(chain, verifier_, client_, terms, dials)) == keccak256(encoded);
        bytes32 changed = taskIdOf(verifier_, client_, terms, dials).id();
        assertEq(changed == before, same, "another request, another id");
        assertEq(changed, _hashOf(chain, verifier_, client_, terms, dials), "the hash of its fields");
    }

    /// @dev A reorganisation undoes a request and another one takes its place. What its provider had sent is mined again by somebody.
    function test_T7_answersToAnUndoneRequest_answerNoOther() public {
        _fund(stranger, stranger);
        uint256 fork = vm.snapshotState();
        TaskId undone = _submitted(HONEST_ROOT);
        vm.revertToState(fork);
        vm.prank(stranger);
        TaskId other = verifier.requestTask(_terms());

        vm.startPrank(provider);
        bytes memory unknown = abi.encodeWithSelector(IOptimisticVerifier.UnknownTask.selector, undone);
        vm.expectRevert(unknown);
        verifier.acceptTask(undone, provider);
        vm.expectRevert(unknown);
        verifier.submitResult(undone, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.stopPrank();

        _assertState(other, TaskState.Requested);
        assertEq(_stakeOf(provider).locked, 0, "nothing is locked for what nobody asks any more");
    }

    /// @dev The same request, mined later and after others, is answered by what was sent before.
    function test_T7_answersToARequestThatIsMinedAgain_stillAnswerIt() public {
        _fund(stranger, stranger);
        uint256 fork = vm.snapshotState();
        TaskId first = _submitted(HONEST_ROOT);
        TaskTerms memory terms = verifier.taskOf(first).terms;
        vm.revertToState(fork);
        vm.warp(START + 1 minutes);
        vm.prank(stranger);
        verifier.requestTask(_terms());
        vm.prank(client);
        assertEq(verifier.requestTask(terms).id(), first.id(), "the same request, the same task");

        vm.startPrank(provider);
        verifier.acceptTask(first, provider);
        verifier.submitResult(first, OUTPUT_ROOT, HONEST_ROOT, "");
        vm.stopPrank();
        _assertState(first, TaskState.Submitted);
    }

    /// @dev What vectors/taskIds.json holds is what TypeScript makes of the same requests.
    function test_T7_ids_areThoseOfTypeScript() public {
        string memory json = vm.readFile("vectors/taskIds.json");
        uint256[] memory chains = vm.parseJsonUintArray(json, ".chainId");
        address[] memory verifiers = vm.parseJsonAddressArray(json, ".verifier");
        address[] memory clients = vm.parseJsonAddressArray(json, ".client");
        bytes[] memory terms = vm.parseJsonBytesArray(json, ".terms");
        bytes[] memory dials = vm.parseJsonBytesArray(json, ".dials");
        bytes32[] memory ids = vm.parseJsonBytes32Array(json, ".taskId");
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.chainId(chains[i]);
            TaskId taskId = this.idOf(verifiers[i], clients[i], terms[i], dials[i]);
            assertEq(taskId.id(), ids[i], "task id");
        }
        assertGt(ids.length, 20, "requests");
    }

    /// @dev In a call of its own: the optimiser takes the chain's id for a constant of a function.
    function idOf(address verifier_, address client_, bytes calldata terms, bytes calldata dials)
        external
        view
        returns (TaskId)
    {
        return taskIdOf(verifier_, client_, abi.decode(terms, (TaskTerms)), abi.decode(dials, (Dials)));
    }

    function _change(TaskTerms memory terms, uint256 field, uint256 value) internal pure {
        if (field == 3) terms.modelId = bytes32(value);
        if (field == 4) terms.inputRoot = bytes32(value);
        if (field == 5) terms.inputDigest = bytes32(value);
        if (field == 6) terms.provider = address(uint160(value));
        if (field == 7) terms.acceptSec = uint32(value);
        if (field == 8) terms.submitSec = uint32(value);
        if (field == 9) terms.windowSec = uint32(value);
        if (field == 10) terms.token = address(uint160(value));
        if (field == 11) terms.level = AssuranceLevel(value % 4);
        if (field == 12) terms.traceMode = TraceMode(value % 2);
        if (field == 13) terms.nonce = uint64(value);
        if (field == 14) terms.price = uint128(value);
        if (field == 15) terms.lock = uint128(value);
    }

    function _change(Dials memory dials, uint256 field, uint256 value) internal pure {
        if (field == 16) dials.stepVerifier = address(uint160(value));
        if (field == 17) dials.feeBps = uint16(value);
        if (field == 18) dials.lateBps = uint16(value);
        if (field == 19) dials.clientShareBps = uint16(value);
        if (field == 20) dials.bountyShareBps = uint16(value);
        if (field == 21) dials.reserveShareBps = uint16(value);
    }

    /// @dev The rule written out: 22 words.
    function _hashOf(uint256 chain, address verifier_, address client_, TaskTerms memory t, Dials memory d)
        internal
        pure
        returns (bytes32)
    {
        bytes memory words = abi.encode(chain, verifier_, client_);
        words = bytes.concat(words, t.modelId, t.inputRoot, t.inputDigest, abi.encode(t.provider));
        words = bytes.concat(words, abi.encode(t.acceptSec, t.submitSec, t.windowSec, t.token));
        words = bytes.concat(words, abi.encode(uint8(t.level), uint8(t.traceMode), t.nonce, t.price, t.lock));
        words = bytes.concat(words, abi.encode(d.stepVerifier, d.feeBps, d.lateBps));
        words = bytes.concat(words, abi.encode(d.clientShareBps, d.bountyShareBps, d.reserveShareBps));
        assert(words.length == 22 * 32);
        return keccak256(words);
    }
}
