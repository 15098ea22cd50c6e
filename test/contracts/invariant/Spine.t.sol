// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Task, TaskId, TaskState} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {SpineTest} from "../support/SpineTest.sol";
import {SpineHandler} from "./SpineHandler.sol";

/// @dev What holds after every step of every history:
///
/// - P-2: per token, the verifier holds what came in less what went out, and owes exactly that: open escrow + credits.
/// - P-2: the vault holds what was staked less what was paid and burnt, and owes exactly that: free + locked + unbonding + credits.
/// - S-1: what is locked of a provider is the sum of the locks of its accepted and submitted tasks.
/// - T-1, T-6: terms and dials of a task never change after its request, nor its result after submission.
/// - T-3: an ended task stays ended as it ended.
/// - T-4: after some time a stranger can end every task, and then everyone can leave with everything.
contract SpineInvariants is SpineTest {
    SpineHandler internal handler;
    ITestToken[2] internal tokens;

    function setUp() public override {
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
        handler = new SpineHandler(
            SpineHandler.Spine(verifier, vault, findings, stakeToken, tokens, stepVerifier, owner, treasury, _terms())
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
        bytes4[] memory helpers = new bytes4[](2);
        (helpers[0], helpers[1]) = (handler.endByAnyone.selector, handler.withdrawEverything.selector);
        excludeSelector(FuzzSelector(address(handler), helpers));
    }

    /// @dev One campaign and one pass over the tasks for all of them: each invariant function would play its own histories.
    function invariant_P2_S1_T1_T3_T6_spine() public view {
        uint256[2] memory escrow;
        uint256[] memory locks = new uint256[](handler.providersCount());
        for (uint256 id = 1; id <= verifier.taskCount(); ++id) {
            Task memory task = verifier.taskOf(TaskId.wrap(id));
            _T1_T3_T6_whatIsSettledStays(id, task);
            if (!_isOpen(task.state)) continue;
            escrow[task.terms.token == address(tokens[0]) ? 0 : 1] += task.terms.price;
            if (task.state != TaskState.Requested) locks[handler.indexOf(task.provider)] += task.terms.lock;
        }
        _P2_verifier_holdsWhatItOwes(escrow);
        _P2_S1_vault_holdsWhatItOwes(locks);
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

    function _P2_S1_vault_holdsWhatItOwes(uint256[] memory locks) internal view {
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
    }

    function _T1_T3_T6_whatIsSettledStays(uint256 id, Task memory task) internal view {
        (bytes32 atRequest, bytes32 atSubmission, TaskState ended) = handler.rememberedOf(id);
        assertEq(handler.requestHash(task), atRequest, "terms and dials are frozen");
        if (atSubmission != 0) assertEq(handler.resultHash(task), atSubmission, "a result is never replaced");
        if (ended != TaskState.None) assertEq(uint8(task.state), uint8(ended), "an end is an end");
    }

    /// @dev RULE T-4. Runs once, after each history.
    function afterInvariant() public {
        vm.warp(_now() + 30 days);
        for (uint256 id = 1; id <= verifier.taskCount(); ++id) {
            TaskState state = verifier.taskOf(TaskId.wrap(id)).state;
            assertEq(handler.endByAnyone(TaskId.wrap(id)), _isOpen(state), "a stranger ends every open task");
        }
        handler.withdrawEverything();
        for (uint256 t = 0; t < 2; ++t) {
            uint256 gifts = handler.donated(address(verifier), tokens[t]);
            assertEq(tokens[t].balanceOf(address(verifier)), gifts, "nothing is left behind in the verifier");
        }
        uint256 stakeGifts = handler.donated(address(vault), stakeToken);
        assertEq(stakeToken.balanceOf(address(vault)), stakeGifts, "nothing is left behind in the vault");
    }

    function _isOpen(TaskState state) internal pure returns (bool) {
        return state == TaskState.Requested || state == TaskState.Accepted || state == TaskState.Submitted;
    }
}
