// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {VaultTest} from "../support/VaultTest.sol";
import {VaultHandler} from "./VaultHandler.sol";

/// @dev What holds after every step of every history of the vault:
///
/// - P-2: it holds what was staked less what was paid and burnt, and owes exactly that: free + locked + unbonding + credits.
/// - S-1: what is locked of a provider is the sum of its open locks; of an operator, of those it took on, revoked or not.
/// - S-3: a lock is admitted within the operator's limits and only there (in the handler); no day's sum was above the day's limit.
contract VaultInvariants is VaultTest {
    VaultHandler internal handler;

    function setUp() public override {
        super.setUp();
        // The history starts from an empty vault.
        vm.startPrank(provider);
        vault.startUnbonding(STAKED);
        vm.warp(START + UNBONDING_SEC);
        vault.withdrawStake(provider, STAKED);
        vm.stopPrank();
        handler = new VaultHandler(vault, stakeToken, core);
        stakeToken.transfer(address(handler), 9e26);
        for (uint256 i = 0; i < 3; ++i) {
            handler.deposit(i, 1e24, i == 0);
            for (uint256 j = 0; j < 2; ++j) {
                handler.setOperator(i, j, 1e23, 1e23);
            }
        }
        targetContract(address(handler));
    }

    function invariant_P2_S1_S3_vault() public view {
        uint256 owed;
        for (uint256 i = 0; i < 5; ++i) {
            address account = handler.everyone(i);
            IStakeVault.Account memory a = vault.accountOf(account);
            owed += uint256(a.free) + a.locked + a.unbonding + a.credit;
            assertEq(a.locked, handler.heldBy(account, address(0)), "locked = sum of open locks");
            assertEq(a.unbondsAt == 0, a.unbonding == 0, "a date while something unbonds");
        }
        uint256 held = stakeToken.balanceOf(address(vault)) - handler.donated();
        assertEq(held, handler.stakedIn() - handler.stakedOut() - handler.burnt(), "in = out + burnt + held");
        assertEq(held, owed, "held = owed");
        assertEq(stakeToken.totalSupply(), 1e27 - handler.burnt(), "what burnt left the supply");
        for (uint256 i = 0; i < 6; ++i) {
            (address provider_, address operator_) = (handler.providers(i % 3), handler.operators(i / 3));
            IStakeVault.Operator memory key = vault.operatorOf(provider_, operator_);
            assertEq(key.locked, handler.heldBy(provider_, operator_), "an operator's locks");
            bytes32 id = handler.keyOf(provider_, operator_);
            assertEq(key.lockedInDay, handler.lockedIn(id, key.day), "an operator's day");
            assertLe(key.lockedInDay, handler.highest(id, key.day), "S-3: within the day's limit");
        }
    }

    /// @dev A campaign that never refuses, slashes or revokes proves little: this one does, with fixed moves.
    function test_theHandler_reachesEveryAction() public {
        for (uint256 i = 0; i < 600; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            uint256 move = seed % 10;
            seed >>= 8;
            if (move == 0) handler.deposit(seed, seed >> 8, seed % 2 == 0);
            if (move == 1) handler.unbond(seed, seed >> 8, seed % 2 == 0);
            if (move == 2) handler.withdrawStake(seed, seed >> 8);
            if (move == 3) handler.useCredit(seed, seed >> 8, seed >> 16, seed >> 24);
            if (move == 4) handler.setOperator(seed, seed >> 8, uint128(seed), uint128(seed >> 64));
            if (move == 5 && seed % 3 == 0) handler.revokeOperator(seed, seed >> 8);
            if (move == 6 || move == 7) handler.lock(seed, seed >> 8, seed >> 16);
            if (move == 8) handler.endLock(seed, seed >> 8, seed >> 16, seed % 2 == 0);
            if (move == 9) handler.pass(seed);
            invariant_P2_S1_S3_vault();
        }
        bytes32[13] memory actions = [
            bytes32("deposit"),
            "cancelUnbonding",
            "startUnbonding",
            "withdrawStake",
            "moveCredit",
            "burnCredit",
            "withdrawCredit",
            "setOperator",
            "revokeOperator",
            "lock",
            "lockRefused",
            "slash",
            "release"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            assertGt(handler.calls(actions[i]), 2, string(abi.encodePacked(actions[i])));
        }
    }
}
