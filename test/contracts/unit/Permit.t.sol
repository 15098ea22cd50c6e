// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {TaskId, TaskTerms} from "contracts/types/Task.sol";
import {ITestToken} from "../support/ITestToken.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE P-1: payment in one transaction by a signature; a signature that fails falls back to the allowance.
contract PermitTest is SpineTest {
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    address internal signer;
    uint256 internal signerKey;

    function setUp() public override {
        super.setUp();
        (signer, signerKey) = makeAddrAndKey("signer");
        dollar.mint(signer, PRICE);
        stakeToken.transfer(signer, 5e18);
    }

    function test_P1_requestTaskWithPermit_needsNoAllowance() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign(dollar, address(verifier), PRICE);
        vm.prank(signer);
        TaskId taskId = verifier.requestTaskWithPermit(_terms(), START, v, r, s);
        assertEq(verifier.owedOf(address(dollar)), PRICE, "escrowed");
        assertEq(verifier.taskOf(taskId).client, signer, "client");
    }

    function test_P1_requestTaskWithPermit_thatACopierSpent_fallsBackToTheAllowance() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign(dollar, address(verifier), PRICE);
        vm.prank(stranger);
        dollar.permit(signer, address(verifier), PRICE, START, v, r, s);
        vm.prank(signer);
        verifier.requestTaskWithPermit(_terms(), START, v, r, s);
        assertEq(verifier.owedOf(address(dollar)), PRICE, "escrowed");
    }

    function test_P1_requestTaskWithPermit_thatFailsWithoutAllowance_reverts() public {
        vm.prank(signer);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, verifier, 0, PRICE));
        verifier.requestTaskWithPermit(_terms(), START, 27, bytes32("r"), bytes32("s"));
    }

    function test_requestTaskWithPermit_inATokenNotAllowed_revertsBeforeCallingIt() public {
        TaskTerms memory terms = _terms();
        terms.token = makeAddr("no contract");
        vm.prank(signer);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.TokenNotAllowed.selector, terms.token));
        verifier.requestTaskWithPermit(terms, START, 27, bytes32("r"), bytes32("s"));
    }

    function test_P1_depositWithPermit_needsNoAllowance() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign(stakeToken, address(vault), 5e18);
        vm.expectEmit();
        emit IStakeVault.StakeDeposited(signer, signer, 5e18);
        vm.prank(signer);
        vault.depositWithPermit(5e18, START, v, r, s);
        assertEq(_stakeOf(signer).free, 5e18, "free stake");
    }

    function test_P1_depositWithPermit_thatFails_fallsBackToTheAllowance() public {
        vm.startPrank(signer);
        stakeToken.approve(address(vault), 5e18);
        vault.depositWithPermit(5e18, START - 1, 27, bytes32("r"), bytes32("s"));
        assertEq(_stakeOf(signer).free, 5e18, "free stake");
    }

    function _sign(ITestToken token, address spender, uint256 value)
        internal
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 permit = keccak256(abi.encode(PERMIT_TYPEHASH, signer, spender, value, token.nonces(signer), START));
        return vm.sign(signerKey, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), permit)));
    }
}
