// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";

/// @title Every provider's stake, and what slashing made of it
/// @dev Documented in IStakeVault.
contract StakeVault is IStakeVault, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @inheritdoc IStakeVault
    address public immutable stakeToken;
    /// @inheritdoc IStakeVault
    address public immutable optimisticVerifier;
    /// @inheritdoc IStakeVault
    uint64 public immutable unbondingSec;

    mapping(address account => Account) internal _accounts;

    /// @param optimisticVerifier_ may not exist yet: its constructor checks that this vault names it, and that
    /// `unbondingSec_` outlasts its longest liability (RULE S-2)
    constructor(address stakeToken_, address optimisticVerifier_, uint64 unbondingSec_) {
        if (stakeToken_ == address(0) || optimisticVerifier_ == address(0)) revert ZeroAddress();
        stakeToken = stakeToken_;
        optimisticVerifier = optimisticVerifier_;
        unbondingSec = unbondingSec_;
    }

    /// @inheritdoc IStakeVault
    function deposit(uint256 amount) external nonReentrant {
        _deposit(amount);
    }

    /// @inheritdoc IStakeVault
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // RULE P-1: a permit that fails (spent by a copier, say) falls back to the allowance.
        try IERC20Permit(stakeToken).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(amount);
    }

    /// @inheritdoc IStakeVault
    function startUnbonding(uint256 amount) external {
        Account storage account = _accounts[msg.sender];
        if (amount == 0) revert ZeroAmount();
        if (account.free < amount) revert FreeStakeTooLow(msg.sender, account.free, amount);

        uint64 unbondsAt = uint64(block.timestamp) + unbondingSec;
        account.free -= uint128(amount);
        account.unbonding += uint128(amount);
        account.unbondsAt = unbondsAt;

        emit UnbondingStarted(msg.sender, amount, account.unbonding, unbondsAt);
    }

    /// @inheritdoc IStakeVault
    function cancelUnbonding() external {
        Account storage account = _accounts[msg.sender];
        uint128 amount = account.unbonding;
        if (amount == 0) revert NothingToWithdraw(msg.sender);

        account.unbonding = 0;
        account.unbondsAt = 0;
        account.free += amount;

        emit UnbondingCancelled(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function withdrawStake(address to) external nonReentrant returns (uint256 amount) {
        Account storage account = _accounts[msg.sender];
        amount = account.unbonding;
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        // RULE S-2: unbonding outlasts every liability taken on before it began.
        if (block.timestamp < account.unbondsAt) {
            revert StillUnbonding(msg.sender, uint64(block.timestamp), account.unbondsAt);
        }

        account.unbonding = 0;
        account.unbondsAt = 0;

        emit StakeWithdrawn(msg.sender, to, amount);
        _send(to, amount);
    }

    /// @inheritdoc IStakeVault
    function withdrawCredit(address to, uint256 amount) external nonReentrant {
        Account storage account = _accounts[msg.sender];
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        if (account.credit < amount) revert CreditTooLow(msg.sender, account.credit, amount);

        account.credit -= uint128(amount);

        emit CreditWithdrawn(msg.sender, to, amount);
        _send(to, amount);
    }

    /// @inheritdoc IStakeVault
    function lock(address provider, uint256 taskId, uint256 amount) external {
        _onlyOptimisticVerifier();
        Account storage account = _accounts[provider];
        // RULE S-1: no more is locked than is free.
        if (account.free < amount) revert FreeStakeTooLow(provider, account.free, amount);

        account.free -= uint128(amount);
        account.locked += uint128(amount);

        emit StakeLocked(provider, taskId, amount);
    }

    /// @inheritdoc IStakeVault
    function release(address provider, uint256 taskId, uint256 amount) external {
        _onlyOptimisticVerifier();
        Account storage account = _accounts[provider];

        account.locked -= amount.toUint128();
        account.free += uint128(amount);

        emit StakeReleased(provider, taskId, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(
        address provider,
        uint256 taskId,
        uint256 amount,
        address client,
        uint256 toClient,
        address challenger,
        uint256 toChallenger
    ) external nonReentrant {
        _onlyOptimisticVerifier();
        // Both fail by underflow if the verifier asks for more than it locked.
        uint256 burnt = amount - toClient - toChallenger;
        _accounts[provider].locked -= amount.toUint128();

        _accounts[client].credit += uint128(toClient);
        _accounts[challenger].credit += uint128(toChallenger);

        emit StakeSlashed(provider, taskId, amount, client, toClient, challenger, toChallenger, burnt);
        if (burnt > 0) _burn(burnt);
    }

    /// @inheritdoc IStakeVault
    function accountOf(address account) external view returns (Account memory) {
        return _accounts[account];
    }

    function _deposit(uint256 amount) internal {
        if (amount == 0) revert ZeroAmount();

        _accounts[msg.sender].free += amount.toUint128();

        emit StakeDeposited(msg.sender, msg.sender, amount);
        uint256 balance = _balance();
        IERC20(stakeToken).safeTransferFrom(msg.sender, address(this), amount);
        _checkMoved(_difference(_balance(), balance), amount);
    }

    function _send(address to, uint256 amount) internal {
        uint256 balance = _balance();
        IERC20(stakeToken).safeTransfer(to, amount);
        _checkMoved(_difference(balance, _balance()), amount);
    }

    function _burn(uint256 amount) internal {
        uint256 balance = _balance();
        ERC20Burnable(stakeToken).burn(amount);
        _checkMoved(_difference(balance, _balance()), amount);
    }

    /// @dev RULE P-1: what the token says it moved is measured.
    function _checkMoved(uint256 moved, uint256 expected) internal view {
        if (moved != expected) revert TokenMovedWrongAmount(stakeToken, moved, expected);
    }

    function _balance() internal view returns (uint256) {
        return IERC20(stakeToken).balanceOf(address(this));
    }

    function _onlyOptimisticVerifier() internal view {
        if (msg.sender != optimisticVerifier) revert NotOptimisticVerifier(msg.sender, optimisticVerifier);
    }

    /// @dev Zero when the balance went the other way.
    function _difference(uint256 larger, uint256 smaller) internal pure returns (uint256) {
        return larger > smaller ? larger - smaller : 0;
    }
}
