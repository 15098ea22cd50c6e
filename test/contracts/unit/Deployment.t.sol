// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IQuotes} from "contracts/interfaces/IQuotes.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Dials} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev What the owner may set, and what nobody can.
contract DeploymentTest is SpineTest {
    function test_T2_bounds_areThoseOfTheConstructor() public view {
        assertEq(abi.encode(verifier.bounds()), abi.encode(_bounds()), "bounds");
        assertEq(address(verifier.stakeVault()), address(vault), "vault");
        assertEq(address(verifier.modelRegistry()), address(registry), "registry");
        assertGt(address(registry.programValidator()).code.length, 0, "the registry's validator");
        assertEq(verifier.treasury(), treasury, "treasury");
        assertEq(vault.optimisticVerifier(), address(verifier), "the vault's verifier");
        assertEq(vault.stakeToken(), address(stakeToken), "stake token");
        assertEq(vault.unbondingSec(), UNBONDING_SEC, "unbonding");
        assertEq(address(verifier.openings()), address(openings), "openings");
        assertEq(address(verifier.findings()), address(findings), "findings");
        assertEq(address(verifier.quotes()), address(quotes), "quotes");
        assertEq(address(verifier.requestGate()), address(gate), "the brake on new tasks");
        assertEq(quotes.optimisticVerifier(), address(verifier), "the quotes' verifier");
        assertEq(address(quotes.stakeVault()), address(vault), "the quotes' vault");
    }

    function test_everyContract_fitsUnderTheCodeLimit() public view {
        string[11] memory names = [
            "AssayToken",
            "ProgramValidator",
            "ModelRegistry",
            "StepVerifier",
            "StakeVault",
            "Findings",
            "OpeningVerifier",
            "Openings",
            "Quotes",
            "RequestGate",
            "OptimisticVerifier"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            uint256 codeBytes = vm.getDeployedCode(string.concat(names[i], ".sol:", names[i])).length;
            assertGt(codeBytes, 1000, names[i]);
            // EIP-170
            assertLe(codeBytes, 24_576, names[i]);
        }
    }

    function test_S2_deployment_whoseUnbondingIsNotLongerThanEveryLiability_reverts() public {
        // submit, window, and five openings that are answered and examined to the last second
        uint64 longest = 1 days + 6 days + 5 * (1 hours + 30 minutes);
        _deployPair(_bounds(), _dials(), longest + 1);
        _expectPairRefused(
            _bounds(),
            _dials(),
            longest,
            abi.encodeWithSelector(IStakeVault.UnbondingShorterThanLiability.selector, longest, longest)
        );
    }

    function test_deployment_withAModuleOfAnotherVerifier_reverts() public {
        for (uint256 i = 0; i < 4; ++i) {
            IOptimisticVerifier.Modules memory modules = _deployModules(UNBONDING_SEC);
            address foreign;
            if (i == 0) foreign = address(modules.stakeVault = vault);
            if (i == 1) foreign = address(modules.openings = IOpenings(address(openings)));
            if (i == 2) foreign = address(modules.findings = findings);
            if (i == 3) foreign = address(modules.quotes = quotes);
            _expectVerifierRefused(
                treasury,
                modules,
                _bounds(),
                _dials(),
                abi.encodeWithSelector(IOptimisticVerifier.ModuleNotOurs.selector, foreign, address(verifier))
            );
        }
    }

    function test_deployment_withAModuleOfAnotherVault_reverts() public {
        for (uint256 i = 0; i < 2; ++i) {
            IOptimisticVerifier.Modules memory modules = _deployModules(UNBONDING_SEC);
            address other = address(vault);
            address module = i == 0 ? address(modules.findings) : address(modules.quotes);
            vm.mockCall(module, abi.encodeWithSignature("stakeVault()"), abi.encode(other));
            _expectVerifierRefused(
                treasury,
                modules,
                _bounds(),
                _dials(),
                abi.encodeWithSelector(IOptimisticVerifier.ModuleNotOurs.selector, module, other)
            );
        }
    }

    function test_T2_deployment_withBoundsThatNoTaskCanMeet_reverts() public {
        IOptimisticVerifier.Bounds memory bounds = _bounds();
        bounds.minWindowSec = 0;
        _expectBoundsRefused(bounds, "minWindowSec", 0, 1, bounds.maxWindowSec);
        bounds = _bounds();
        bounds.minWindowSec = bounds.maxWindowSec + 1;
        _expectBoundsRefused(bounds, "minWindowSec", bounds.minWindowSec, 1, bounds.maxWindowSec);
        bounds = _bounds();
        bounds.maxSubmitSec = 0;
        _expectBoundsRefused(bounds, "maxSubmitSec", 0, 1, type(uint32).max);
        bounds = _bounds();
        bounds.maxAcceptSec = 0;
        _expectBoundsRefused(bounds, "maxAcceptSec", 0, 1, type(uint32).max);
        bounds = _bounds();
        bounds.maxFeeBps = 10_001;
        _expectBoundsRefused(bounds, "maxFeeBps", 10_001, 0, 10_000);
    }

    function test_deployment_withMissingParts_reverts() public {
        bytes memory zero = abi.encodeWithSelector(IStakeVault.ZeroAddress.selector);
        _expectRefused("StakeVault", abi.encode(address(0), verifier, 1, 1), zero);
        _expectRefused("StakeVault", abi.encode(stakeToken, address(0), 1, 1), zero);
        _expectRefused("Quotes", abi.encode(address(0), vault), zero);
        _expectRefused("Quotes", abi.encode(verifier, address(0)), zero);
        bytes memory noContract = abi.encodeWithSelector(IOptimisticVerifier.NotAContract.selector, stranger);
        _expectVerifierRefused(address(0), _deployModules(UNBONDING_SEC), _bounds(), _dials(), zero);
        for (uint256 i = 0; i < 6; ++i) {
            IOptimisticVerifier.Modules memory modules = _deployModules(UNBONDING_SEC);
            if (i == 0) modules.stakeVault = IStakeVault(stranger);
            if (i == 1) modules.modelRegistry = IModelRegistry(stranger);
            if (i == 2) modules.openings = IOpenings(stranger);
            if (i == 3) modules.findings = IFindings(stranger);
            if (i == 4) modules.quotes = IQuotes(stranger);
            if (i == 5) modules.requestGate = IRequestGate(stranger);
            _expectVerifierRefused(treasury, modules, _bounds(), _dials(), noContract);
        }
        _expectRefused(
            "ModelRegistry", abi.encode(stranger), abi.encodeWithSelector(IModelRegistry.NoValidator.selector, stranger)
        );
    }

    function test_setDials_onTheLimits_passes() public {
        Dials memory dials = _dials();
        (dials.feeBps, dials.lateBps, dials.clientShareBps) = (1000, 2000, 2998);
        (dials.bountyShareBps, dials.reserveShareBps) = (1, 1);
        vm.expectEmit();
        emit IOptimisticVerifier.DialsChanged(dials);
        vm.prank(owner);
        verifier.setDials(dials);
        assertEq(abi.encode(verifier.dials()), abi.encode(dials), "dials");
    }

    function test_S4_setDials_sharingOutMoreThanHalfOfTheLock_reverts() public {
        Dials memory dials = _dials();
        (dials.lateBps, dials.clientShareBps, dials.bountyShareBps, dials.reserveShareBps) = (2000, 1501, 1000, 500);
        _expectDialsRefused(dials, _dialOutOfRange("lockSharesBps", 5001, 5000));
        (dials.lateBps, dials.clientShareBps) = (65_535, 65_535);
        (dials.bountyShareBps, dials.reserveShareBps) = (65_535, 65_535);
        _expectDialsRefused(dials, _dialOutOfRange("lockSharesBps", 262_140, 5000));
    }

    function test_setDials_outOfRange_reverts() public {
        Dials memory dials = _dials();
        dials.feeBps = 1001;
        _expectDialsRefused(dials, _dialOutOfRange("feeBps", 1001, 1000));
        dials = _dials();
        dials.bountyShareBps = 0;
        _expectDialsRefused(dials, _dialOutOfRange("bountyShareBps", 0, 1));
        dials = _dials();
        dials.reserveShareBps = 0;
        _expectDialsRefused(dials, _dialOutOfRange("reserveShareBps", 0, 1));
        dials = _dials();
        dials.stepVerifier = stranger;
        _expectDialsRefused(dials, abi.encodeWithSelector(IOptimisticVerifier.NotAContract.selector, stranger));
        // The constructor applies the same limits.
        dials = _dials();
        dials.feeBps = 1001;
        _expectPairRefused(_bounds(), dials, UNBONDING_SEC, _dialOutOfRange("feeBps", 1001, 1000));
    }

    function test_setDials_byAStranger_reverts() public {
        Dials memory dials = _dials();
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vm.prank(stranger);
        verifier.setDials(dials);
    }

    function test_setTokenAllowed() public {
        assertFalse(verifier.isTokenAllowed(address(stakeToken)), "not at first");
        vm.expectEmit();
        emit IOptimisticVerifier.TokenAllowed(address(stakeToken), true);
        vm.prank(owner);
        verifier.setTokenAllowed(address(stakeToken), true);
        assertTrue(verifier.isTokenAllowed(address(stakeToken)), "allowed");
        vm.prank(owner);
        verifier.setTokenAllowed(address(stakeToken), false);
        assertFalse(verifier.isTokenAllowed(address(stakeToken)), "refused again");
    }

    function test_setTokenAllowed_ofNoContract_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotAContract.selector, stranger));
        vm.prank(owner);
        verifier.setTokenAllowed(stranger, true);
    }

    function test_setTokenAllowed_byAStranger_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vm.prank(stranger);
        verifier.setTokenAllowed(address(dollar), false);
    }

    function test_ownership_movesOnlyWhenTheNewOwnerAccepts() public {
        Ownable2Step owned = Ownable2Step(address(verifier));
        vm.prank(owner);
        owned.transferOwnership(stranger);
        assertEq(owned.owner(), owner, "not yet");
        vm.prank(stranger);
        owned.acceptOwnership();
        assertEq(owned.owner(), stranger, "now");
    }

    function _dialOutOfRange(bytes32 dial, uint256 actual, uint256 limit) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IOptimisticVerifier.DialOutOfRange.selector, dial, actual, limit);
    }

    function _expectDialsRefused(Dials memory dials, bytes memory revertData) internal {
        vm.expectRevert(revertData);
        vm.prank(owner);
        verifier.setDials(dials);
    }

    function _expectBoundsRefused(
        IOptimisticVerifier.Bounds memory bounds,
        bytes32 term,
        uint256 actual,
        uint256 min,
        uint256 max
    ) internal {
        _expectPairRefused(
            bounds,
            _dials(),
            UNBONDING_SEC,
            abi.encodeWithSelector(IOptimisticVerifier.TermOutOfRange.selector, term, actual, min, max)
        );
    }

    function _expectPairRefused(
        IOptimisticVerifier.Bounds memory bounds,
        Dials memory dials,
        uint64 unbondingSec,
        bytes memory revertData
    ) internal {
        _expectVerifierRefused(treasury, _deployModules(unbondingSec), bounds, dials, revertData);
    }

    function _expectVerifierRefused(
        address treasury_,
        IOptimisticVerifier.Modules memory modules,
        IOptimisticVerifier.Bounds memory bounds,
        Dials memory dials,
        bytes memory revertData
    ) internal {
        bytes memory arguments = abi.encode(owner, treasury_, modules, bounds, dials);
        _expectRefused("OptimisticVerifier", arguments, revertData);
    }

    /// @dev A plain `create`: after `expectRevert` a failed `deployCode` would end the test unseen.
    function _expectRefused(string memory name, bytes memory arguments, bytes memory revertData) internal {
        bytes memory initCode = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        address deployed;
        bytes memory returned;
        assembly ("memory-safe") {
            deployed := create(0, add(initCode, 32), mload(initCode))
            returned := mload(0x40)
            mstore(returned, returndatasize())
            returndatacopy(add(returned, 32), 0, returndatasize())
            mstore(0x40, and(add(add(returned, returndatasize()), 63), not(31)))
        }
        assertEq(deployed, address(0), "not deployed");
        assertEq(returned, revertData, "reason");
    }
}
