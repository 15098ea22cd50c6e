// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim, ClaimKind, Fraud} from "contracts/types/Fraud.sol";
import {Split} from "contracts/types/Split.sol";
import {Dials, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {ProgrammableStepVerifier} from "../support/ProgrammableStepVerifier.sol";
import {SpineTest} from "../support/SpineTest.sol";

contract ProveFraudTest is SpineTest {
    uint256 internal constant LOCK = 100e18 + 7;
    uint256 internal constant TO_CLIENT = LOCK * 1500 / 10_000;
    uint256 internal constant BOUNTY = LOCK * 2000 / 10_000;
    /// half, rounded down, waits for the earliest finder
    uint256 internal constant FINDERS = BOUNTY / 2;
    uint256 internal constant BURNT = LOCK - TO_CLIENT - BOUNTY;

    function test_proveFraud_refundsTheClientPaysTheFinderAndBurnsTheRest() public {
        TaskId taskId = _submitted(LYING_ROOT);
        uint256 supply = stakeToken.totalSupply();
        IStakeVault.Share[] memory shares = new IStakeVault.Share[](3);
        shares[0] = IStakeVault.Share(client, TO_CLIENT);
        shares[1] = IStakeVault.Share(watcher, BOUNTY - FINDERS);
        shares[2] = IStakeVault.Share(address(findings), FINDERS + BURNT);
        vm.expectEmit();
        emit IOptimisticVerifier.FraudProven(
            taskId, provider, watcher, Fraud(ClaimKind.WrongElement, 3, 7, 12, -5), PRICE, _split()
        );
        vm.expectEmit();
        emit IStakeVault.StakeSlashed(provider, provider, taskId.id(), LOCK, shares, 0);
        vm.expectEmit();
        emit IFindings.FindingOpened(taskId, watcher, keccak256(PROOF), FINDERS, BURNT, START + REVEAL_SEC);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);

        _assertState(taskId, TaskState.Refuted);
        assertEq(_creditOf(client), PRICE, "price back");
        assertEq(_creditOf(provider), 0, "the liar earns nothing");
        assertEq(_stakeOf(client).credit, TO_CLIENT, "compensation");
        assertEq(_stakeOf(watcher).credit, BOUNTY - FINDERS, "the convictor's half of the bounty");
        assertEq(_stakeOf(address(findings)).credit, FINDERS + BURNT, "the finder's half waits, and the rest");
        _settleFinding(taskId);
        assertEq(_stakeOf(watcher).credit, BOUNTY, "nobody else found it");
        assertEq(stakeToken.totalSupply(), supply - BURNT, "burnt");
    }

    function test_S1_S5_proveFraud_slashesExactlyTheLock() public {
        TaskId other = _accepted();
        TaskId taskId = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        assertEq(_stakeOf(provider).locked, LOCK, "the other task's lock is untouched");
        assertEq(_stakeOf(provider).free, 1000e18 - 2 * LOCK, "and so is free stake");
        _assertState(other, TaskState.Accepted);
    }

    function test_S4_proveFraud_burnsAtLeastHalf_evenOfASelfChallenge() public {
        TaskId taskId = _submitted(LYING_ROOT);
        assertGe(BURNT * 2, LOCK, "half");
        // The provider under another name gets the bounty and, as its own client, the compensation: still a loss.
        vm.prank(client);
        verifier.proveFraud(taskId, PROOF);
        _settleFinding(taskId);
        assertEq(_stakeOf(client).credit, TO_CLIENT + BOUNTY, "both shares");
        assertLe(uint256(_stakeOf(client).credit) * 2, LOCK, "are at most half of the lock");
    }

    function test_proveFraud_isAcceptedWhateverTheTime_untilFinal() public {
        TaskId taskId = _submitted(LYING_ROOT);
        uint64 finalAt = START + 3 hours;
        uint64[4] memory times = [START, finalAt - 1, finalAt, finalAt + 365 days];
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < times.length; ++i) {
            vm.revertToState(snapshot);
            vm.warp(times[i]);
            vm.prank(watcher);
            verifier.proveFraud(taskId, PROOF);
            _assertState(taskId, TaskState.Refuted);
        }
    }

    function test_proveFraud_againstAnHonestResult_revertsWithTheVerifiersReason() public {
        TaskId taskId = _submitted(HONEST_ROOT);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        _assertState(taskId, TaskState.Submitted);
    }

    function test_proveFraud_judgesTheTasksOwnFourCommitments() public {
        TaskId taskId = _submitted(LYING_ROOT);
        Claim memory claim = Claim(modelId, INPUT_ROOT, LYING_ROOT, OUTPUT_ROOT);
        vm.expectCall(address(stepVerifier), abi.encodeCall(IStepVerifier.verify, (claim, PROOF)));
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
    }

    function test_T6_proveFraud_usesTheFrozenVerifierAndShares() public {
        TaskId taskId = _submitted(LYING_ROOT);
        Dials memory changed = _dials();
        changed.stepVerifier = address(new ProgrammableStepVerifier());
        changed.bountyShareBps = 1;
        changed.clientShareBps = 0;
        vm.prank(owner);
        verifier.setDials(changed);
        vm.prank(watcher);
        verifier.proveFraud(taskId, PROOF);
        assertEq(_stakeOf(watcher).credit, BOUNTY - FINDERS, "the shares of the request");
    }

    function test_X1_proveFraud_byTheProvider_reverts() public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.OpposingRoles.selector, taskId, provider));
        vm.prank(provider);
        verifier.proveFraud(taskId, PROOF);
    }

    function test_proveFraud_withTrailingCalldata_reverts() public {
        bytes memory canonical = abi.encodeCall(verifier.proveFraud, (_submitted(LYING_ROOT), PROOF));
        for (uint256 extra = 1; extra <= 33; extra += 16) {
            _expectRefusal(
                bytes.concat(canonical, new bytes(extra)),
                abi.encodeWithSelector(
                    IOptimisticVerifier.TrailingCalldata.selector, canonical.length + extra, canonical.length
                )
            );
        }
    }

    function test_proveFraud_withUnpaddedCalldata_reverts() public {
        bytes memory canonical = abi.encodeCall(verifier.proveFraud, (_submitted(LYING_ROOT), PROOF));
        bytes memory cut = new bytes(canonical.length - 27);
        for (uint256 i = 0; i < cut.length; ++i) {
            cut[i] = canonical[i];
        }
        _expectRefusal(
            cut, abi.encodeWithSelector(IOptimisticVerifier.TrailingCalldata.selector, cut.length, canonical.length)
        );
    }

    function test_proveFraud_withPaddingNotZero_reverts() public {
        bytes memory data = abi.encodeCall(verifier.proveFraud, (_submitted(LYING_ROOT), PROOF));
        data[data.length - 1] = 0x01;
        _expectRefusal(
            data,
            abi.encodeWithSelector(
                IOptimisticVerifier.CalldataNotCanonical.selector, bytes32("padding"), uint256(1) << 40, 0
            )
        );
    }

    function test_proveFraud_withAnotherOffset_reverts() public {
        TaskId taskId = _submitted(LYING_ROOT);
        // Same total length as the canonical encoding: a junk byte, then length 31 and 31 bytes.
        bytes memory data = bytes.concat(
            abi.encodePacked(verifier.proveFraud.selector, taskId.id(), uint256(65), hex"00"),
            abi.encodePacked(uint256(31), bytes31(0))
        );
        _expectRefusal(
            data,
            abi.encodeWithSelector(
                IOptimisticVerifier.CalldataNotCanonical.selector, bytes32("offset"), uint256(65), uint256(64)
            )
        );
    }

    function testFuzz_proveFraud_takesCanonicalCalldataOfAnyLength(bytes calldata proof) public {
        TaskId taskId = _submitted(LYING_ROOT);
        vm.prank(watcher);
        verifier.proveFraud(taskId, proof);
        _assertState(taskId, TaskState.Refuted);
    }

    function _split() internal pure returns (Split memory) {
        return Split({toClient: TO_CLIENT, bounty: BOUNTY, bonds: 0, burnt: BURNT});
    }

    function _expectRefusal(bytes memory data, bytes memory revertData) internal {
        vm.prank(watcher);
        (bool success, bytes memory returned) = address(verifier).call(data);
        assertFalse(success, "refused");
        assertEq(returned, revertData, "reason");
    }
}
