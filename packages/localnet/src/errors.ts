import { AssayError } from '@assay/program'

export class PortInUse extends AssayError {
  constructor(name: string, port: number, setting: string) {
    super(
      `port ${port}, wanted for ${name}, is in use. Stop the program that holds it, or choose another with ${setting}.`,
    )
  }
}

export class NoFreePort extends AssayError {
  constructor(tried: number, first: number, last: number) {
    super(
      `none of ${tried} ports from ${first} to ${last} is free. Stop what holds them, or name a port in the settings.`,
    )
  }
}

export class ProcessFailed extends AssayError {
  constructor(name: string, what: string, log: string) {
    super(`${name} ${what}. Its last words:\n${log.trimEnd() || '(none)'}`)
  }
}

export class BinaryMissing extends AssayError {
  constructor(tool: string, looked: string) {
    super(
      `no ${tool} for ${process.platform}-${process.arch} (looked for ${looked}). Run npm ci again without --omit=optional, or install Foundry and set ${tool.toUpperCase()}_BIN.`,
    )
  }
}
