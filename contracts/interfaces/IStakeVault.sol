// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Every provider's stake, and what slashing made of it
/// @notice Holds the stake token only, and exactly as much as it owes: sum of free + locked + unbonding + credits.
/// A provider is its owner key: its stake, its credits. It may let operators (hot keys) serve for it, each within limits: a stolen
/// operator key loses at most those (RULE S-3). What makes a key more powerful, or payments go elsewhere, waits `keyDelaySec`; what
/// makes it weaker is effective at once.
interface IStakeVault {
    struct Account {
        uint128 free;
        uint128 locked;
        uint128 unbonding;
        /// withdrawable at once: compensation and bounties
        uint128 credit;
        /// when `unbonding` may be withdrawn, seconds since 1970; 0: nothing unbonds
        uint64 unbondsAt;
    }

    /// @notice A hot key of a provider, its limits in force and what it used of them.
    struct Operator {
        /// largest sum of locks that the key may hold at a time
        uint128 maxLocked;
        /// largest sum of locks that the key may take on in one UTC day
        uint128 maxPerDay;
        /// sum of the locks it holds
        uint128 locked;
        /// sum of the locks it took on during `day`, whatever became of them
        uint128 lockedInDay;
        /// limits in force from `raisedAt` on
        uint128 raisedMaxLocked;
        uint128 raisedMaxPerDay;
        /// seconds since 1970; 0: no raise waits
        uint64 raisedAt;
        /// UTC day, counted from 1970
        uint64 day;
        bool active;
    }

    /// @notice A part of a slash that becomes `account`'s credit.
    struct Share {
        address account;
        uint256 amount;
    }

    event StakeDeposited(address indexed provider, address indexed from, uint256 amount);
    event UnbondingStarted(address indexed provider, uint256 amount, uint256 unbonding, uint64 unbondsAt);
    event UnbondingCancelled(address indexed provider, uint256 amount);
    event StakeWithdrawn(address indexed provider, address indexed to, uint256 amount);
    /// @notice `operator` is the provider itself where the owner key took the task on.
    event StakeLocked(address indexed provider, address indexed operator, bytes32 indexed taskId, uint256 amount);
    event StakeReleased(address indexed provider, address indexed operator, bytes32 indexed taskId, uint256 amount);
    /// @notice `amount` left the provider's lock: each share became a credit, `burnt` left the supply.
    event StakeSlashed(
        address indexed provider,
        address indexed operator,
        bytes32 indexed taskId,
        uint256 amount,
        Share[] shares,
        uint256 burnt
    );
    event CreditMoved(address indexed from, address indexed to, uint256 amount);
    event CreditBurnt(address indexed account, uint256 amount);
    event CreditWithdrawn(address indexed account, address indexed to, uint256 amount);
    /// @notice `maxLocked` and `maxPerDay` are in force; the raised ones are from `raisedAt` on, unless it is 0.
    event OperatorSet(
        address indexed provider,
        address indexed operator,
        uint128 maxLocked,
        uint128 maxPerDay,
        uint128 raisedMaxLocked,
        uint128 raisedMaxPerDay,
        uint64 raisedAt
    );
    event OperatorRevoked(address indexed provider, address indexed operator);
    /// @notice `payee` receives what is claimed for the provider from `effectiveAt` on.
    event PayeeSet(address indexed provider, address indexed payee, uint64 effectiveAt);

