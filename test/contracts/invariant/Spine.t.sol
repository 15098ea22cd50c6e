// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Task, TaskId, TaskState, TaskTerms, taskIdOf} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {TinyProgram} from "../support/TinyProgram.sol";
import {TinyTrace} from "../support/TinyTrace.sol";
import {SpineHandler} from "./SpineHandler.sol";

/// @dev What holds after every step of every history:
///
/// - P-2: per token, the verifier holds what came in less what went out, and owes exactly that: open escrow + credits.
/// - P-2: the vault holds what was staked less what was paid and burnt, and owes exactly that: free + locked + unbonding + credits.
/// - P-2: Openings holds the native currency that came in less what went out, and owes exactly that: bonds + credits.
/// - S-6: the credit of Findings in the vault is what waits there for finders.
/// - S-1: what is locked of a provider is the sum of the locks of its accepted and submitted tasks.
/// - S-5: an honest provider has all its stake: whatever is demanded of it, nobody convicts it and it is never late.
/// - T-1, T-6: terms and dials of a task never change after its request, nor its result after submission, but for a trace on demand
///   that is revealed, once.
/// - T-7: the id of a task is the hash of its chain, contract, client, terms and dials as they stand.
/// - T-3: what waits for an answer is what was demanded and not answered.
/// - T-3: an ended task stays ended as it ended.
/// - T-4: after some time a stranger can end every task, and then everyone can leave with everything.
///
/// And in every move of the handler: no lie becomes Final ("a liar always loses"); at least half of every slashed lock burns, whoever
/// convicts (S-4: challenging oneself loses); who convicts silence has its bond and the whole bounty; an answer earns its bond; a finding
/// pays the finder, or the convictor if there is none.
contract SpineInvariants is SpineTest {
    SpineHandler internal handler;
    ITestToken[2] internal tokens;
    IOpenings internal real;
    address internal openingVerifier;

    function setUp() public override {
        openingVerifier = vm.deployCode("OpeningVerifier.sol:OpeningVerifier");
        super.setUp();
        // The history starts from an empty vault.
        vm.startPrank(provider);
        vault.startUnbonding(1000e18);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(provider, 1000e18);
        vm.stopPrank();
        tokens = [dollar, ITestToken(vm.deployCode("LocalDollar.sol:LocalDollar"))];
        vm.prank(owner);
        verifier.setTokenAllowed(address(tokens[1]), true);
        vm.prank(author);
        bytes32 known = registry.registerModel(TinyProgram.encode(TinyTrace.ELEMENTS), TinyTrace.constantsRoot());
        TaskTerms memory terms = _terms();
        (terms.modelId, terms.inputRoot) = (known, TinyTrace.inputRoot());
        stepVerifier.setNode(0);
        real = IOpenings(address(openings));
        handler = new SpineHandler(
            SpineHandler.Spine({
                verifier: verifier,
                vault: vault,
                openings: real,
                findings: findings,
                quotes: quotes,
                gate: gate,
                stakeToken: stakeToken,
                tokens: tokens,
                stepVerifier: stepVerifier,
                owner: owner,
                guardian: guardian,
                treasury: treasury,
                terms: terms
            })
        );
        stakeToken.transfer(address(handler), 1e26);
        for (uint256 t = 0; t < 2; ++t) {
            tokens[t].mint(address(handler), 1e40);
            for (uint256 i = 0; i < 3; ++i) {
                tokens[t].mint(handler.clients(i), 1e40);
            }
        }
        for (uint256 i = 0; i < handler.providersCount(); ++i) {
            handler.deposit(i, 1000e18);
        }
        targetContract(address(handler));
        bytes4[] memory helpers = new bytes4[](3);
        helpers[0] = handler.endByAnyone.selector;
        helpers[1] = handler.withdrawEverything.selector;
        helpers[2] = handler.letEverythingEnd.selector;
        excludeSelector(FuzzSelector(address(handler), helpers));
    }

    /// @dev One campaign and one pass over the tasks for all of them: each invariant function would play its own histories.
    function invariant_P2_S1_T1_T3_T6_T7_spine() public view {
        uint256[2] memory escrow;
        uint256[] memory locks = new uint256[](handler.providersCount());
        for (uint256 i = 0; i < handler.tasksCount(); ++i) {
            TaskId taskId = handler.tasks(i);
            Task memory task = verifier.taskOf(taskId);
            _T1_T3_T6_whatIsSettledStays(taskId, task);
            _T7_theId_isOfWhatStands(taskId, task);
            if (!_isOpen(task.state)) continue;
            escrow[task.terms.token == address(tokens[0]) ? 0 : 1] += task.terms.price;
            if (task.state != TaskState.Requested) locks[handler.indexOf(task.provider)] += task.terms.lock;
        }
        _P2_verifier_holdsWhatItOwes(escrow);
        _P2_S1_S6_vault_holdsWhatItOwes(locks);
        _P2_openings_holdWhatTheyOwe();
        _S5_theHonest_loseNothing();
    }

    function _P2_verifier_holdsWhatItOwes(uint256[2] memory escrow) internal view {
        address[] memory everyone = handler.everyone();
        for (uint256 t = 0; t < 2; ++t) {
            uint256 owed = escrow[t];
            for (uint256 i = 0; i < everyone.length; ++i) {
                owed += verifier.creditOf(everyone[i], address(tokens[t]));
            }
            uint256 held = tokens[t].balanceOf(address(verifier)) - handler.donated(address(verifier), tokens[t]);
            assertEq(held, handler.paidIn(tokens[t]) - handler.paidOut(tokens[t]), "sum in = sum out + sum held");
            assertEq(held, verifier.owedOf(address(tokens[t])), "held = owed");
            assertEq(held, owed, "owed = open escrow + credits");
        }
    }

    function _P2_S1_S6_vault_holdsWhatItOwes(uint256[] memory locks) internal view {
        address[] memory everyone = handler.everyone();
        uint256 owed;
        for (uint256 i = 0; i < everyone.length; ++i) {
            IStakeVault.Account memory account = vault.accountOf(everyone[i]);
            owed += uint256(account.free) + account.locked + account.unbonding + account.credit;
            assertEq(account.locked, i < locks.length ? locks[i] : 0, "locked = sum of open locks");
        }
        uint256 held = stakeToken.balanceOf(address(vault)) - handler.donated(address(vault), stakeToken);
        assertEq(
            held, handler.stakedIn() - handler.stakedOut() - handler.burnt(), "sum in = sum out + burnt + sum held"
        );
        assertEq(held, owed, "held = free + locked + unbonding + credits");
        assertEq(stakeToken.totalSupply(), 1e27 - handler.burnt(), "what burnt left the supply");
        assertEq(vault.accountOf(address(findings)).credit, handler.unsettled(), "S-6: what waits for finders");
    }

    function _P2_openings_holdWhatTheyOwe() internal view {
        address[] memory everyone = handler.everyone();
        uint256 owed = handler.bondsHeld();
        for (uint256 i = 0; i < everyone.length; ++i) {
            owed += real.nativeCreditOf(everyone[i]);
        }
        assertEq(address(real).balance, handler.nativeIn() - handler.nativeOut(), "native in = out + held");
        assertEq(address(real).balance, owed, "held = bonds + credits");
    }

    function _S5_theHonest_loseNothing() internal view {
        for (uint256 i = 0; i < handler.providersCount(); ++i) {
            if (!handler.isHonest(i)) continue;
            IStakeVault.Account memory account = vault.accountOf(handler.everyone()[i]);
            uint256 has = uint256(account.free) + account.locked + account.unbonding;
            assertEq(has, handler.keptBy(i), "S-5: an honest provider loses nothing");
        }
    }

    function _T1_T3_T6_whatIsSettledStays(TaskId taskId, Task memory task) internal view {
        (bytes32 atRequest, bytes32 atSubmission, TaskState ended) = handler.rememberedOf(taskId);
        assertEq(handler.requestHash(task), atRequest, "terms and dials are frozen");
        if (atSubmission != 0) assertEq(handler.resultHash(task), atSubmission, "a result is never replaced");
        if (ended != TaskState.None) assertEq(uint8(task.state), uint8(ended), "an end is an end");
        if (task.state != TaskState.Submitted) return;
        assertEq(task.pendingOpenings, handler.unansweredOf(taskId), "T-3: what waits for an answer");
    }

    function _T7_theId_isOfWhatStands(TaskId taskId, Task memory task) internal view {
        bytes32 expected = taskIdOf(address(verifier), task.client, task.terms, task.dials).id();
        assertEq(taskId.id(), expected, "T-7: the id is the hash of what stands");
    }

    /// @dev RULE T-4. Runs once, after each history.
    function afterInvariant() public {
        handler.letEverythingEnd();
        for (uint256 i = 0; i < handler.tasksCount(); ++i) {
            assertFalse(_isOpen(verifier.taskOf(handler.tasks(i)).state), "a stranger ends every open task");
        }
        handler.withdrawEverything();
        for (uint256 t = 0; t < 2; ++t) {
            uint256 gifts = handler.donated(address(verifier), tokens[t]);
            assertEq(tokens[t].balanceOf(address(verifier)), gifts, "nothing is left behind in the verifier");
        }
        uint256 stakeGifts = handler.donated(address(vault), stakeToken);
        assertEq(stakeToken.balanceOf(address(vault)), stakeGifts, "nothing is left behind in the vault");
        assertEq(address(real).balance, 0, "nothing is left behind in Openings");
    }

    function _deployOpenings(address verifier_) internal override returns (IOpenings) {
        IOpenings.Times memory times = IOpenings.Times({responseSec: 1 hours, graceSec: 30 minutes, perAnswerSec: 12});
        return IOpenings(vm.deployCode("Openings.sol:Openings", abi.encode(verifier_, openingVerifier, times, 1 gwei)));
    }

    function _isOpen(TaskState state) internal pure returns (bool) {
        return state == TaskState.Requested || state == TaskState.Accepted || state == TaskState.Submitted;
    }

    /// @dev A campaign in which nobody lies, asks or is refused proves little: one long history with fixed moves reaches every action.
    function test_theHandler_reachesEveryAction() public {
        vm.pauseGasMetering();
        for (uint256 i = 0; i < 1500; ++i) {
            _move(uint256(keccak256(abi.encode("move", i))));
        }
        invariant_P2_S1_T1_T3_T6_T7_spine();
        string[26] memory actions = [
            "deposit",
            "startUnbonding",
            "cancelUnbonding",
            "withdrawStake",
            "withdrawCredit",
            "request",
            "request refused",
            "requestWithQuote",
            "cancel",
            "accept",
            "accept by an operator",
            "submit",
            "demand",
            "answer",
            "convict",
            "convict silence",
            "collude",
            "reveal",
            "settle finding",
            "reclaim bond",
            "withdraw",
            "claim by an operator",
            "withdraw native",
            "dials",
            "stop",
            "donate"
        ];
        for (uint256 i = 0; i < 26; ++i) {
            assertGt(handler.calls(bytes32(bytes(actions[i]))), 0, actions[i]);
        }
        for (uint8 end = uint8(TaskState.Final); end <= uint8(type(TaskState).max); ++end) {
            assertGt(handler.calls(bytes32(uint256(end))), 0, "every ending");
        }
        afterInvariant();
    }

    function _move(uint256 seed) internal {
        (uint256 a, uint256 b, uint256 c) = (seed >> 8, seed >> 72, seed >> 136);
        uint256 kind = seed % 24;
        if (kind == 0) handler.deposit(a, b);
        else if (kind == 1 && a % 8 == 0) handler.startUnbonding(a, b % 1e18);
        else if (kind == 2) handler.leaveOrStay(a, b, c % 8 != 0);
        else if (kind == 3) handler.withdrawStakeCredit(a, b);
        else if (kind == 4) handler.requestWithQuote(a, b, c, seed);
        else if (kind == 5) handler.cancel(a);
        else if (kind == 6) handler.accept(a, b);
        else if (kind == 7) handler.submit(a);
        else if (kind <= 9) handler.trade(a, b, seed);
        else if (kind == 10 || kind >= 22) handler.demand(a, b, c);
        else if (kind == 11) handler.answer(a);
        else if (kind == 12) handler.watch(a);
        else if (kind == 13) handler.collude(a);
        else if (kind == 14) handler.reveal(a);
        else if (kind == 15) handler.settleFinding(a);
        else if (kind == 16) handler.settle(a);
        else if (kind == 17) handler.reclaimBonds(a);
        else if (kind == 18) handler.withdraw(a, b, c);
        else if (kind == 19) handler.withdrawNative(a, b);
        else if (kind == 20) handler.pass(a % 3 hours + 1);
        else if (a % 8 == 0) _stopAndRequest(a, b, c);
        else if (a % 8 == 1) handler.donate(a, b);
        else if (a % 8 == 2) handler.turnDials(uint16(a), uint16(b), uint16(c), uint16(seed));
        else handler.pass(a % 4 days + 1);
    }

    function _stopAndRequest(uint256 a, uint256 b, uint256 c) internal {
        handler.stopRequests(b & ~uint256(3));
        handler.request(a, b, c, b, c, a);
    }
}
