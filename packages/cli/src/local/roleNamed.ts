import { UsageError } from '../errors.ts'
import { isRole, type Role, roles } from './roles.ts'

/** The role of the local network that `--as` names. */
export const roleNamed = (text: string): Role => {
  if (!isRole(text)) throw new UsageError(`there is no local role "${text}". Choose one of ${roles.join(', ')}.`)
  return text
}
