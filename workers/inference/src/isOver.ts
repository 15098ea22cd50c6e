import { TaskNotFound, type TaskView } from '@assay/sdk'

const OVER: readonly TaskView['state'][] = ['Final', 'Refuted', 'Expired', 'Cancelled']

/** Whether nothing can be demanded of this provider for a task any more: it has ended, is another's, or is not there. */
export const isOver = async (read: () => Promise<TaskView>, self: string): Promise<boolean> => {
  try {
    const { state, provider } = await read()
    return OVER.includes(state) || (provider !== undefined && provider.toLowerCase() !== self.toLowerCase())
  } catch (error) {
    if (error instanceof TaskNotFound) return true
    throw error
  }
}
