import { AssayError } from '@assay/program'

/** One or more settings are missing or out of their limits; nothing was started. */
export class SettingsError extends AssayError {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.length === 1 ? problems[0]! : `${problems.length} settings are wrong:\n- ${problems.join('\n- ')}`)
    this.problems = problems
  }
}

export class QueueUnreachable extends AssayError {
  constructor(url: string, waitedMs: number, cause: unknown) {
    super(
      `the job queue at ${url} did not answer within ${waitedMs / 1000} s (${String(cause)}). Start PostgreSQL or Redis there, or set ASSAY_QUEUE_URL to one that runs.`,
      { cause, retryable: true },
    )
  }
}

/** The queue's database was there at the start, and is not now. */
export class QueueAway extends AssayError {
  constructor(cause: unknown) {
    super(
      `the job queue did not take what happened on chain (${String(cause)}). It is offered again until it does; check that PostgreSQL or Redis runs at ASSAY_QUEUE_URL.`,
      { cause, retryable: true },
    )
  }
}

export class QueueUrlUnsupported extends AssayError {
  constructor(url: string) {
    super(
      `a job queue cannot live at ${url}: the address must begin with postgres://, postgresql://, redis:// or rediss://.`,
    )
  }
}

export class JobIdInvalid extends AssayError {
  constructor(id: string) {
    super(`"${id}" cannot name a job: ids name the thing, as in task-0x9f3c…, with no colon and not only digits.`)
  }
}

export class FaultPointInvalid extends AssayError {
  constructor(spec: string, effects: readonly string[]) {
    super(
      `ASSAY_KILL_AFTER is "${spec}"; it must be an effect and how many of them, as in send:1. Effects: ${effects.join(', ')}.`,
    )
  }
}

export class MonitorPortInUse extends AssayError {
  constructor(worker: string, host: string, port: number, setting: string, cause: unknown) {
    super(
      `the ${worker}'s metrics and health cannot be served at ${host}:${port} (${String(cause)}). Stop the program that holds the port, or choose another with ${setting}; 0 takes any free one.`,
      { cause },
    )
  }
}

export class ModelTooLarge extends AssayError {
  constructor(modelId: string, bytes: number, limit: number) {
    super(
      `model ${modelId} takes ${bytes} bytes to run (inputs, constants and tensors); at most ${limit} are allowed. Raise ASSAY_MAX_MODEL_MB if this machine has the memory.`,
    )
  }
}
