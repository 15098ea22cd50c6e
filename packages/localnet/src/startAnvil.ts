import { assertPortFree } from './assertPortFree.ts'
import { ProcessFailed } from './errors.ts'
import { foundryBinary } from './foundryBinary.ts'
import { freePort } from './freePort.ts'
import { type RunningProcess, startProcess } from './startProcess.ts'

const START_TIMEOUT_MS = 120_000

/**
 * Blocks whose state is kept, which is how deep a reorganisation may go; blocks, receipts and events are kept all. Told nothing, anvil writes
 * every state to a file in the user's home, a third of a megabyte each, and leaves them there when it ends.
 */
const STATES = 128

export interface Anvil {
  readonly url: string
  readonly port: number
  readonly process: RunningProcess
  stop(): Promise<void>
}

export interface AnvilOptions {
  /** Default: a free one. */
  readonly port?: number
  /** Seconds between blocks; default: a block for every transaction. */
  readonly blockTimeSec?: number
  readonly accounts?: number
  readonly logFile?: string
  readonly onUnexpectedExit?: (error: ProcessFailed) => void
  /** More arguments of `anvil`. */
  readonly args?: readonly string[]
}

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
    })
    return response.ok
  } catch {
    return false
  }
}

/**
 * Starts an Ethereum node for development on 127.0.0.1: chain 31337, hardfork osaka (calldata floor EIP-7623, transaction cap of
 * 2^24 gas EIP-7825), the well-known test mnemonic's accounts.
 */
export const startAnvil = async (options: AnvilOptions = {}): Promise<Anvil> => {
  const port = options.port ?? (await freePort())
  if (options.port !== undefined) await assertPortFree('the Ethereum node', port, 'ASSAY_RPC_PORT')
  const url = `http://127.0.0.1:${port}`
  let failure: ProcessFailed | undefined
  const process = startProcess({
    name: 'anvil',
    command: foundryBinary('anvil'),
    args: [
      ...['--host', '127.0.0.1', '--port', String(port), '--hardfork', 'osaka', '--enable-tx-gas-limit', '--silent'],
      ...['--accounts', String(options.accounts ?? 20), '--prune-history', String(STATES)],
      ...(options.blockTimeSec === undefined ? [] : ['--block-time', String(options.blockTimeSec)]),
      ...(options.args ?? []),
    ],
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    onUnexpectedExit: (error) => {
      failure = error
      options.onUnexpectedExit?.(error)
    },
  })
  const end = Date.now() + START_TIMEOUT_MS
  while (!(await answers(url))) {
    if (failure !== undefined) throw failure
    if (Date.now() > end) {
      await process.stop()
      throw new ProcessFailed(
        'anvil',
        `did not answer at ${url} within ${START_TIMEOUT_MS / 1000} s`,
        process.lastWords(),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return { url, port, process, stop: () => process.stop() }
}
