// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Commitments} from "./Commitments.sol";

/// @title The root of a whole tensor from its bytes: docs/format.md, "Commitments"
library TensorRoot {
    /// @param data all bytes of the tensor; at least one
    /// @param chunkLog2 binary logarithm of the chunk size in bytes
    function rootOf(bytes calldata data, uint256 chunkLog2) internal view returns (bytes32 root) {
        uint256 size = 1 << chunkLog2;
        uint256 chunks = (data.length + size - 1) >> chunkLog2;
        bytes memory chunk = new bytes(size);
        bytes32[] memory level = new bytes32[](1 << Commitments.depthOf(chunks));
        for (uint256 i = 0; i < chunks; ++i) {
            uint256 from = i << chunkLog2;
            uint256 length = data.length - from < size ? data.length - from : size;
            assembly ("memory-safe") {
                // plain: chunk = bytes.concat(data[from:from + length], zeros)
                let to := add(chunk, 32)
                if lt(length, size) { calldatacopy(to, calldatasize(), size) }
                calldatacopy(to, add(data.offset, from), length)
            }
            level[i] = sha256(chunk);
        }
        if (chunks < level.length) {
            bytes32 padding = sha256(new bytes(size));
            for (uint256 i = chunks; i < level.length; ++i) {
                level[i] = padding;
            }
        }
        return Commitments.listRoot(level);
    }
}
