// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title The stake token
/// @notice A fixed supply, minted once; it only ever shrinks, by burning. Votes are counted by time, not by block (RULE T-2).
contract AssayToken is ERC20, ERC20Burnable, ERC20Permit, ERC20Votes {
    /// @notice One thousand million tokens of 18 decimals.
    uint256 public constant INITIAL_SUPPLY = 1e9 * 1e18;

    /// @param holder receives the whole supply
    constructor(address holder) ERC20("Assay", "ASSAY") ERC20Permit("Assay") {
        _mint(holder, INITIAL_SUPPLY);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // The name is ERC-6372's.
    // forge-lint: disable-next-line(mixed-case-function)
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Votes) {
        super._update(from, to, amount);
    }
}
