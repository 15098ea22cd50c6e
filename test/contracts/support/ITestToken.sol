// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @dev What tests call of AssayToken and LocalDollar.
interface ITestToken is IERC20Metadata, IERC20Permit {
    function burn(uint256 amount) external;
    function delegate(address delegatee) external;
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
    function clock() external view returns (uint48);
    function CLOCK_MODE() external view returns (string memory);
    function mint(address to, uint256 amount) external;
    function minter() external view returns (address);
}
