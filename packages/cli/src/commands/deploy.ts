import { requireSafeKey } from '@assay/keeper/keys'
import { writeDeployment } from '@assay/protocol/deployments'
import { createChain, deploy, localRules, publicRules } from '@assay/sdk'
import type { Command } from 'commander'
import { accountFor, LOCAL_CHAIN_ID } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'
import { addressOf } from './addressOf.ts'

interface DeployOptions {
  readonly rules: string
  readonly paymentToken: readonly string[]
  readonly treasury?: string
  readonly proposer: readonly string[]
  readonly executor: readonly string[]
  readonly guardian?: string
  readonly as?: string
  readonly json: boolean
}

const RULES = { local: localRules, public: publicRules } as const

export const addDeploy = (command: Command): void => {
  command
    .requiredOption(
      '--rules <local or public>',
      'windows and bounds: local allows windows of a second and is owned by the deployer; public allows none below six hours and is owned by a timelock',
    )
    .option(
      '--payment-token <address...>',
      'tokens that tasks may be paid in (default, on the local chain only: a dollar of its own)',
      [],
    )
    .option('--treasury <address>', 'receives the fees (default: the deployer)')
    .option(
      '--proposer <address...>',
      'who proposes and cancels changes, which wait for the timelock: a multisig, say (needed with --rules public)',
      [],
    )
    .option('--executor <address...>', 'who makes changes that are due (default: anyone)', [])
    .option('--guardian <address>', 'may stop new tasks for at most seven days (default: nobody)')
    .option('--as <role>', 'deploy as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)
    .action((options: DeployOptions) =>
      runAction(options.json, async () => {
        const rules = RULES[options.rules as keyof typeof RULES]
        if (rules === undefined) throw new UsageError(`--rules must be local or public; it is "${options.rules}".`)
        const settings = readCliSettings()
        const account = await accountFor(settings, options.as)
        if (account === undefined)
          throw new UsageError('no key to deploy with. Set ASSAY_KEYSTORE, or use --as on the local network.')
        const chain = await createChain({ rpcUrl: settings.rpcUrl, account })
        if (options.as === undefined) requireSafeKey(settings, 'ASSAY', chain.chainId)
        const paymentTokens = options.paymentToken.map((text) => addressOf(text, '--payment-token'))
        if (paymentTokens.length === 0 && chain.chainId !== LOCAL_CHAIN_ID)
          throw new UsageError(
            `chain ${chain.chainId} is not local: name the tokens that tasks may be paid in with --payment-token.`,
          )
        const proposers = options.proposer.map((text) => addressOf(text, '--proposer'))
        const executors = options.executor.map((text) => addressOf(text, '--executor'))
        const deployment = await progress('deploying the contracts', () =>
          deploy(chain, {
            rules,
            proposers,
            ...(executors.length === 0 ? {} : { executors }),
            ...(options.guardian === undefined ? {} : { guardian: addressOf(options.guardian, '--guardian') }),
            ...(paymentTokens.length === 0 ? {} : { paymentTokens }),
            ...(options.treasury === undefined ? {} : { treasury: addressOf(options.treasury, '--treasury') }),
          }),
        )
        const file = await writeDeployment(deployment)
        const lines = Object.entries(deployment.contracts).map(([name, address]) => `${name.padEnd(20)} ${address}`)
        return { text: [...lines, `written to ${file}`].join('\n'), json: { ...deployment, file } }
      }),
    )
}
