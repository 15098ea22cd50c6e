// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {IFindings} from "contracts/interfaces/IFindings.sol";
import {IModelRegistry} from "contracts/interfaces/IModelRegistry.sol";
import {IOpenings} from "contracts/interfaces/IOpenings.sol";
import {IOptimisticVerifier} from "contracts/interfaces/IOptimisticVerifier.sol";
import {IQuotes} from "contracts/interfaces/IQuotes.sol";
import {IRequestGate} from "contracts/interfaces/IRequestGate.sol";
import {IStakeVault} from "contracts/interfaces/IStakeVault.sol";
import {Split} from "contracts/types/Split.sol";
import {Dials} from "contracts/types/Task.sol";
import {AnyModule} from "./support/AnyModule.sol";
import {OpenVerifier} from "./support/OpenVerifier.sol";

/// @dev RULE S-4: for any lock and any dials that `setDials` takes, nothing of the lock is lost or made where no bond is paid back. That
/// at least half of it is burnt takes the arithmetic of a division, which the solver does not decide.
contract LockIsSplitWhole is Test {
    OpenVerifier internal verifier;

    function setUp() public {
        address module = address(new AnyModule());
        verifier = new OpenVerifier(
            IOptimisticVerifier.Modules(
                IStakeVault(module),
                IModelRegistry(module),
                IOpenings(module),
                IFindings(module),
                IQuotes(module),
                IRequestGate(module)
            ),
            IOptimisticVerifier.Bounds(60, 1 days, 1 days, 1 days, 1, 10_000),
            Dials(module, 0, 1_000, 1_000, 1_000, 1_000)
        );
    }

    function check_split_noBond(uint128 lock, Dials memory dials) public {
        _check(lock, dials, new IStakeVault.Share[](0));
    }

    function check_split_oneBond(uint128 lock, Dials memory dials, IStakeVault.Share memory bond) public {
        IStakeVault.Share[] memory bonds = new IStakeVault.Share[](1);
        bonds[0] = bond;
        _check(lock, dials, bonds);
    }

    function _check(uint128 lock, Dials memory dials, IStakeVault.Share[] memory bonds) internal {
        dials.stepVerifier = address(verifier.stakeVault());
        (Split memory split, IStakeVault.Share[] memory shares) = verifier.split(lock, dials, bonds);

        assert(split.toClient + split.bounty + split.bonds + split.burnt == lock);
        uint256 paid;
        for (uint256 i = 0; i < bonds.length; ++i) {
            assert(shares[3 + i].amount <= bonds[i].amount);
            paid += shares[3 + i].amount;
        }
        assert(paid == split.bonds);
        assert(shares[0].amount == split.toClient);
    }
}
