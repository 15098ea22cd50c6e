import { AssayError } from '@assay/program'

export class DeploymentMissing extends AssayError {
  readonly chainId: number

  constructor(chainId: number, file: string, cause: unknown) {
    super(
      `No deployment on chain ${chainId} is known: ${file} does not exist. Deploy there first, or connect to another chain.`,
      { cause },
    )
    this.chainId = chainId
  }
}

export class DeploymentInvalid extends AssayError {
  readonly field: string

  constructor(where: string, field: string, actual: unknown, wanted: string) {
    super(
      `${where}: ${field} is ${JSON.stringify(actual) ?? 'missing'}; it must be ${wanted}. Correct it, or deploy again.`,
    )
    this.field = field
  }
}

/** A contract refused. `errorName` and `args` are the Solidity error's; the message says what to do. */
export class ContractRevert extends AssayError {
  readonly errorName: string
  readonly args: Readonly<Record<string, unknown>>

  constructor(
    errorName: string,
    args: Readonly<Record<string, unknown>>,
    message: string,
    options: { readonly cause: unknown; readonly retryable: boolean },
  ) {
    super(message, options)
    this.errorName = errorName
    this.args = args
  }
}
