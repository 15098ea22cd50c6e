/** What is started as a process or as a thread, by the name of its built file. */
export const programs = {
  assay: 'packages/cli/src/bin.ts',
  start: 'scripts/start.ts',
  inference: 'workers/inference/src/index.ts',
  watchtower: 'workers/watchtower/src/index.ts',
  settler: 'workers/settler/src/index.ts',
  canary: 'workers/canary/src/index.ts',
  // the demonstration starts it
  lyingProvider: 'test/actors/lyingProvider.ts',
  memoryChild: 'bench/memoryChild.ts',
  sessionWorker: 'packages/executor/src/hosting/sessionWorker.mjs',
  hashWorker: 'packages/executor/src/hashing/hashWorker.mjs',
}
