// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {ITestToken} from "./ITestToken.sol";

/// @dev The vault alone: `core` stands where the OptimisticVerifier is, and says what a task locked, released and lost.
abstract contract VaultTest is Test {
    /// 00:00 UTC of a day
    uint64 internal constant START = 1_800_057_600;
    uint64 internal constant UNBONDING_SEC = 8 days;
    uint64 internal constant KEY_DELAY_SEC = 2 days;
    uint256 internal constant STAKED = 1000e18;

    /// @dev Ids of tasks, of which the vault keeps nothing.
    bytes32 internal constant FIRST = keccak256("first task");
    bytes32 internal constant SECOND = keccak256("second task");
    bytes32 internal constant THIRD = keccak256("third task");

    address internal core = makeAddr("core");
    address internal provider = makeAddr("provider");
    address internal operator = makeAddr("operator");
    address internal client = makeAddr("client");
    address internal watcher = makeAddr("watcher");
    address internal stranger = makeAddr("stranger");

    ITestToken internal stakeToken;
    IStakeVault internal vault;

    function setUp() public virtual {
        vm.warp(START);
        stakeToken = ITestToken(vm.deployCode("AssayToken.sol:AssayToken", abi.encode(address(this))));
        bytes memory arguments = abi.encode(stakeToken, core, UNBONDING_SEC, KEY_DELAY_SEC);
        vault = IStakeVault(vm.deployCode("StakeVault.sol:StakeVault", arguments));
        stakeToken.transfer(provider, 10_000e18);
        vm.startPrank(provider);
        stakeToken.approve(address(vault), type(uint256).max);
        vault.deposit(STAKED);
        vm.stopPrank();
    }

    function _lock(address key, bytes32 taskId, uint256 amount) internal {
        vm.prank(core);
        vault.lock(provider, key, taskId, amount);
    }

    function _release(address key, bytes32 taskId, uint256 amount) internal {
        vm.prank(core);
        vault.release(provider, key, taskId, amount);
    }

    function _slash(address key, bytes32 taskId, uint256 amount, IStakeVault.Share[] memory shares) internal {
        vm.prank(core);
        vault.slash(provider, key, taskId, amount, shares);
    }

    function _nothing() internal pure returns (IStakeVault.Share[] memory) {
        return new IStakeVault.Share[](0);
    }

    function _shares(address a, uint256 toA, address b, uint256 toB)
        internal
        pure
        returns (IStakeVault.Share[] memory shares)
    {
        shares = new IStakeVault.Share[](2);
        (shares[0], shares[1]) = (IStakeVault.Share(a, toA), IStakeVault.Share(b, toB));
    }

    function _setOperator(uint128 maxLocked, uint128 maxPerDay) internal {
        vm.prank(provider);
        vault.setOperator(operator, maxLocked, maxPerDay);
    }

    /// @dev With the delay behind it.
    function _authorise(uint128 maxLocked, uint128 maxPerDay) internal {
        _setOperator(maxLocked, maxPerDay);
        vm.warp(vm.getBlockTimestamp() + KEY_DELAY_SEC);
    }

    function _stakeOf(address account) internal view returns (IStakeVault.Account memory) {
        return vault.accountOf(account);
    }

    function _operator() internal view returns (IStakeVault.Operator memory) {
        return vault.operatorOf(provider, operator);
    }
}
