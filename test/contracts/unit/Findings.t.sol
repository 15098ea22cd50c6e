// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {IStepVerifier} from "contracts/interfaces/IStepVerifier.sol";
import {Claim} from "contracts/types/Fraud.sol";
import {Split} from "contracts/types/Split.sol";
import {TaskId} from "contracts/types/Task.sol";
import {ConvictingCore} from "../support/ConvictingCore.sol";
import {VaultTest} from "../support/VaultTest.sol";

/// @dev RULE S-6: half a bounty goes to whoever found the lie first. The vault and the findings are the real ones; the core is
/// programmed: it convicts when told to, and knows which bytes prove something.
contract FindingsTest is VaultTest {
    uint64 internal constant REVEAL_SEC = 1 days;
    /// half of it is bounty: ConvictingCore
    uint128 internal constant LOCK = 44e18 + 7;
    uint256 internal constant BOUNTY_HALF = 11e18 + 1;
    uint256 internal constant BURNT = LOCK - (22e18 + 3);
    TaskId internal constant TASK = TaskId.wrap(keccak256("task"));
    TaskId internal constant OTHER_TASK = TaskId.wrap(keccak256("another task"));
    bytes internal constant PROOF = hex"0123456789";
    bytes internal constant OTHER_PROOF = hex"abcdef";
    bytes32 internal constant SALT = keccak256("salt");

    ConvictingCore internal judge;
    IFindings internal findings;
    address internal finder = makeAddr("finder");
    address internal liar = makeAddr("liar");

    function setUp() public override {
        judge = new ConvictingCore();
        core = address(judge);
        super.setUp();
        findings = IFindings(vm.deployCode("Findings.sol:Findings", abi.encode(vault, REVEAL_SEC)));
        judge.connect(vault, findings, provider);
        judge.admit(OTHER_PROOF);
        _lock(provider, TASK.id(), 100e18);
    }

    function test_S6_aFinderWhoseProofWasCopied_getsTheFindersHalf() public {
        _commit(finder, PROOF);
        _nextBlock();
        _convict(stranger, PROOF);
        _reveal(finder, "");
        _settle();
        _assertPaid(finder);
    }

    function test_S6_nobodyRevealed_theConvictorGetsBothHalves() public {
        _commit(finder, PROOF);
        _nextBlock();
        _convict(watcher, PROOF);
        _settle();
        _assertPaid(watcher);
    }

    function test_S6_theEarliestCommitmentWins_whateverTheOrderOfReveals() public {
        _commit(finder, PROOF);
        _commit(watcher, PROOF);
        _nextBlock();
        _convict(stranger, PROOF);
        _reveal(watcher, "");
        vm.expectEmit();
        emit IFindings.FindingRevealed(TASK, finder, keccak256(PROOF), 1);
        _reveal(finder, "");
        // In one block, too, one came first; and what lost does not come back.
        vm.expectRevert(abi.encodeWithSelector(IFindings.NotTheEarliest.selector, TASK, 2, 1));
        _reveal(watcher, "");
        vm.expectRevert(abi.encodeWithSelector(IFindings.NotTheEarliest.selector, TASK, 1, 1));
        _reveal(finder, "");
        _settle();
        _assertPaid(finder);
    }

    function test_S6_anotherProofOfTheSameLie_countsIfItConvicts() public {
        _commit(finder, OTHER_PROOF);
        _nextBlock();
        _convict(stranger, PROOF);
        _reveal(finder, OTHER_PROOF);
        _settle();
        _assertPaid(finder);
    }

    function test_S6_theConvictingProofInFull_isTheSame() public {
        _commit(finder, PROOF);
        _nextBlock();
        _convict(stranger, PROOF);
        _reveal(finder, PROOF);
        assertEq(findings.findingOf(TASK).finder, finder, "found");
    }

    function test_S6_bytesThatConvictNobody_areWorthNothing() public {
        bytes memory noise = hex"00";
        _commit(liar, noise);
        _nextBlock();
        _convict(watcher, PROOF);
        vm.expectRevert(abi.encodeWithSelector(IStepVerifier.ElementIsRight.selector, 3, 7, -5));
        _reveal(liar, noise);
        assertEq(findings.findingOf(TASK).finder, address(0), "nobody");
    }

    function test_S6_aTraceThatWasNeverRevealed_isFoundWrongByNobody() public {
        _commit(finder, OTHER_PROOF);
        _nextBlock();
        _convict(watcher, PROOF);
        judge.hideTrace();
        vm.expectRevert(abi.encodeWithSelector(IFindings.TraceNeverRevealed.selector, TASK));
        findings.reveal(TASK, finder, SALT, OTHER_PROOF);
        _settle();
        _assertPaid(watcher);
    }

    function test_S6_nobody_isNoFinder() public {
        _convict(watcher, PROOF);
        vm.expectRevert(IFindings.ZeroAddress.selector);
        findings.reveal(TASK, address(0), SALT, "");
    }

    function test_S6_aCommitmentInTheBlockOfTheConviction_isTooLate() public {
        _commit(stranger, PROOF);
        _convict(watcher, PROOF);
        vm.expectRevert(abi.encodeWithSelector(IFindings.CommittedTooLate.selector, TASK, START, START));
        _reveal(stranger, "");
        // And after it.
        _nextBlock();
        _commit(liar, PROOF);
        vm.expectRevert(abi.encodeWithSelector(IFindings.CommittedTooLate.selector, TASK, START + 1, START));
        _reveal(liar, "");
    }

    /// @dev The hash names its challenger: committed by somebody else, before or after, it is still the finder's.
    function test_S6_aCopiedCommitment_paysTheOneItWasCopiedFrom() public {
        bytes32 commitment = findings.commitmentOf(TASK, finder, keccak256(PROOF), SALT);
        vm.prank(stranger);
        findings.commitFinding(commitment);
        _nextBlock();
        vm.prank(finder);
        findings.commitFinding(commitment);
        assertEq(findings.committedOf(commitment).committedAt, START, "the first stands");
        assertEq(findings.commitmentCount(), 1, "and is the only one");
        _convict(stranger, PROOF);
        bytes32 copied = findings.commitmentOf(TASK, stranger, keccak256(PROOF), SALT);
        vm.expectRevert(abi.encodeWithSelector(IFindings.UnknownCommitment.selector, copied));
        _reveal(stranger, "");
        vm.prank(stranger);
        findings.reveal(TASK, finder, SALT, "");
        _settle();
        _assertPaid(finder);
    }

    /// @dev Task, proof, salt, contract and chain: each is bound.
    function test_S6_aCommitmentForSomethingElse_isNone() public {
        vm.startPrank(finder);
        findings.commitFinding(findings.commitmentOf(OTHER_TASK, finder, keccak256(PROOF), SALT));
        findings.commitFinding(findings.commitmentOf(TASK, finder, keccak256("another"), SALT));
        findings.commitFinding(findings.commitmentOf(TASK, finder, keccak256(PROOF), "another salt"));
        findings.commitFinding(
            keccak256(abi.encode(block.chainid, address(vault), TASK, finder, keccak256(PROOF), SALT))
        );
        findings.commitFinding(keccak256(abi.encode(block.chainid + 1, findings, TASK, finder, keccak256(PROOF), SALT)));
        vm.stopPrank();
        assertEq(findings.commitmentCount(), 5, "five others");
        _nextBlock();
        _convict(stranger, PROOF);
        bytes32 expected = keccak256(abi.encode(block.chainid, findings, TASK, finder, keccak256(PROOF), SALT));
        vm.expectRevert(abi.encodeWithSelector(IFindings.UnknownCommitment.selector, expected));
        _reveal(finder, "");
    }

    function test_T4_revealsEnd_andSettlingBegins_atOneTime() public {
        _commit(finder, PROOF);
        _nextBlock();
        _convict(watcher, PROOF);
        uint64 revealBy = START + 1 + REVEAL_SEC;
        assertEq(findings.revealByOf(TASK), revealBy, "revealBy");
        vm.warp(revealBy - 1);
        vm.expectRevert(abi.encodeWithSelector(IFindings.RevealTimeNotOver.selector, TASK, revealBy - 1, revealBy));
        findings.settle(TASK);
        uint256 snapshot = vm.snapshotState();
        _reveal(finder, "");
        vm.revertToState(snapshot);
        for (uint64 late = 0; late < 2; ++late) {
            vm.revertToState(snapshot);
            vm.warp(revealBy + late);
            vm.expectRevert(abi.encodeWithSelector(IFindings.RevealTimeOver.selector, TASK, revealBy + late, revealBy));
            _reveal(finder, "");
            vm.prank(stranger);
            vm.expectEmit();
            emit IFindings.FindingSettled(TASK, watcher, BOUNTY_HALF, BURNT);
            findings.settle(TASK);
        }
    }

    function test_settle_twice_reverts() public {
        _convict(watcher, PROOF);
        _settle();
        vm.expectRevert(abi.encodeWithSelector(IFindings.FindingAlreadySettled.selector, TASK));
        findings.settle(TASK);
    }

    function test_settle_ofNothing_movesNothing() public {
        judge.convictFor(TASK, watcher, PROOF, 1, 0);
        _settle();
        assertTrue(findings.findingOf(TASK).settled, "settled");
        assertEq(_stakeOf(watcher).credit, 0, "nothing");
        assertEq(_stakeOf(address(findings)).credit, 0, "and what there was is burnt");
    }

    function test_S4_settle_burnsWhatIsNobodysShare() public {
        uint256[2] memory bonds = [uint256(0), 3e18];
        for (uint256 i = 0; i < 2; ++i) {
            TaskId taskId = i == 0 ? TASK : OTHER_TASK;
            judge.convictFor(taskId, watcher, PROOF, LOCK, bonds[i]);
            assertEq(findings.findingOf(taskId).amount, BOUNTY_HALF, "for the finder");
            assertEq(findings.findingOf(taskId).toBurn, BURNT - bonds[i], "to burn: what bonds took is not");
            uint256 supply = stakeToken.totalSupply();
            uint256 others = _stakeOf(address(findings)).credit - BOUNTY_HALF - (BURNT - bonds[i]);
            vm.warp(findings.revealByOf(taskId));
            vm.expectEmit();
            emit IFindings.FindingSettled(taskId, watcher, BOUNTY_HALF, BURNT - bonds[i]);
            vm.expectEmit();
            emit IStakeVault.CreditBurnt(address(findings), BURNT - bonds[i]);
            findings.settle(taskId);
            assertEq(supply - stakeToken.totalSupply(), BURNT - bonds[i], "out of the supply");
            assertEq(_stakeOf(address(findings)).credit, others, "to the wei");
        }
    }

    function test_whatWasNeverOpened_isNeitherRevealedNorSettled() public {
        bytes memory unknown = abi.encodeWithSelector(IFindings.UnknownFinding.selector, TASK);
        vm.expectRevert(unknown);
        _reveal(finder, "");
        vm.expectRevert(unknown);
        findings.settle(TASK);
        vm.expectRevert(unknown);
        findings.revealByOf(TASK);
    }

    function test_open_isTheCoresAlone_andOnce() public {
        Split memory none;
        vm.expectRevert(abi.encodeWithSelector(IFindings.NotOptimisticVerifier.selector, stranger, core));
        vm.prank(stranger);
        findings.open(TASK, stranger, keccak256(PROOF), none);
        assertEq(findings.findingOf(TASK).toBurn, 0, "nothing is known of it yet");
        vm.expectEmit();
        emit IFindings.FindingOpened(TASK, watcher, keccak256(PROOF), BOUNTY_HALF, BURNT, START + REVEAL_SEC);
        _convict(watcher, PROOF);
        vm.startPrank(core);
        vm.expectRevert(abi.encodeWithSelector(IFindings.FindingAlreadyOpen.selector, TASK));
        findings.open(TASK, stranger, keccak256(PROOF), none);
    }

    function test_deployment() public {
        assertEq(findings.revealSec(), REVEAL_SEC, "reveal");
        assertEq(findings.optimisticVerifier(), core, "the vault's core");
        assertEq(address(findings.stakeVault()), address(vault), "vault");
        vm.expectRevert(IFindings.ZeroRevealTime.selector);
        this.deployFindings(0);
    }

    function deployFindings(uint64 revealSec) external {
        bytes memory code = bytes.concat(vm.getCode("Findings.sol:Findings"), abi.encode(vault, revealSec));
        assembly ("memory-safe") {
            if iszero(create(0, add(code, 32), mload(code))) {
                returndatacopy(mload(0x40), 0, returndatasize())
                revert(mload(0x40), returndatasize())
            }
        }
    }

    /// @dev Any number of finders commit in some order, some reveal in another: the earliest of those who revealed is paid, to the
    /// wei, and the findings hold nothing in the end.
    function testFuzz_S6_theEarliestOfThoseWhoRevealed_isPaid(uint256 seed, uint8 count) public {
        count = uint8(bound(count, 1, 8));
        for (uint256 i = 0; i < count; ++i) {
            if (uint8(seed >> i) % 3 == 0) _nextBlock();
            _commit(_finder(i), uint8(seed >> i) % 2 == 0 ? PROOF : OTHER_PROOF);
        }
        _nextBlock();
        _convict(watcher, PROOF);
        address expected = watcher;
        uint256 earliest = count;
        for (uint256 n = 0; n < count; ++n) {
            uint256 i = (n * 3 + seed % 1000) % count;
            if (uint8(seed >> (64 + i)) % 3 == 0) continue;
            bytes memory proof = uint8(seed >> i) % 2 == 0 ? bytes("") : OTHER_PROOF;
            if (i >= earliest) vm.expectRevert();
            _reveal(_finder(i), proof);
            if (i < earliest) (earliest, expected) = (i, _finder(i));
        }
        _settle();
        _assertPaid(expected);
    }

    function _finder(uint256 i) internal returns (address) {
        return makeAddr(string.concat("finder", vm.toString(i)));
    }

    function _commit(address challenger, bytes memory proof) internal {
        bytes32 commitment = findings.commitmentOf(TASK, challenger, keccak256(proof), SALT);
        vm.expectEmit();
        emit IFindings.FindingCommitted(commitment, challenger, findings.commitmentCount() + 1);
        vm.prank(challenger);
        findings.commitFinding(commitment);
    }

    function _convict(address convictor, bytes memory proof) internal {
        judge.convictFor(TASK, convictor, proof, LOCK, 0);
    }

    function _reveal(address challenger, bytes memory proof) internal {
        vm.prank(challenger);
        findings.reveal(TASK, challenger, SALT, proof);
    }

    function _settle() internal {
        vm.warp(findings.revealByOf(TASK));
        vm.prank(stranger);
        findings.settle(TASK);
    }

    function _nextBlock() internal {
        vm.warp(vm.getBlockTimestamp() + 1);
    }

    function _assertPaid(address account) internal view {
        assertEq(_stakeOf(account).credit, BOUNTY_HALF, "paid");
        assertEq(_stakeOf(address(findings)).credit, 0, "nothing stays");
    }
}
