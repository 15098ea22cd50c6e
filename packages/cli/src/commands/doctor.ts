import { existsSync } from 'node:fs'
import { foundryBinary } from '@assay/localnet'
import { type Assay, listModels, readAccount, readHead, readRequestGate, readRules } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { formatEther, formatGwei } from 'viem'
import { connect } from '../connect.ts'
import { type CliSettings, readCliSettings } from '../settings.ts'
import { printable } from '../terminal/printable.ts'
import { runAction } from '../terminal/runAction.ts'
import { formatAmount } from './amounts.ts'

interface Check {
  readonly name: string
  readonly ok: boolean
  /** What was found, or what is wrong and the next step. */
  readonly detail: string
}

const check = async (name: string, run: () => Promise<string> | string): Promise<Check> => {
  try {
    return { name, ok: true, detail: await run() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

const MIN_NODE = [20, 12] as const

/** What does not need a chain. */
const machineChecks = (): Promise<Check>[] => [
  check('Node', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]))
      throw new RangeError(`${process.version}; ${MIN_NODE.join('.')} or newer is needed. Install it.`)
    return process.version
  }),
  check('ONNX Runtime', async () => (await import('@assay/executor/runtime')).ortVersion()),
  check('anvil', () => {
    const file = foundryBinary('anvil')
    if (!existsSync(file))
      throw new RangeError(`${file} is not there. Run node scripts/setup.mjs, or correct ANVIL_BIN.`)
    return 'found'
  }),
]

const STORE_PROBE = new TextEncoder().encode('assay doctor')

const storeCheck = (settings: CliSettings): Promise<Check> =>
  check('content store', async () => {
    const store = openStore(settings.storeUrl)
    try {
      const digest = await store.put(STORE_PROBE)
      await store.get(digest, { maxBytes: STORE_PROBE.length })
      return `${settings.storeUrl} stores and returns`
    } finally {
      await store.close()
    }
  })

/** What a connected chain says. */
const chainChecks = (assay: Assay): Promise<Check>[] => [
  check('head', async () => {
    const { number, timestamp } = await readHead(assay)
    return `block ${number}, ${new Date(Number(timestamp) * 1000).toISOString()}`
  }),
  check('rules', async () => {
    const { bounds, dials, openings, ...rules } = await readRules(assay)
    const percent = (bps: number) => `${bps / 100} %`
    return [
      `window ${bounds.minWindowSec} to ${bounds.maxWindowSec} s, submit up to ${bounds.maxSubmitSec} s, accept up to ${bounds.maxAcceptSec} s`,
      `openings: answer ${openings.responseSec} s, then ${openings.graceSec} s, at least ${openings.perAnswerSec} s between answers, bonds from ${formatGwei(openings.bondFloorWei)} gwei a gas`,
      `stake unbonds in ${rules.unbondingSec} s; keys grow stronger after ${rules.keyDelaySec} s; finders reveal within ${rules.revealSec} s`,
      `of a lock: late ${percent(dials.lateBps)}, client ${percent(dials.clientShareBps)}, challenger and finder ${percent(dials.bountyShareBps)}, openings up to ${percent(dials.reserveShareBps)}; fee ${percent(dials.feeBps)} of the price (never above ${percent(bounds.maxFeeBps)})`,
      rules.timelockSec === undefined
        ? 'a plain account owns the dials'
        : `changes wait ${rules.timelockSec} s in the timelock`,
    ].join('; ')
  }),
  check('new tasks', async () => {
    const { stop, guardian, nextStopAt } = await readRequestGate(assay)
    const date = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString()
    if (stop !== undefined)
      throw new RangeError(
        `stopped by the guardian until ${date(stop.until)}: "${printable(stop.reason)}". Wait; tasks under way are untouched.`,
      )
    if (guardian === undefined) return 'admitted; there is no guardian'
    return `admitted; guardian ${guardian} may stop them ${nextStopAt === 0n ? 'at any time' : `from ${date(nextStopAt)} on`}`
  }),
  check('models', async () => {
    const count = (await listModels(assay)).length
    return count === 0 ? 'none registered yet: assay model compile, then assay model register' : `${count} registered`
  }),
  check('account', async () => {
    if (assay.account === undefined)
      return 'none: only reading works. Set ASSAY_KEYSTORE, or use --as on the local network'
    const { address } = assay.account
    const { native, free, locked, paymentBalance } = await readAccount(assay, address)
    if (native === 0n)
      throw new RangeError(`${address} has nothing to pay for gas. Send it some of the chain's currency.`)
    const { assayToken, paymentToken } = assay.contracts
    const payment = paymentToken === undefined ? '' : `, ${await formatAmount(assay, paymentToken, paymentBalance)}`
    return `${address}: ${formatEther(native)} for gas${payment}, stake ${await formatAmount(assay, assayToken, free)} free and ${await formatAmount(assay, assayToken, locked)} locked`
  }),
]

export const addDoctor = (command: Command): void => {
  command
    .option('--as <role>', 'check as a role of the local network')
    .option('--json', 'print JSON', false)
    .action((options: { as?: string; json: boolean }) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        let assay: Assay | undefined
        const checks = [
          ...(await Promise.all(machineChecks())),
          await check('chain and contracts', async () => {
            assay = await connect(settings, options)
            return `${settings.rpcUrl}, chain ${assay.chainId}, OptimisticVerifier ${assay.contracts.optimisticVerifier}`
          }),
          await storeCheck(settings),
        ]
        if (assay !== undefined) checks.push(...(await Promise.all(chainChecks(assay))))
        const bad = checks.filter(({ ok }) => !ok).length
        const lines = checks.map(({ name, ok, detail }) => `${ok ? '✓' : '✗'} ${name.padEnd(20)} ${detail}`)
        const last =
          bad === 0
            ? 'nothing is missing'
            : `${bad} to mend${assay === undefined ? '; without a chain, npm start makes a local one' : ''}`
        return { text: [...lines, '', last].join('\n'), json: checks, exitCode: bad === 0 ? 0 : 1 }
      }),
    )
}
