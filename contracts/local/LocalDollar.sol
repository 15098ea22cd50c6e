// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A dollar for local networks
/// @notice Its deployer prints it at will: never deploy it where money is real.
contract LocalDollar is ERC20, ERC20Permit {
    error NotMinter(address caller, address minter);

    address public immutable minter = msg.sender;

    constructor() ERC20("Local Dollar", "USDL") ERC20Permit("Local Dollar") {}

    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter(msg.sender, minter);
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
