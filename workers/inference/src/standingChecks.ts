import type { HealthCheck } from '@assay/keeper'

/** What keeps a provider from earning, as one check of its health. `problems` is undefined before the first look. */
export const standingChecks = (problems: readonly string[] | undefined): HealthCheck[] => {
  const name = 'standing'
  if (problems === undefined) return [{ name, ok: true, why: 'stake and offers have not been looked at yet' }]
  if (problems.length === 0) return [{ name, ok: true, why: 'stake and offers are in order' }]
  return [
    {
      name,
      ok: false,
      why: problems.join(' '),
      next: 'Each says what is missing; assay account show has the figures.',
    },
  ]
}
