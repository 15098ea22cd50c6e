// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Hash of everything that was asked for (`taskIdOf`). An acceptance or a result that names it answers this request and no other,
/// whatever a reorganisation makes of the order of requests; and whoever reads a task from a node can hold it against its id.
type TaskId is bytes32;

using {id} for TaskId global;

function id(TaskId self) pure returns (bytes32) {
    return TaskId.unwrap(self);
}

enum TaskState {
    None,
    Requested,
    Accepted,
    Submitted,
    Final,
    Refuted,
    Expired,
    Cancelled
}

/// @notice What a verdict rests on. Only Exact is served today; the task record carries the level from the start.
enum AssuranceLevel {
    Exact,
    Proven,
    Audited,
    Attested
}

/// @notice Eager: the result commits to its whole trace. OnDemand: to input and output, and to the trace when somebody asks.
enum TraceMode {
    Eager,
    OnDemand
}

/// @notice What a client asks for. Amounts are in the smallest unit of their token, times in seconds.
struct TaskTerms {
    bytes32 modelId;
    /// list root over the input tensors' roots
    bytes32 inputRoot;
    /// sha256 of the input tensors' bytes, concatenated: where a store finds them
    bytes32 inputDigest;
    /// the only account that may accept; zero: any
    address provider;
    uint32 acceptSec;
    uint32 submitSec;
    uint32 windowSec;
    /// token of the price
    address token;
    AssuranceLevel level;
    TraceMode traceMode;
    /// any number that the client has not used with these terms: requests that differ in nothing else are different tasks
    uint64 nonce;
    uint128 price;
    /// collateral in stake token, locked from acceptance to verdict
    uint128 lock;
}

/// @notice Parameters frozen in a task when it is requested (RULE T-6). Shares are parts of 10,000 of the lock; the fee of the price.
struct Dials {
    address stepVerifier;
    uint16 feeBps;
    uint16 lateBps;
    uint16 clientShareBps;
    uint16 bountyShareBps;
    /// pays the bonds of the openings that led to a conviction back
    uint16 reserveShareBps;
}

/// @dev Fields stand in the order that packs them: a request writes eight slots.
struct Task {
    TaskTerms terms;
    Dials dials;
    address client;
    TaskState state;
    uint64 acceptBy;
    /// whose stake is locked; zero before
    address provider;
    uint64 submitBy;
    /// whose limit the lock counts against: an operator of the provider, or the provider itself (RULE S-3)
    address operator;
    uint64 finalAt;
    /// demands for parts of the trace that are not answered yet
    uint24 pendingOpenings;
    /// whether there ever was one: if not, a conviction has nobody to pay back (RULE O-5)
    bool demanded;
    bytes32 outputRoot;
    /// zero until the first opening is answered, if the trace is on demand
    bytes32 nodesRoot;
}

/// @notice RULE T-7: the id of `client`'s request of `terms` under `dials` at this chain's `verifier`. Every field is static and stands in
/// 32 bytes, as the ABI writes it. When the request was mined, and what became of it, is no part of it.
function taskIdOf(address verifier, address client, TaskTerms memory terms, Dials memory dials) view returns (TaskId) {
    return TaskId.wrap(keccak256(abi.encode(block.chainid, verifier, client, terms, dials)));
}
