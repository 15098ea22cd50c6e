// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

enum ClaimKind {
    None,
    WrongElement,
    WrongOutput,
    WrongPadding,
    /// the whole program was run on chain and gave another root
    WrongReplay
}

/// @notice The four commitments a result stands on.
struct Claim {
    bytes32 modelId;
    bytes32 inputRoot;
    bytes32 nodesRoot;
    bytes32 outputRoot;
}

/// @notice What a fraud proof showed.
struct Fraud {
    ClaimKind kind;
    /// node index (WrongElement, WrongPadding), N - 1 (WrongOutput), 0 (WrongReplay)
    uint256 node;
    /// element index (WrongElement), byte offset in the padded tensor (WrongPadding), else 0
    uint256 element;
    /// what the provider committed, what the EVM computed
    int256 committed;
    int256 recomputed;
}
