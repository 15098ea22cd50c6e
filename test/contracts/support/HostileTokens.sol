// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev An ERC-20 whose vices are switched on one at a time.
contract HostileToken is ERC20 {
    /// units that each transfer loses on the way
    uint256 public feeOnTransfer;
    /// units that the sender loses beside the amount
    uint256 public feeOnSender;
    /// balances are divided by this much when read
    uint256 public shrink = 1;
    address public blacklisted;
    bool public lying;
    address public target;
    bytes public reentrantCall;
    bytes public reentrantRevert;

    bool public refusesZero;

    error Blacklisted(address account);
    error ZeroTransfer();

    constructor() ERC20("Hostile", "HOST") {
        _mint(msg.sender, 1e30);
    }

    function setFees(uint256 onTransfer, uint256 onSender) external {
        (feeOnTransfer, feeOnSender) = (onTransfer, onSender);
    }

    function setShrink(uint256 divisor) external {
        shrink = divisor;
    }

    function setBlacklisted(address account) external {
        blacklisted = account;
    }

    /// @dev Transfers say true and move nothing.
    function setLying(bool lying_) external {
        lying = lying_;
    }

    function setReentrantCall(address target_, bytes calldata data) external {
        (target, reentrantCall) = (target_, data);
    }

    function setRefusesZero(bool refuses) external {
        refusesZero = refuses;
    }

    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) / shrink;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (blacklisted != address(0) && (from == blacklisted || to == blacklisted)) revert Blacklisted(blacklisted);
        if (refusesZero && amount == 0) revert ZeroTransfer();
        if (lying) return;
        super._update(from, to, amount);
        if (feeOnTransfer > 0) super._update(to, address(0), feeOnTransfer);
        if (feeOnSender > 0) super._update(from, address(0), feeOnSender);
        if (reentrantCall.length > 0) {
            (bool success, bytes memory returned) = target.call(reentrantCall);
            reentrantRevert = success ? bytes("succeeded") : returned;
        }
    }
}

/// @dev As USDT: neither transfer nor transferFrom nor approve returns anything; no permit.
contract NoReturnToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor() {
        balanceOf[msg.sender] = 1e30;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
