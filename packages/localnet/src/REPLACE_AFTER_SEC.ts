/**
 * After how many seconds a transaction to anvil is sent again with higher fees. anvil strands one that arrives in the moment in
 * which its predecessor is mined: its pool then waits for a nonce that has passed, for ever. A replacement frees it.
 */
export const REPLACE_AFTER_SEC = 2
