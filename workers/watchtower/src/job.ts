/** A result is what there is to check; an answer to an opening is more to check it with. */
export const watchtowerEvents = ['ResultSubmitted', 'OpeningsChanged'] as const
