import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where tests take longest; what is not named takes a second or two. */
const LONG = ['test/adversarial/', 'test/scenarios/03', 'test/scenarios/', 'test/']

const rank = ({ project, moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((folder) => moduleId.includes(`/${folder}`))
  if (at >= 0) return at
  // last and in a row: a process is handed from one file to the next only where both share it
  return project.config.isolate ? LONG.length : LONG.length + 1
}

/** Long tests begin before short ones, which fill the gaps at the end. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => rank(a) - rank(b))
  }
}
