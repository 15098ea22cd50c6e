import * as localnet from '@assay/localnet'

/** Who uses which of the local chain's accounts. */
export const roles = ['deployer', 'author', 'provider', 'client', 'watchtower', 'settler', 'liar', 'treasury'] as const
export type Role = (typeof roles)[number]

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** The account of a role on the local network. Its key is public. */
export const devAccount = (role: Role): localnet.DevAccount => localnet.devAccount(roles.indexOf(role))
