import { AssayError } from '@assay/program'

export class PortInUse extends AssayError {
  readonly port: number

  constructor(what: string, port: number, cause: unknown) {
    super(
      `Port ${port}, wanted by ${what}, is in use. Stop the program that holds it, or choose another port (0: any free one).`,
      {
        cause,
      },
    )
    this.port = port
  }
}

export class BlockAltered extends AssayError {
  constructor(cid: string) {
    super(`block ${cid} does not hash to its CID: its file was altered. Put the content again to repair it.`)
  }
}

/** A request this server refuses; `status` is its HTTP status. */
export class RequestRefused extends AssayError {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
