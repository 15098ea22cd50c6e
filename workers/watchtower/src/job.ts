/** A result is what there is to check. */
export const watchtowerEvents = ['ResultSubmitted'] as const
