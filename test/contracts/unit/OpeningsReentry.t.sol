// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Position} from "contracts/types/Opening.sol";
import {TaskId} from "contracts/types/Task.sol";
import {DeepTrace, DeepTraces} from "../support/DeepTrace.sol";
import {NativeReenterer} from "../support/NativeReenterer.sol";
import {OpeningsTest} from "../support/OpeningsTest.sol";

/// @dev RULE P-1: whoever is paid in native currency runs code, and finds every door shut while it does.
contract OpeningsReentryTest is OpeningsTest {
    using DeepTraces for DeepTrace;

    function test_P1_whoComesBackIn_whilePaid_findsEveryDoorShut() public {
        NativeReenterer asker = new NativeReenterer();
        vm.deal(address(asker), 1 ether);
        TaskId taskId = _submit();
        bytes memory request = trace.request(DeepTraces.LIST);
        uint256 bond = real.bondOf(trace.answer(DeepTraces.LIST).length);
        vm.prank(address(asker));
        Position position = real.requestOpening{value: bond + 100}(taskId, request);
        bytes[6] memory doors = [
            abi.encodeCall(real.requestOpening, (taskId, request)),
            abi.encodeCall(real.answerOpening, (taskId, position, trace.answer(DeepTraces.LIST))),
            abi.encodeCall(real.convictSilence, (taskId, position)),
            abi.encodeCall(real.reclaimBond, (taskId, position)),
            abi.encodeCall(real.withdrawNative, (address(asker), 1)),
            abi.encodeCall(real.claimNativeFor, (address(asker)))
        ];
        for (uint256 i = 0; i < doors.length; ++i) {
            asker.setCall(doors[i]);
            vm.prank(address(asker));
            real.withdrawNative(address(asker), 1);
            assertEq(
                asker.told(),
                abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
                "shut"
            );
        }
        assertEq(real.nativeCreditOf(address(asker)), 100 - doors.length, "and was paid once each time");
    }
}
