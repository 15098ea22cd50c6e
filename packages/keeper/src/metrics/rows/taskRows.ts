import { type MetricsTable, workerNames } from '../types.ts'
import { WORK_BUCKETS } from './workBuckets.ts'

const openStates = ['Requested', 'Accepted', 'Submitted'] as const

/** Jobs and tasks. */
export const taskRows = {
  queueJobs: {
    name: 'assay_queue_jobs',
    type: 'gauge',
    unit: 'jobs',
    labels: { queue: workerNames, state: ['waiting', 'active', 'delayed', 'failed'] },
    workers: workerNames,
    help: 'jobs on the list; delayed ones wait for their time',
  },
  jobs: {
    name: 'assay_jobs_total',
    type: 'counter',
    unit: 'jobs',
    labels: { queue: workerNames, outcome: ['done', 'again', 'put_off', 'failed', 'given_up'] },
    workers: workerNames,
    help: 'runs of jobs; again: looks at its task later; put_off: an error that may need somebody; failed: a passing error, tried again; given_up: until the next scan',
  },
  jobDuration: {
    name: 'assay_job_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: { queue: workerNames },
    workers: workerNames,
    help: 'time that a run of a job took, waiting for transactions included',
    buckets: WORK_BUCKETS,
  },
  tasksHandled: {
    name: 'assay_tasks_handled_total',
    type: 'counter',
    unit: 'tasks',
    labels: { state: ['Accepted', 'Submitted', 'Final', 'Refuted', 'Expired', 'Cancelled'] },
    workers: workerNames,
    help: 'tasks that this worker itself brought into a state',
  },
  openTasks: {
    name: 'assay_open_tasks',
    type: 'gauge',
    unit: 'tasks',
    labels: { state: openStates },
    workers: workerNames,
    help: 'tasks, by state, on which this process still has something to do or to wait for',
  },
  openTaskDeadline: {
    name: 'assay_open_task_nearest_deadline_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: { state: openStates },
    workers: workerNames,
    help: "time left until the nearest deadline of those tasks, by the chain's clock; negative: it has passed; +Inf: there is none",
    initial: Number.POSITIVE_INFINITY,
  },
} as const satisfies MetricsTable
