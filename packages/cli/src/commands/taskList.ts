import { taskStates } from '@assay/protocol'
import { findTasks, type TaskView } from '@assay/sdk'
import { openStore } from '@assay/store'
import { type Command, Option } from 'commander'
import { connect } from '../connect.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { formatTable } from '../terminal/formatTable.ts'
import { runAction } from '../terminal/runAction.ts'
import { shortId } from '../terminal/shortId.ts'
import { addressOf } from './addressOf.ts'
import { formatAmount } from './amounts.ts'
import { wholeNumber } from './wholeNumber.ts'

const MOST = 10_000
const deadlines = { Requested: 'acceptBy', Accepted: 'submitBy', Submitted: 'finalAt' } as const

const deadlineOf = (task: TaskView): string => {
  const name = deadlines[task.state as keyof typeof deadlines]
  return name === undefined ? '-' : new Date(Number(task[name]) * 1_000).toISOString()
}

interface Options {
  readonly client?: string
  readonly provider?: string
  readonly model?: string
  readonly state?: TaskView['state'][]
  readonly last: string
  readonly json: boolean
}

export const addTaskList = (parent: Command): void => {
  parent
    .command('list')
    .description(
      'the newest tasks with their states, oldest first; the other commands take the ids as they are shown here',
    )
    .option('--client <address>', 'only those asked for by it')
    .option('--provider <address>', 'only those accepted by it')
    .option('--model <name or id>', 'only those of this model')
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(taskStates.slice(1)))
    .option('--last <n>', 'at most so many', '20')
    .option('--json', 'print JSON, with whole ids', false)
    .action((options: Options) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings)
        const store = openStore(settings.storeUrl)
        try {
          const tasks = await findTasks(assay, {
            ...(options.client === undefined ? {} : { client: addressOf(options.client, '--client') }),
            ...(options.provider === undefined ? {} : { provider: addressOf(options.provider, '--provider') }),
            ...(options.model === undefined ? {} : { modelId: await findModelId(assay, store, options.model) }),
            ...(options.state === undefined ? {} : { states: options.state }),
            last: wholeNumber(options.last, '--last', MOST),
          })
          const rows = await Promise.all(
            tasks.map(async (task) => [
              shortId(task.taskId),
              task.state,
              await formatAmount(assay, task.token, task.price),
              deadlineOf(task),
              task.provider ?? '-',
            ]),
          )
          return {
            text:
              rows.length === 0
                ? 'no such task; assay task request asks for one'
                : formatTable(['task', 'state', 'price', 'deadline', 'accepted by'], rows, [2]),
            json: tasks,
          }
        } finally {
          await store.close()
        }
      }),
    )
}
