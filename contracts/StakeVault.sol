// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";

/// @title Every provider's stake, and what slashing made of it
/// @dev Documented in IStakeVault. Stake that unbonds is kept apart from free stake until it is paid out, so that liabilities which
/// carry no lock (RULE S-2; none exist yet) can reach both.
contract StakeVault is IStakeVault, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev Named by a provider: `next` from `nextAt` on, `current` before. Zero names the provider itself.
    struct Payee {
        address current;
        address next;
        uint64 nextAt;
    }

    /// @inheritdoc IStakeVault
    address public immutable stakeToken;
    /// @inheritdoc IStakeVault
    address public immutable optimisticVerifier;
    /// @inheritdoc IStakeVault
    uint64 public immutable unbondingSec;
    /// @inheritdoc IStakeVault
    uint64 public immutable keyDelaySec;

    mapping(address account => Account) internal _accounts;
    mapping(address provider => mapping(address operator => Operator)) internal _operators;
    mapping(address provider => Payee) internal _payees;

    /// @param optimisticVerifier_ may not exist yet: its constructor checks that this vault names it, and that
    /// `unbondingSec_` outlasts its longest liability (RULE S-2)
    constructor(address stakeToken_, address optimisticVerifier_, uint64 unbondingSec_, uint64 keyDelaySec_) {
        if (stakeToken_ == address(0) || optimisticVerifier_ == address(0)) revert ZeroAddress();
        stakeToken = stakeToken_;
        optimisticVerifier = optimisticVerifier_;
        unbondingSec = unbondingSec_;
        keyDelaySec = keyDelaySec_;
    }

    /// @inheritdoc IStakeVault
    function deposit(uint256 amount) external nonReentrant {
        _deposit(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function depositFor(address provider, uint256 amount) external nonReentrant {
        if (provider == address(0)) revert ZeroAddress();
        _deposit(provider, amount);
    }

    /// @inheritdoc IStakeVault
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // RULE P-1: a permit that fails (spent by a copier, say) falls back to the allowance.
        try IERC20Permit(stakeToken).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(msg.sender, amount);
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
    function withdrawStake(address to, uint256 amount) external nonReentrant {
        Account storage account = _accounts[msg.sender];
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        if (account.unbonding < amount) revert UnbondingTooLow(msg.sender, account.unbonding, amount);
        // RULE S-2: unbonding outlasts every liability taken on before it began.
        if (block.timestamp < account.unbondsAt) {
            revert StillUnbonding(msg.sender, uint64(block.timestamp), account.unbondsAt);
        }

        account.unbonding -= uint128(amount);
        if (account.unbonding == 0) account.unbondsAt = 0;

        emit StakeWithdrawn(msg.sender, to, amount);
        _send(to, amount);
    }

    /// @inheritdoc IStakeVault
    function withdrawCredit(address to, uint256 amount) external nonReentrant {
        _takeCredit(to, amount);

        emit CreditWithdrawn(msg.sender, to, amount);
        _send(to, amount);
    }

    /// @inheritdoc IStakeVault
    function moveCredit(address to, uint256 amount) external {
        _takeCredit(to, amount);
        _accounts[to].credit += uint128(amount);

        emit CreditMoved(msg.sender, to, amount);
    }

    /// @inheritdoc IStakeVault
    function burnCredit(uint256 amount) external nonReentrant {
        _takeCredit(msg.sender, amount);

        emit CreditBurnt(msg.sender, amount);
        _burn(amount);
    }

    /// @inheritdoc IStakeVault
    function setOperator(address operator, uint128 maxLocked, uint128 maxPerDay) external {
        if (operator == address(0)) revert ZeroAddress();
        if (operator == msg.sender) revert OperatorIsProvider(msg.sender);
        Operator storage key = _operators[msg.sender][operator];

        _applyRaise(key);
        // RULE S-3: more power waits, so that an owner who did not ask for it sees it coming; less power does not.
        bool raised = !key.active || maxLocked > key.maxLocked || maxPerDay > key.maxPerDay;
        uint64 raisedAt = raised ? uint64(block.timestamp) + keyDelaySec : 0;
        key.maxLocked = uint128(Math.min(key.maxLocked, maxLocked));
        key.maxPerDay = uint128(Math.min(key.maxPerDay, maxPerDay));
        key.raisedMaxLocked = raised ? maxLocked : 0;
        key.raisedMaxPerDay = raised ? maxPerDay : 0;
        key.raisedAt = raisedAt;

        emit OperatorSet(
            msg.sender, operator, key.maxLocked, key.maxPerDay, key.raisedMaxLocked, key.raisedMaxPerDay, raisedAt
        );
    }

    /// @inheritdoc IStakeVault
    function revokeOperator(address operator) external {
        Operator storage key = _operators[msg.sender][operator];
        if (!key.active && key.raisedAt == 0) revert OperatorNotActive(msg.sender, operator);

        // RULE S-3: what it locked and took on today still counts if the key is authorised anew.
        key.active = false;
        key.maxLocked = 0;
        key.maxPerDay = 0;
        _dropRaise(key);

        emit OperatorRevoked(msg.sender, operator);
    }

    /// @inheritdoc IStakeVault
    function setPayee(address payee) external {
        if (payee == address(0)) revert ZeroAddress();
        address current = payeeOf(msg.sender);

        // RULE S-3: a change of payee waits; staying does not.
        uint64 effectiveAt = uint64(block.timestamp);
        if (payee != current) effectiveAt += keyDelaySec;
        _payees[msg.sender] = Payee({current: current, next: payee, nextAt: effectiveAt});

        emit PayeeSet(msg.sender, payee, effectiveAt);
    }

    /// @inheritdoc IStakeVault
    function lock(address provider, address operator, bytes32 taskId, uint256 amount) external {
        _onlyOptimisticVerifier();
        Account storage account = _accounts[provider];
        // RULE S-1: no more is locked than is free.
        if (account.free < amount) revert FreeStakeTooLow(provider, account.free, amount);
        if (operator != provider) _useLimits(provider, operator, amount);

        account.free -= uint128(amount);
        account.locked += uint128(amount);

        emit StakeLocked(provider, operator, taskId, amount);
    }

    /// @inheritdoc IStakeVault
    function release(address provider, address operator, bytes32 taskId, uint256 amount) external {
        _onlyOptimisticVerifier();

        _unlock(provider, operator, amount);
        _accounts[provider].free += uint128(amount);

        emit StakeReleased(provider, operator, taskId, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(address provider, address operator, bytes32 taskId, uint256 amount, Share[] calldata shares)
        external
        nonReentrant
    {
        _onlyOptimisticVerifier();

        _unlock(provider, operator, amount);
        uint256 shared;
        for (uint256 i = 0; i < shares.length; ++i) {
            shared += _creditShare(shares[i]);
            // In the loop: no credit is ever written that the slash does not cover.
            if (shared > amount) revert SharesExceedSlash(taskId, shared, amount);
        }
        uint256 burnt = amount - shared;

        emit StakeSlashed(provider, operator, taskId, amount, shares, burnt);
        if (burnt > 0) _burn(burnt);
    }

    /// @inheritdoc IStakeVault
    function accountOf(address account) external view returns (Account memory) {
        return _accounts[account];
    }

    /// @inheritdoc IStakeVault
    function operatorOf(address provider, address operator) external view returns (Operator memory key) {
        key = _operators[provider][operator];
        uint64 today = _today();
        if (key.day != today) (key.day, key.lockedInDay) = (today, 0);
        if (!_raiseIsDue(key.raisedAt)) return key;
        (key.maxLocked, key.maxPerDay, key.active) = (key.raisedMaxLocked, key.raisedMaxPerDay, true);
        (key.raisedMaxLocked, key.raisedMaxPerDay, key.raisedAt) = (0, 0, 0);
    }

    /// @inheritdoc IStakeVault
    function mayServe(address provider, address account) external view returns (bool) {
        Operator storage key = _operators[provider][account];
        return account == provider || key.active || _raiseIsDue(key.raisedAt);
    }

    /// @inheritdoc IStakeVault
    function payeeOf(address provider) public view returns (address) {
        Payee storage payee = _payees[provider];
        address named = block.timestamp >= payee.nextAt ? payee.next : payee.current;
        return named == address(0) ? provider : named;
    }

    function _deposit(address provider, uint256 amount) internal {
        if (amount == 0) revert ZeroAmount();

        _accounts[provider].free += amount.toUint128();

        emit StakeDeposited(provider, msg.sender, amount);
        uint256 balance = _balance();
        IERC20(stakeToken).safeTransferFrom(msg.sender, address(this), amount);
        _checkMoved(_difference(_balance(), balance), amount);
    }

    /// @dev From the caller, on its way to `to`.
    function _takeCredit(address to, uint256 amount) internal {
        Account storage account = _accounts[msg.sender];
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        if (account.credit < amount) revert CreditTooLow(msg.sender, account.credit, amount);

        account.credit -= uint128(amount);
    }

    function _creditShare(Share calldata share) internal returns (uint256 amount) {
        amount = share.amount;
        if (amount == 0) return 0;
        if (share.account == address(0)) revert ZeroAddress();

        _accounts[share.account].credit += amount.toUint128();
    }

    /// @dev RULE S-3: an operator locks no more than its limits let it, at a time and in a day.
    function _useLimits(address provider, address operator, uint256 amount) internal {
        Operator storage key = _operators[provider][operator];
        _applyRaise(key);
        if (!key.active) revert OperatorNotActive(provider, operator);
        uint64 today = _today();
        uint256 locked = key.locked + amount;
        uint256 lockedInDay = (key.day == today ? key.lockedInDay : 0) + amount;
        if (locked > key.maxLocked) revert OperatorLimitExceeded(provider, operator, locked, key.maxLocked);
        if (lockedInDay > key.maxPerDay) {
            revert OperatorDayLimitExceeded(provider, operator, lockedInDay, key.maxPerDay);
        }

        key.locked = uint128(locked);
        key.lockedInDay = uint128(lockedInDay);
        key.day = today;
    }

    /// @dev Both subtractions fail by underflow if the verifier asks for more than it locked.
    function _unlock(address provider, address operator, uint256 amount) internal {
        _accounts[provider].locked -= amount.toUint128();
        if (operator != provider) _operators[provider][operator].locked -= uint128(amount);
    }

    function _applyRaise(Operator storage key) internal {
        if (!_raiseIsDue(key.raisedAt)) return;
        key.active = true;
        key.maxLocked = key.raisedMaxLocked;
        key.maxPerDay = key.raisedMaxPerDay;
        _dropRaise(key);
    }

    function _dropRaise(Operator storage key) internal {
        key.raisedMaxLocked = 0;
        key.raisedMaxPerDay = 0;
        key.raisedAt = 0;
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

    function _raiseIsDue(uint64 raisedAt) internal view returns (bool) {
        return raisedAt != 0 && block.timestamp >= raisedAt;
    }

    function _today() internal view returns (uint64) {
        return uint64(block.timestamp / 1 days);
    }

    /// @dev Zero when the balance went the other way.
    function _difference(uint256 larger, uint256 smaller) internal pure returns (uint256) {
        return larger > smaller ? larger - smaller : 0;
    }
}
