// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @dev An account without a key: what it signed is what it was told to have signed (ERC-1271).
contract ContractWallet is IERC1271 {
    enum Manner {
        Correct,
        SaysNo,
        Reverts,
        AnswersShort
    }

    Manner public manner;
    mapping(bytes32 digest => bytes32 signatureHash) internal _signed;

    function sign(bytes32 digest, bytes calldata signature) external {
        _signed[digest] = keccak256(signature);
    }

    function setManner(Manner manner_) external {
        manner = manner_;
    }

    function call(address target, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory returned) = target.call(data);
        require(success, "the wallet's call failed");
        return returned;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (manner == Manner.SaysNo) return 0xffffffff;
        if (manner == Manner.Reverts) revert("no");
        if (manner == Manner.AnswersShort) {
            assembly ("memory-safe") {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        return _signed[digest] == keccak256(signature) ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
