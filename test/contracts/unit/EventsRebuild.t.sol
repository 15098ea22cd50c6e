// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Dials, Task, TaskId, TaskState, TaskTerms} from "contracts/types/Task.sol";
import {SpineTest} from "../support/SpineTest.sol";

/// @dev RULE E-1: tasks, credits and stake accounts rebuilt from the log alone equal what the contracts answer, along every path.
contract EventsRebuildTest is SpineTest {
    mapping(address => uint256) internal credits;
    mapping(address => IStakeVault.Account) internal accounts;
    Task internal rebuilt;
    uint256 internal burnt;

    function test_E1_everyPath_isRebuiltFromItsEvents() public {
        for (uint8 i = 1; i <= uint8(type(TaskState).max); ++i) {
            uint256 snapshot = vm.snapshotState();
            accounts[provider] = _stakeOf(provider);
            vm.recordLogs();
            TaskId taskId = _taskIn(TaskState(i));
            if (TaskState(i) == TaskState.Refuted) _settleFinding(taskId);
            _moveStakeAround();
            _replay(vm.getRecordedLogs());

            assertEq(abi.encode(rebuilt), abi.encode(verifier.taskOf(taskId)), "task");
            address[6] memory all = [client, provider, watcher, stranger, treasury, address(findings)];
            for (uint256 j = 0; j < all.length; ++j) {
                assertEq(credits[all[j]], _creditOf(all[j]), "credit");
                assertEq(abi.encode(accounts[all[j]]), abi.encode(_stakeOf(all[j])), "stake account");
            }
            assertEq(burnt, 1e27 - stakeToken.totalSupply(), "burnt");
            vm.revertToState(snapshot);
        }
    }

    function _moveStakeAround() internal {
        vm.startPrank(provider);
        vault.deposit(77);
        vault.startUnbonding(11);
        vault.cancelUnbonding();
        vault.startUnbonding(5);
        vm.warp(_now() + UNBONDING_SEC);
        vault.withdrawStake(provider, 2);
        vault.withdrawStake(provider, 3);
        vault.startUnbonding(3);
        vm.stopPrank();
        vm.startPrank(client);
        if (_stakeOf(client).credit > 0) vault.withdrawCredit(client, 1);
        if (_creditOf(client) > 0) verifier.withdraw(address(dollar), client, 1);
        vm.stopPrank();
    }

    function _replay(Vm.Log[] memory logs) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(verifier)) _replayVerifier(logs[i]);
            else if (logs[i].emitter == address(vault)) _replayVault(logs[i]);
        }
    }

    function _replayVerifier(Vm.Log memory log) internal {
        bytes32 topic = log.topics[0];
        if (topic == IOptimisticVerifier.TaskRequested.selector) {
            (TaskTerms memory terms, Dials memory dials, uint64 acceptBy) =
                abi.decode(log.data, (TaskTerms, Dials, uint64));
            (rebuilt.terms, rebuilt.dials, rebuilt.acceptBy) = (terms, dials, acceptBy);
            rebuilt.client = _account(log.topics[2]);
            rebuilt.state = TaskState.Requested;
        } else if (topic == IOptimisticVerifier.TaskAccepted.selector) {
            rebuilt.provider = _account(log.topics[2]);
            (rebuilt.operator, rebuilt.submitBy) = abi.decode(log.data, (address, uint64));
            rebuilt.state = TaskState.Accepted;
        } else if (topic == IOptimisticVerifier.ResultSubmitted.selector) {
            (rebuilt.outputRoot, rebuilt.nodesRoot, rebuilt.finalAt,) =
                abi.decode(log.data, (bytes32, bytes32, uint64, bytes));
            rebuilt.state = TaskState.Submitted;
        } else if (topic == IOptimisticVerifier.OpeningsChanged.selector) {
            (rebuilt.pendingOpenings, rebuilt.finalAt) = abi.decode(log.data, (uint24, uint64));
            rebuilt.demanded = true;
        } else if (topic == IOptimisticVerifier.TraceRevealed.selector) {
            rebuilt.nodesRoot = abi.decode(log.data, (bytes32));
        } else if (topic == IOptimisticVerifier.TaskFinalised.selector) {
            rebuilt.state = TaskState.Final;
        } else if (
            topic == IOptimisticVerifier.FraudProven.selector || topic == IOptimisticVerifier.SilenceProven.selector
        ) {
            rebuilt.state = TaskState.Refuted;
        } else if (topic == IOptimisticVerifier.TaskExpired.selector) {
            rebuilt.state = TaskState.Expired;
        } else if (topic == IOptimisticVerifier.TaskCancelled.selector) {
            rebuilt.state = TaskState.Cancelled;
        } else if (topic == IOptimisticVerifier.Credited.selector) {
            credits[_account(log.topics[1])] += abi.decode(log.data, (uint256));
        } else if (topic == IOptimisticVerifier.Withdrawn.selector) {
            credits[_account(log.topics[1])] -= abi.decode(log.data, (uint256));
        } else {
            revert("an event of no meaning");
        }
    }

    function _replayVault(Vm.Log memory log) internal {
        bytes32 topic = log.topics[0];
        IStakeVault.Account storage account = accounts[_account(log.topics[1])];
        if (topic == IStakeVault.StakeSlashed.selector) {
            _replaySlash(account, log.data);
        } else if (topic == IStakeVault.UnbondingStarted.selector) {
            (uint256 amount, uint256 unbonding, uint64 unbondsAt) = abi.decode(log.data, (uint256, uint256, uint64));
            account.free -= uint128(amount);
            account.unbonding = uint128(unbonding);
            account.unbondsAt = unbondsAt;
        } else {
            uint128 amount = uint128(abi.decode(log.data, (uint256)));
            if (topic == IStakeVault.StakeDeposited.selector) {
                account.free += amount;
            } else if (topic == IStakeVault.UnbondingCancelled.selector) {
                (account.free, account.unbonding, account.unbondsAt) = (account.free + amount, 0, 0);
            } else if (topic == IStakeVault.StakeWithdrawn.selector) {
                account.unbonding -= amount;
                if (account.unbonding == 0) account.unbondsAt = 0;
            } else if (topic == IStakeVault.StakeLocked.selector) {
                (account.free, account.locked) = (account.free - amount, account.locked + amount);
            } else if (topic == IStakeVault.StakeReleased.selector) {
                (account.free, account.locked) = (account.free + amount, account.locked - amount);
            } else if (topic == IStakeVault.CreditMoved.selector) {
                account.credit -= amount;
                accounts[_account(log.topics[2])].credit += amount;
            } else if (topic == IStakeVault.CreditWithdrawn.selector) {
                account.credit -= amount;
            } else if (topic == IStakeVault.CreditBurnt.selector) {
                account.credit -= amount;
                burnt += amount;
            } else {
                revert("an event of no meaning");
            }
        }
    }

    function _replaySlash(IStakeVault.Account storage account, bytes memory data) internal {
        (uint256 amount, IStakeVault.Share[] memory shares, uint256 burnt_) =
            abi.decode(data, (uint256, IStakeVault.Share[], uint256));
        account.locked -= uint128(amount);
        for (uint256 i = 0; i < shares.length; ++i) {
            accounts[shares[i].account].credit += uint128(shares[i].amount);
        }
        burnt += burnt_;
    }

    function _account(bytes32 topic) internal pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
