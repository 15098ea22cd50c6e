// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SpineTest} from "../support/SpineTest.sol";

contract TokensTest is SpineTest {
    function test_AssayToken_hasAFixedSupplyThatOnlyShrinks() public {
        assertEq(stakeToken.totalSupply(), 1e27, "one thousand million");
        assertEq(stakeToken.decimals(), 18, "decimals");
        stakeToken.burn(1);
        assertEq(stakeToken.totalSupply(), 1e27 - 1, "burnt");
    }

    function test_T2_AssayToken_countsVotesByTime() public {
        assertEq(stakeToken.clock(), START, "seconds");
        assertEq(stakeToken.CLOCK_MODE(), "mode=timestamp", "mode");
        vm.prank(provider);
        stakeToken.delegate(stranger);
        vm.warp(START + 1);
        assertEq(stakeToken.getPastVotes(stranger, START), 9000e18, "what the provider has not staked");
    }

    function test_LocalDollar_isMintedByItsDeployerOnly() public {
        assertEq(dollar.decimals(), 6, "decimals");
        assertEq(dollar.minter(), address(this), "minter");
        vm.expectRevert(
            abi.encodeWithSelector(bytes4(keccak256("NotMinter(address,address)")), stranger, address(this))
        );
        vm.prank(stranger);
        dollar.mint(stranger, 1);
    }
}
