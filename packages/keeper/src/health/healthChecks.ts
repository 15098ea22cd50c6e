/** What stands in the way of a worker's work is one of these. */
export const healthChecks = [
  'chain',
  'follower',
  'queue',
  'store',
  'wallet',
  'standing',
  'deadlines',
  'canary',
] as const

export type HealthCheckName = (typeof healthChecks)[number]
