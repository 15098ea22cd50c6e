/** Who uses which of the local chain's accounts. */
export const roles = ['deployer', 'author', 'provider', 'client', 'watchtower', 'settler', 'liar', 'treasury'] as const
export type Role = (typeof roles)[number]

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)
