// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {ITimelock} from "contracts/interfaces/ITimelock.sol";

/// @dev Who owns a deployment can change nothing without everybody having seen it coming.
contract TimelockTest is Test {
    uint256 internal constant DELAY_SEC = 2 days;

    address internal deployer = makeAddr("deployer");
    address internal proposer = makeAddr("proposer");
    address internal guardian = makeAddr("guardian");
    address internal stranger = makeAddr("stranger");
    TimelockController internal timelock;
    Ownable2Step internal gate;

    function setUp() public {
        vm.warp(1_800_000_000);
        timelock = TimelockController(payable(_create(DELAY_SEC, proposer, address(0))));
        gate =
            Ownable2Step(vm.deployCode("RequestGate.sol:RequestGate", abi.encode(deployer, guardian, uint64(14 days))));
        vm.prank(deployer);
        gate.transferOwnership(address(timelock));
    }

    function test_accept_takesOverWhatWasOffered_andNothingElse() public {
        vm.prank(stranger);
        ITimelock(address(timelock)).accept(gate);
        assertEq(gate.owner(), address(timelock), "owner");
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(timelock)));
        ITimelock(address(timelock)).accept(gate);
    }

    function test_aChange_waitsTheDelay_andThenAnyoneMakesIt() public {
        ITimelock(address(timelock)).accept(gate);
        bytes memory change = abi.encodeCall(IRequestGate.setGuardian, (stranger, "rotation"));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, deployer));
        vm.prank(deployer);
        IRequestGate(address(gate)).setGuardian(stranger, "rotation");
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, DELAY_SEC - 1, DELAY_SEC)
        );
        vm.prank(proposer);
        timelock.schedule(address(gate), 0, change, 0, 0, DELAY_SEC - 1);
        vm.prank(proposer);
        timelock.schedule(address(gate), 0, change, 0, 0, DELAY_SEC);
        vm.warp(vm.getBlockTimestamp() + DELAY_SEC - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(gate), 0, change, 0, 0);
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.prank(stranger);
        timelock.execute(address(gate), 0, change, 0, 0);
        assertEq(IRequestGate(address(gate)).guardian(), stranger, "changed");
    }

    function test_nobodyAdministersIt_andStrangersProposeNothing() public {
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)), "its deployer");
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), proposer), "its proposer");
        bytes32 role = timelock.PROPOSER_ROLE();
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, role)
        );
        vm.prank(stranger);
        timelock.schedule(address(gate), 0, "", 0, 0, DELAY_SEC);
    }

    function test_noDelayIsShorterThanADay() public {
        assertEq(ITimelock(address(timelock)).shortestDelaySec(), 1 days, "the bound");
        bytes memory tooShort = abi.encodeWithSelector(ITimelock.DelayTooShort.selector, 1 days - 1, 1 days);
        vm.expectRevert(tooShort);
        this.create(1 days - 1, proposer, address(0));
        vm.expectRevert(tooShort);
        vm.prank(address(timelock));
        timelock.updateDelay(1 days - 1);
        vm.prank(address(timelock));
        timelock.updateDelay(1 days);
        assertEq(timelock.getMinDelay(), 1 days, "the shortest");
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, proposer));
        vm.prank(proposer);
        timelock.updateDelay(3 days);
    }

    function create(uint256 delaySec, address proposer_, address executor) external returns (address created) {
        return _create(delaySec, proposer_, executor);
    }

    function _create(uint256 delaySec, address proposer_, address executor) internal returns (address created) {
        address[] memory proposers = new address[](1);
        address[] memory executors = new address[](1);
        (proposers[0], executors[0]) = (proposer_, executor);
        bytes memory code =
            bytes.concat(vm.getCode("Timelock.sol:Timelock"), abi.encode(delaySec, proposers, executors));
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(mload(0x40), 0, returndatasize())
                revert(mload(0x40), returndatasize())
            }
        }
    }
}