    error NotOptimisticVerifier(address caller, address expected);
    error FreeStakeTooLow(address provider, uint256 free, uint256 needed);
    error StillUnbonding(address provider, uint64 nowSec, uint64 unbondsAt);
    error NothingToWithdraw(address account);
    error UnbondingTooLow(address provider, uint256 unbonding, uint256 wanted);
    error CreditTooLow(address account, uint256 credit, uint256 wanted);
    error SharesExceedSlash(bytes32 taskId, uint256 shares, uint256 slashed);
    error OperatorNotActive(address provider, address operator);
    /// @notice `locked` is what the operator would hold with the new task.
    error OperatorLimitExceeded(address provider, address operator, uint256 locked, uint256 maxLocked);
    /// @notice `lockedInDay` is what the operator would have taken on since 00:00 UTC with the new task.
    error OperatorDayLimitExceeded(address provider, address operator, uint256 lockedInDay, uint256 maxPerDay);
    /// @notice The owner key needs no authorisation and has no limit.
    error OperatorIsProvider(address provider);
    error ZeroAmount();
    error ZeroAddress();
    /// @notice The token moved another amount than was asked for.
    error TokenMovedWrongAmount(address token, uint256 moved, uint256 expected);
    error UnbondingShorterThanLiability(uint256 unbondingSec, uint256 longestLiabilitySec);

    /// @notice Adds to the caller's free stake.
    function deposit(uint256 amount) external;
    /// @notice Adds to `provider`'s free stake; the caller pays.
    function depositFor(address provider, uint256 amount) external;
    /// @notice `deposit` with an EIP-2612 permit; a permit that fails falls back to the allowance.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// @notice Moves free stake to unbonding. A second call adds to the first and restarts the clock for all of it.
    function startUnbonding(uint256 amount) external;
    /// @notice Moves all unbonding stake back to free.
    function cancelUnbonding() external;
    /// @notice Pays out unbonding stake once its time has passed; what is left may follow at any time.
    function withdrawStake(address to, uint256 amount) external;
    function withdrawCredit(address to, uint256 amount) external;
    /// @notice Makes credit of the caller credit of `to`.
    function moveCredit(address to, uint256 amount) external;
    /// @notice Takes credit of the caller out of the supply.
    function burnCredit(uint256 amount) external;

    /// @notice Lets `operator` serve for the caller within two limits. Each is lowered at once and raised after `keyDelaySec`, the
    /// first authorisation included. A raise that still waits is dropped by whatever is set after it.
    function setOperator(address operator, uint128 maxLocked, uint128 maxPerDay) external;
    /// @notice Effective at once: the operator may nothing more, and a raise that waits is dropped. What it locked stays locked
    /// until its tasks end; only the owner key may serve them.
    function revokeOperator(address operator) external;
    /// @notice Whoever claims for the caller pays `payee`, from `keyDelaySec` on. Naming the present payee drops a change that waits.
    function setPayee(address payee) external;

    /// @notice OptimisticVerifier only: free -> locked. An `operator` other than the provider stays within its limits.
    function lock(address provider, address operator, bytes32 taskId, uint256 amount) external;
    /// @notice OptimisticVerifier only: locked -> free. `operator` is the one that locked: what it holds sinks, not what it took on today.
    function release(address provider, address operator, bytes32 taskId, uint256 amount) external;
    /// @notice OptimisticVerifier only: locked -> credits, and what remains of `amount` is burnt. `operator` as in `release`.
    /// @param shares rounded by the caller; accounts may repeat; nothing is written for a share of 0
    function slash(address provider, address operator, bytes32 taskId, uint256 amount, Share[] calldata shares) external;

    /// @notice What is free, locked, unbonding and credited, in one call.
    function accountOf(address account) external view returns (Account memory);
    /// @notice The operator as it stands now: a raise whose time has come is in force, a day that is over counts nothing.
    function operatorOf(address provider, address operator) external view returns (Operator memory);
    /// @notice Whether `account` is the provider or one of its active operators.
    function mayServe(address provider, address account) external view returns (bool);
    /// @notice Receives what is claimed for `provider`: itself, unless it named another.
    function payeeOf(address provider) external view returns (address);
    function stakeToken() external view returns (address);
    function unbondingSec() external view returns (uint64);
    /// @notice Between a raise of an operator's limits, or a change of payee, and its effect.
    function keyDelaySec() external view returns (uint64);
    /// @notice The only contract that may lock, release and slash.
    function optimisticVerifier() external view returns (address);
}
