import { JobIdInvalid } from '../errors.ts'

/** BullMQ keeps ids of digits for itself and uses the colon as its separator. */
export const checkJobId = (id: string): string => {
  if (id === '' || id.includes(':') || /^\d+$/.test(id)) throw new JobIdInvalid(id)
  return id
}
