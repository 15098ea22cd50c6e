// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";

/// @dev The stake token's movements without its votes, which no ledger looks at.
contract Coin is ERC20Burnable {
    constructor() ERC20("Coin", "C") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
