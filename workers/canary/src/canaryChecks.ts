import type { HealthCheck } from '@assay/keeper'

/** Whether somebody watches, as one check of the canary's health. `standing`: its wrong results that nobody convicted in time. */
export const canaryChecks = (standing: number): HealthCheck[] =>
  standing === 0
    ? [{ name: 'canary', ok: true, why: 'no wrong result of its own stands unconvicted' }]
    : [
        {
          name: 'canary',
          ok: false,
          why: `${standing} wrong results of its own were convicted by nobody in time: nobody watches`,
          next: 'See to the watchtower first: docs/runbooks/canary-unconvicted.md.',
        },
      ]
