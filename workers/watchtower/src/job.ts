/** A result is what there is to check; an answer to an opening is more to check it with; a conviction is the time to say who found it. */
export const watchtowerEvents = ['ResultSubmitted', 'OpeningsChanged', 'FraudProven'] as const
