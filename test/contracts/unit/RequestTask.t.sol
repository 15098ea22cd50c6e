// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {AssuranceLevel, Dials, Task, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract RequestTaskTest is SpineTest {
    function test_requestTask_takesThePriceIntoEscrow() public {
        uint256 before = dollar.balanceOf(client);
        TaskId taskId = _request();

        assertEq(dollar.balanceOf(client), before - PRICE, "client paid");
        assertEq(dollar.balanceOf(address(verifier)), PRICE, "escrow");
        assertEq(verifier.owedOf(address(dollar)), PRICE, "owed");
        _assertState(taskId, TaskState.Requested);
        assertEq(verifier.taskOf(taskId).acceptBy, START + 1 hours, "acceptBy");
    }

    function test_T6_requestTask_freezesTheDials() public {
        TaskId earlier = _request();
        Dials memory changed = _dials();
        changed.feeBps = 0;
        changed.bountyShareBps = 4000;
        changed.clientShareBps = 0;
        changed.lateBps = 0;
        vm.prank(owner);
        verifier.setDials(changed);
        TaskId later = _request();

        assertEq(abi.encode(verifier.taskOf(earlier).dials), abi.encode(_dials()), "earlier task keeps its dials");
        assertEq(abi.encode(verifier.taskOf(later).dials), abi.encode(changed), "later task has the new dials");
    }

    function test_requestTask_ofUnknownModel_reverts() public {
        TaskTerms memory terms = _terms();
        terms.modelId = keccak256("nobody registered this");
        _expectRefusal(terms, abi.encodeWithSelector(IOptimisticVerifier.UnknownModel.selector, terms.modelId));
    }

    function test_requestTask_atAnotherLevelThanExact_reverts() public {
        TaskTerms memory terms = _terms();
        for (uint8 level = 1; level <= uint8(type(AssuranceLevel).max); ++level) {
            terms.level = AssuranceLevel(level);
            _expectRefusal(terms, abi.encodeWithSelector(IOptimisticVerifier.LevelNotServed.selector, level));
        }
    }

    function test_requestTask_withZeroInputRoot_reverts() public {
        TaskTerms memory terms = _terms();
        terms.inputRoot = 0;
        _expectRefusal(
            terms,
            abi.encodeWithSelector(IOptimisticVerifier.ZeroRoot.selector, _idOf(client, terms), bytes32("inputRoot"))
        );
    }

    function test_T2_requestTask_outsideTheWindowBounds_reverts() public {
        IOptimisticVerifier.Bounds memory bounds = _bounds();
        _expectTerm("acceptSec", 0, 1, bounds.maxAcceptSec);
        _expectTerm("acceptSec", bounds.maxAcceptSec + 1, 1, bounds.maxAcceptSec);
        _expectTerm("submitSec", 0, 1, bounds.maxSubmitSec);
        _expectTerm("submitSec", bounds.maxSubmitSec + 1, 1, bounds.maxSubmitSec);
        _expectTerm("windowSec", bounds.minWindowSec - 1, bounds.minWindowSec, bounds.maxWindowSec);
        _expectTerm("windowSec", bounds.maxWindowSec + 1, bounds.minWindowSec, bounds.maxWindowSec);
    }

    function test_T2_requestTask_onTheWindowBounds_passes() public {
        TaskTerms memory terms = _terms();
        (terms.acceptSec, terms.submitSec, terms.windowSec) = (1, 1, _bounds().minWindowSec);
        _request(terms);
        (terms.acceptSec, terms.submitSec, terms.windowSec) =
        (_bounds().maxAcceptSec, _bounds().maxSubmitSec, _bounds().maxWindowSec);
        _request(terms);
    }

    function test_requestTask_inATokenNotAllowed_reverts() public {
        TaskTerms memory terms = _terms();
        terms.token = address(stakeToken);
        _expectRefusal(terms, abi.encodeWithSelector(IOptimisticVerifier.TokenNotAllowed.selector, stakeToken));
    }

    function test_X1_requestTask_ofOneself_reverts() public {
        TaskTerms memory terms = _terms();
        terms.provider = client;
        _expectRefusal(
            terms, abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, _idOf(client, terms), client)
        );
    }

    function test_S4_requestTask_withALockBelowTheMinimum_reverts() public {
        uint256 minimum = verifier.minimumLock(modelId);
        assertGt(minimum, 1, "the model has a cost");
        TaskTerms memory terms = _terms();
        terms.lock = uint128(minimum - 1);
        _expectRefusal(terms, abi.encodeWithSelector(IOptimisticVerifier.LockTooLow.selector, minimum - 1, minimum));
        terms.lock = uint128(minimum);
        _request(terms);
    }

    function test_S4_minimumLock_ofUnknownModel_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.UnknownModel.selector, bytes32("?")));
        verifier.minimumLock("?");
    }

    /// @dev The smallest lock whose bounty, rounded down, is twice the gas of the worst proof and its openings at the price ceiling, and
    /// whose reserve pays those openings' bonds back: one less is too little for one of them.
    function testFuzz_S4_minimumLock_isTheSmallestThatPays(
        uint64 worstGas,
        uint32 openingGas,
        uint16 bountyShareBps,
        uint16 reserveShareBps
    ) public {
        Dials memory dials = _dials();
        dials.bountyShareBps = uint16(bound(bountyShareBps, 1, 2000));
        dials.reserveShareBps = uint16(bound(reserveShareBps, 1, 500));
        vm.prank(owner);
        verifier.setDials(dials);
        IModelRegistry.ModelRecord memory model = registry.modelOf(modelId);
        (model.worstGas, model.openingGas) = (uint64(bound(worstGas, 0, 1 << 40)), openingGas);
        vm.mockCall(address(registry), abi.encodeCall(registry.modelOf, (modelId)), abi.encode(model));

        uint256 minimum = verifier.minimumLock(modelId);
        assertGe(minimum, 1, "never zero");
        assertTrue(_pays(minimum, model, dials), "the bounty and the reserve pay");
        if (minimum > 1) assertFalse(_pays(minimum - 1, model, dials), "and nothing smaller does");
    }

    function test_requestTask_withoutAllowance_revertsAndChangesNothing() public {
        vm.prank(client);
        dollar.approve(address(verifier), PRICE - 1);
        TaskTerms memory terms = _terms();
        _expectRefusal(
            terms, abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, verifier, PRICE - 1, PRICE)
        );
        _assertState(_idOf(client, terms), TaskState.None);
    }

    function test_requestTask_forNothing_passes() public {
        TaskTerms memory terms = _terms();
        terms.price = 0;
        TaskId taskId = _request(terms);
        assertEq(verifier.owedOf(address(dollar)), 0, "nothing owed");
        vm.prank(client);
        verifier.cancelTask(taskId);
        assertEq(_creditOf(client), 0, "nothing credited");
    }

    function test_taskOf_unknown_isEmpty() public view {
        Task memory none;
        assertEq(abi.encode(verifier.taskOf(NOBODYS_TASK)), abi.encode(none), "empty");
    }

    function _pays(uint256 lock, IModelRegistry.ModelRecord memory model, Dials memory dials)
        internal
        pure
        returns (bool)
    {
        uint256 price = _bounds().stakePerGas;
        uint256 conviction = 2 * (uint256(model.worstGas) + model.openingGas) * price;
        uint256 bonds = Math.ceilDiv(3 * uint256(model.openingGas) * price, 2);
        return lock * dials.bountyShareBps / 10_000 >= conviction && lock * dials.reserveShareBps / 10_000 >= bonds;
    }

    function _expectTerm(bytes32 term, uint32 actual, uint256 min, uint256 max) internal {
        TaskTerms memory terms = _terms();
        if (term == "acceptSec") terms.acceptSec = actual;
        if (term == "submitSec") terms.submitSec = actual;
        if (term == "windowSec") terms.windowSec = actual;
        _expectRefusal(
            terms, abi.encodeWithSelector(IOptimisticVerifier.TermOutOfRange.selector, term, uint256(actual), min, max)
        );
    }

    function _expectRefusal(TaskTerms memory terms, bytes memory revertData) internal {
        vm.prank(client);
        vm.expectRevert(revertData);
        verifier.requestTask(terms);
    }
}
