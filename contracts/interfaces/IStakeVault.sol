// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Every provider's stake, and what slashing made of it
/// @notice Holds the stake token only, and exactly as much as it owes: sum of free + locked + unbonding + credits.
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

    event StakeDeposited(address indexed provider, address indexed from, uint256 amount);
    event UnbondingStarted(address indexed provider, uint256 amount, uint256 unbonding, uint64 unbondsAt);
    event UnbondingCancelled(address indexed provider, uint256 amount);
    event StakeWithdrawn(address indexed provider, address indexed to, uint256 amount);
    event StakeLocked(address indexed provider, uint256 indexed taskId, uint256 amount);
    event StakeReleased(address indexed provider, uint256 indexed taskId, uint256 amount);
    /// @notice `amount` left the provider's lock: `toClient` and `toChallenger` became credits, `burnt` left the supply.
    event StakeSlashed(
        address indexed provider,
        uint256 indexed taskId,
        uint256 amount,
        address client,
        uint256 toClient,
        address challenger,
        uint256 toChallenger,
        uint256 burnt
    );
    event CreditWithdrawn(address indexed account, address indexed to, uint256 amount);

    error NotOptimisticVerifier(address caller, address expected);
    error FreeStakeTooLow(address provider, uint256 free, uint256 needed);
    error StillUnbonding(address provider, uint64 nowSec, uint64 unbondsAt);
    error NothingToWithdraw(address account);
    error CreditTooLow(address account, uint256 credit, uint256 wanted);
    error ZeroAmount();
    error ZeroAddress();
    /// @notice The token moved another amount than was asked for.
    error TokenMovedWrongAmount(address token, uint256 moved, uint256 expected);
    error UnbondingShorterThanLiability(uint256 unbondingSec, uint256 longestLiabilitySec);

    /// @notice Adds to the caller's free stake.
    function deposit(uint256 amount) external;
    /// @notice `deposit` with an EIP-2612 permit; a permit that fails falls back to the allowance.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// @notice Moves free stake to unbonding. A second call adds to the first and restarts the clock for all of it.
    function startUnbonding(uint256 amount) external;
    /// @notice Moves all unbonding stake back to free.
    function cancelUnbonding() external;
    /// @notice Pays out all unbonding stake once its time has passed.
    function withdrawStake(address to) external returns (uint256 amount);
    function withdrawCredit(address to, uint256 amount) external;

    /// @notice OptimisticVerifier only: free -> locked.
    function lock(address provider, uint256 taskId, uint256 amount) external;
    /// @notice OptimisticVerifier only: locked -> free.
    function release(address provider, uint256 taskId, uint256 amount) external;
    /// @notice OptimisticVerifier only: locked -> credits of client and challenger, and what remains of `amount` is burnt.
    function slash(
        address provider,
        uint256 taskId,
        uint256 amount,
        address client,
        uint256 toClient,
        address challenger,
        uint256 toChallenger
    ) external;

    function accountOf(address account) external view returns (Account memory);
    function stakeToken() external view returns (address);
    function unbondingSec() external view returns (uint64);
    /// @notice The only contract that may lock, release and slash.
    function optimisticVerifier() external view returns (address);
}
