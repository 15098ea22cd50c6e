import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { ensureBuild } from '../../scripts/build/ensureBuild.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built programs. One for a run of the tests, also if somebody writes while they run. */
    programs: string
  }
}

/** Builds what tests start as processes, as `npm start` does (docs/decisions/0031). */
export default async function buildPrograms(project: TestProject): Promise<void> {
  project.provide('programs', await ensureBuild(fileURLToPath(new URL('../../', import.meta.url))))
}
