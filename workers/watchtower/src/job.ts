/** A result is what there is to check; an answer to an opening is more to check it with; a conviction is the time to say who found it. */
export const watchtowerEvents = ['ResultSubmitted', 'OpeningsChanged', 'FraudProven'] as const

/** A dispute under way has the nearer deadlines: no flood of results keeps a watchtower from its next move. */
export const watchtowerPriorities = { OpeningsChanged: 0, FraudProven: 0, ResultSubmitted: 1 } as const
