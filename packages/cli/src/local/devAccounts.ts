import * as localnet from '@assay/localnet'
import { type Role, roles } from './roles.ts'

/** The account of a role on the local network. Its key is public. */
export const devAccount = (role: Role): localnet.DevAccount => localnet.devAccount(roles.indexOf(role))
