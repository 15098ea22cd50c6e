import { TaskNotFound, type TaskView } from '@assay/sdk'

const OVER: readonly TaskView['state'][] = ['Final', 'Refuted', 'Expired', 'Cancelled']

/** Whether nothing can be demanded of this provider for a task any more: it has ended, or is another's. Undefined where the node knows no such task. */
export const isOver = async (read: () => Promise<TaskView>, self: string): Promise<boolean | undefined> => {
  try {
    const { state, provider } = await read()
    return OVER.includes(state) || (provider !== undefined && provider.toLowerCase() !== self.toLowerCase())
  } catch (error) {
    // a node that is behind, or lies, says the same of an open one
    if (error instanceof TaskNotFound) return undefined
    throw error
  }
}
