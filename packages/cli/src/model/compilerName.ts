import manifest from '../../package.json' with { type: 'json' }

/** What compiled a model, in its recipe. */
export const compilerName = `assay ${manifest.version}`
