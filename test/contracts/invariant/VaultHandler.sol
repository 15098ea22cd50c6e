// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {ITestToken} from "../support/ITestToken.sol";

/// @dev Plays random histories of the vault alone: three providers, two operators that each may serve all of them, and the core as
/// an adversary that locks, releases and slashes whatever it may. Every action is one that must succeed, or one whose refusal is
/// expected here from counts kept away from the contract; so any other revert is a finding.
contract VaultHandler is Test {
    struct Lock {
        address provider;
        address operator;
        uint256 amount;
    }

    IStakeVault internal immutable vault;
    ITestToken internal immutable stakeToken;
    address internal immutable core;
    address[3] public providers;
    address[2] public operators;
    /// of credits only
    address[2] public others;

    Lock[] internal locks;
    uint256 public stakedIn;
    uint256 public stakedOut;
    uint256 public burnt;
    uint256 public donated;
    /// @dev The highest limit in force at any moment of the day, as set, with its delay, counted here.
    mapping(bytes32 key => uint256[2]) internal limits;
    mapping(bytes32 key => uint256[3]) internal raise;
    mapping(bytes32 key => mapping(uint256 day => uint256)) public lockedIn;
    mapping(bytes32 key => mapping(uint256 day => uint256)) public highest;
    mapping(bytes32 action => uint256) public calls;

    constructor(IStakeVault vault_, ITestToken stakeToken_, address core_) {
        (vault, stakeToken, core) = (vault_, stakeToken_, core_);
        for (uint256 i = 0; i < 3; ++i) {
            providers[i] = makeAddr(string.concat("provider", vm.toString(i)));
            vm.prank(providers[i]);
            stakeToken.approve(address(vault), type(uint256).max);
        }
        operators = [makeAddr("operator0"), makeAddr("operator1")];
        others = [makeAddr("client"), makeAddr("watcher")];
        stakeToken.approve(address(vault), type(uint256).max);
    }

    function deposit(uint256 who, uint256 amount, bool byAnother) external {
        address provider = providers[who % 3];
        amount = bound(amount, 1, 1e24);
        if (byAnother) {
            vault.depositFor(provider, amount);
        } else {
            stakeToken.transfer(provider, amount);
            vm.prank(provider);
            vault.deposit(amount);
        }
        stakedIn += amount;
        ++calls["deposit"];
    }

    function unbond(uint256 who, uint256 amount, bool cancel) external {
        address provider = providers[who % 3];
        IStakeVault.Account memory account = vault.accountOf(provider);
        vm.startPrank(provider);
        if (cancel && account.unbonding > 0) {
            vault.cancelUnbonding();
            ++calls["cancelUnbonding"];
        } else if (account.free > 0) {
            vault.startUnbonding(bound(amount, 1, account.free));
            ++calls["startUnbonding"];
        }
        vm.stopPrank();
    }

    function withdrawStake(uint256 who, uint256 amount) external {
        address provider = providers[who % 3];
        IStakeVault.Account memory account = vault.accountOf(provider);
        if (account.unbonding == 0) return;
        if (vm.getBlockTimestamp() < account.unbondsAt) vm.warp(account.unbondsAt);
        amount = bound(amount, 1, account.unbonding);
        vm.prank(provider);
        vault.withdrawStake(address(this), amount);
        stakedOut += amount;
        ++calls["withdrawStake"];
    }

    function useCredit(uint256 who, uint256 to, uint256 amount, uint256 how) external {
        address account = everyone(who);
        uint256 credit = vault.accountOf(account).credit;
        if (credit == 0) return;
        amount = bound(amount, 1, credit);
        vm.prank(account);
        if (how % 3 == 0) {
            vault.moveCredit(everyone(to), amount);
            ++calls["moveCredit"];
        } else if (how % 3 == 1) {
            vault.burnCredit(amount);
            burnt += amount;
            ++calls["burnCredit"];
        } else {
            vault.withdrawCredit(address(this), amount);
            stakedOut += amount;
            ++calls["withdrawCredit"];
        }
    }

    function setOperator(uint256 who, uint256 which, uint128 maxLocked, uint128 maxPerDay) external {
        (address provider, address operator) = (providers[who % 3], operators[which % 2]);
        bytes32 key = keyOf(provider, operator);
        (maxLocked, maxPerDay) = (uint128(bound(maxLocked, 0, 1e24)), uint128(bound(maxPerDay, 0, 1e24)));
        _catchUp(key);
        vm.prank(provider);
        vault.setOperator(operator, maxLocked, maxPerDay);
        raise[key] = [uint256(maxLocked), maxPerDay, vm.getBlockTimestamp() + vault.keyDelaySec()];
        limits[key] = [_smaller(limits[key][0], maxLocked), _smaller(limits[key][1], maxPerDay)];
        ++calls["setOperator"];
    }

    function revokeOperator(uint256 who, uint256 which) external {
        (address provider, address operator) = (providers[who % 3], operators[which % 2]);
        bytes32 key = keyOf(provider, operator);
        IStakeVault.Operator memory now_ = vault.operatorOf(provider, operator);
        if (!now_.active && now_.raisedAt == 0) return;
        _catchUp(key);
        vm.prank(provider);
        vault.revokeOperator(operator);
        delete limits[key];
        delete raise[key];
        ++calls["revokeOperator"];
    }

    function lock(uint256 who, uint256 which, uint256 amount) external {
        address provider = providers[who % 3];
        address operator = which % 3 == 2 ? provider : operators[which % 3];
        bytes32 key = keyOf(provider, operator);
        uint256 free = vault.accountOf(provider).free;
        if (free == 0) return;
        amount = bound(amount, 1, free);
        bool allowed = true;
        if (operator != provider) {
            _catchUp(key);
            // Small enough to be admitted, mostly: a random part of a random stake is above a random limit.
            if (limits[key][0] > 0 && limits[key][1] > 0) {
                amount = 1 + amount % _smaller(limits[key][0], limits[key][1]);
            }
            if (amount > free) return;
            uint256 day = vm.getBlockTimestamp() / 1 days;
            allowed =
                heldBy(provider, operator) + amount <= limits[key][0] && lockedIn[key][day] + amount <= limits[key][1];
            if (allowed) lockedIn[key][day] += amount;
            if (limits[key][1] > highest[key][day]) highest[key][day] = limits[key][1];
        }
        vm.prank(core);
        (bool locked,) =
            address(vault).call(abi.encodeCall(vault.lock, (provider, operator, bytes32(locks.length), amount)));
        assertEq(locked, allowed, "a lock is admitted within the limits, and only there");
        if (locked) locks.push(Lock(provider, operator, amount));
        ++calls[locked ? bytes32("lock") : bytes32("lockRefused")];
    }

    function endLock(uint256 which, uint256 share, uint256 to, bool lost) external {
        if (locks.length == 0) return;
        uint256 place = which % locks.length;
        Lock memory open = locks[place];
        locks[place] = locks[locks.length - 1];
        locks.pop();
        vm.prank(core);
        if (lost) {
            IStakeVault.Share[] memory shares = new IStakeVault.Share[](1 + to % 5);
            uint256 rest = open.amount;
            for (uint256 i = 0; i < shares.length; ++i) {
                shares[i] = IStakeVault.Share(everyone(to >> i), (share >> (i * 8)) % (rest + 1));
                rest -= shares[i].amount;
            }
            vault.slash(open.provider, open.operator, bytes32(place), open.amount, shares);
            burnt += rest;
            ++calls["slash"];
        } else {
            vault.release(open.provider, open.operator, bytes32(place), open.amount);
            ++calls["release"];
        }
    }

    function pass(uint256 seconds_) external {
        vm.warp(vm.getBlockTimestamp() + bound(seconds_, 1, 2 days));
    }

    /// @dev Money sent without a call belongs to nobody and confuses nothing.
    function donate(uint256 amount) external {
        amount = bound(amount, 1, 1e18);
        stakeToken.transfer(address(vault), amount);
        donated += amount;
    }

    function everyone(uint256 who) public view returns (address) {
        who %= 5;
        return who < 3 ? providers[who] : others[who - 3];
    }

    function keyOf(address provider, address operator) public pure returns (bytes32) {
        return keccak256(abi.encode(provider, operator));
    }

    /// @dev Sum of the open locks of `provider`, of those by `operator` if it is not zero.
    function heldBy(address provider, address operator) public view returns (uint256 sum) {
        for (uint256 i = 0; i < locks.length; ++i) {
            if (locks[i].provider != provider) continue;
            if (operator == address(0) || locks[i].operator == operator) sum += locks[i].amount;
        }
    }

    function _catchUp(bytes32 key) internal {
        if (raise[key][2] == 0 || vm.getBlockTimestamp() < raise[key][2]) return;
        limits[key] = [raise[key][0], raise[key][1]];
        delete raise[key];
    }

    function _smaller(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
