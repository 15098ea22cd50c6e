// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";

/// @dev The guardian's one power, and its bounds. That exits and disputes never ask the gate is tested with the core.
contract RequestGateTest is Test {
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant COOL_DOWN_SEC = 15 days;
    string internal constant REASON = "the price feed of a model is wrong";

    address internal owner = makeAddr("owner");
    address internal guardian = makeAddr("guardian");
    address internal stranger = makeAddr("stranger");
    IRequestGate internal gate;

    function setUp() public {
        vm.warp(START);
        gate = _deploy(COOL_DOWN_SEC);
    }

    function test_theGateIsOpen_atFirst() public view {
        gate.checkOpen();
        assertEq(gate.guardian(), guardian, "guardian");
        assertEq(gate.coolDownSec(), COOL_DOWN_SEC, "cool-down");
    }

    function test_stop_refusesUntilItsEnd() public {
        uint64 until = START + 7 days;
        vm.expectEmit();
        emit IRequestGate.RequestStopped(guardian, until, until + COOL_DOWN_SEC, REASON);
        _stop(7 days);
        bytes memory stopped = abi.encodeWithSelector(IRequestGate.RequestsStopped.selector, until, REASON);
        vm.expectRevert(stopped);
        gate.checkOpen();
        vm.warp(until - 1);
        vm.expectRevert(stopped);
        gate.checkOpen();
        vm.warp(until);
        gate.checkOpen();
        assertEq(gate.stopReason(), REASON, "why it was");
    }

    function test_stop_longerThanSevenDays_orOfNoTime_reverts() public {
        vm.startPrank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.StopOutOfRange.selector, 7 days + 1, 1, 7 days));
        gate.stop(7 days + 1, REASON);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.StopOutOfRange.selector, 0, 1, 7 days));
        gate.stop(0, REASON);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.StopOutOfRange.selector, type(uint64).max, 1, 7 days));
        gate.stop(type(uint64).max, REASON);
    }

    function test_stop_isNotMadeLonger_norRepeatedBeforeTheCoolDown() public {
        _stop(1 days);
        uint64 next = START + 1 days + COOL_DOWN_SEC;
        _expectCooling(START, next);
        vm.warp(START + 1 days);
        _expectCooling(START + 1 days, next);
        vm.warp(next - 1);
        _expectCooling(next - 1, next);
        vm.warp(next);
        _stop(1);
    }

    function test_lift_endsAStop_andTheCoolDownBeginsThen() public {
        _stop(7 days);
        vm.warp(START + 100);
        vm.expectEmit();
        emit IRequestGate.StopLifted(owner, START + 100 + COOL_DOWN_SEC, "solved");
        vm.prank(owner);
        gate.lift("solved");
        gate.checkOpen();
        _expectCooling(START + 100, START + 100 + COOL_DOWN_SEC);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NothingStopped.selector, START + 100, START + 100));
        vm.prank(owner);
        gate.lift("solved");
    }

    function test_lift_byTheGuardian_takesItsOwnStopBack() public {
        _stop(7 days);
        vm.prank(guardian);
        gate.lift("a false alarm");
        gate.checkOpen();
    }

    function test_lift_ofNothing_doesNotMoveTheCoolDown() public {
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NothingStopped.selector, START, 0));
        vm.prank(guardian);
        gate.lift(REASON);
        _stop(1);
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NothingStopped.selector, START + 1, START + 1));
        vm.prank(guardian);
        gate.lift(REASON);
    }

    function test_everyActNeedsAReason_ofReadableLength() public {
        bytes memory none = abi.encodeWithSelector(IRequestGate.ReasonOutOfRange.selector, 0, 1, 256);
        bytes memory novel = abi.encodeWithSelector(IRequestGate.ReasonOutOfRange.selector, 257, 1, 256);
        string memory tooLong = string(new bytes(257));
        vm.startPrank(guardian);
        vm.expectRevert(none);
        gate.stop(1, "");
        vm.expectRevert(novel);
        gate.stop(1, tooLong);
        gate.stop(1, string(new bytes(256)));
        vm.expectRevert(none);
        gate.lift("");
        vm.expectRevert(novel);
        gate.lift(tooLong);
        vm.expectRevert(none);
        gate.resign("");
        vm.expectRevert(novel);
        gate.resign(tooLong);
        vm.stopPrank();
        vm.startPrank(owner);
        vm.expectRevert(none);
        gate.setGuardian(stranger, "");
        vm.expectRevert(novel);
        gate.setGuardian(stranger, tooLong);
    }

    function test_aNewGuardian_hasNoFreshStop() public {
        _stop(1 days);
        vm.expectEmit();
        emit IRequestGate.GuardianChanged(stranger, "rotation");
        vm.prank(owner);
        gate.setGuardian(stranger, "rotation");
        vm.expectRevert(
            abi.encodeWithSelector(IRequestGate.CoolingDown.selector, START, START + 1 days + COOL_DOWN_SEC)
        );
        vm.prank(stranger);
        gate.stop(1, REASON);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardian.selector, guardian, stranger));
        vm.prank(guardian);
        gate.stop(1, REASON);
    }

    function test_resign_leavesNoGuardian() public {
        vm.expectEmit();
        emit IRequestGate.GuardianResigned(guardian, "done");
        vm.prank(guardian);
        gate.resign("done");
        assertEq(gate.guardian(), address(0), "nobody");
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardian.selector, guardian, address(0)));
        vm.prank(guardian);
        gate.stop(1, REASON);
    }

    function test_strangers_mayNothing() public {
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardian.selector, stranger, guardian));
        gate.stop(1, REASON);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardian.selector, stranger, guardian));
        gate.resign(REASON);
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardianOrOwner.selector, stranger, guardian, owner));
        gate.lift(REASON);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        gate.setGuardian(stranger, REASON);
        vm.stopPrank();
        // Nor may the owner stop anything.
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.NotGuardian.selector, owner, guardian));
        vm.prank(owner);
        gate.stop(1, REASON);
    }

    function test_deployment_withAShorterCoolDown_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.CoolDownTooShort.selector, 14 days - 1, 14 days));
        this.create(14 days - 1);
        _deploy(14 days);
    }

    /// @dev Whatever a guardian tries, in any order and at any time: over every 21 days, new tasks are admitted for 14.
    function testFuzz_theGateIsOpen_twoDaysOutOfThree(uint256[32] calldata moves) public {
        gate = _deploy(14 days);
        uint64 stopped;
        uint64 nowSec = START;
        for (uint256 i = 0; i < moves.length; ++i) {
            vm.startPrank(guardian);
            uint64 length = uint64(moves[i] >> 64) % uint64(8 days);
            (bool success,) = moves[i] % 4 == 0
                ? address(gate).call(abi.encodeCall(gate.lift, (REASON)))
                : address(gate).call(abi.encodeCall(gate.stop, (length, REASON)));
            success; // most are refused
            vm.stopPrank();
            uint64 step = uint64(moves[i] >> 128) % uint64(10 days);
            uint64 until = gate.stoppedUntil();
            if (until > nowSec) stopped += until - nowSec < step ? until - nowSec : step;
            nowSec += step;
            vm.warp(nowSec);
        }
        assertLe(uint256(stopped) * 3, nowSec - START + 2 * 7 days, "a third, and a stop at either end");
    }

    function create(uint64 coolDownSec) external returns (IRequestGate created) {
        bytes memory code =
            bytes.concat(vm.getCode("RequestGate.sol:RequestGate"), abi.encode(owner, guardian, coolDownSec));
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(mload(0x40), 0, returndatasize())
                revert(mload(0x40), returndatasize())
            }
        }
    }

    function _deploy(uint64 coolDownSec) internal returns (IRequestGate) {
        return this.create(coolDownSec);
    }

    function _stop(uint64 stopSec) internal {
        vm.prank(guardian);
        gate.stop(stopSec, REASON);
    }

    function _expectCooling(uint64 nowSec, uint64 next) internal {
        vm.expectRevert(abi.encodeWithSelector(IRequestGate.CoolingDown.selector, nowSec, next));
        _stop(1);
    }
}
