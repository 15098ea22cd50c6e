import {
  type CallbackView,
  type DeliveryView,
  deliverResult,
  fetchOutput,
  readDelivery,
  readModel,
  readTask,
  registerCallback,
  tryDelivery,
  withdrawCallback,
  withdrawTips,
} from '@assay/sdk'
import type { Command } from 'commander'
import { formatEther } from 'viem'
import { allowPrivateEndpoints } from '../allowPrivateEndpoints.ts'
import { connect } from '../connect.ts'
import { DeliveryRefused, UsageError } from '../errors.ts'
import { findTaskId } from '../findTaskId.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'
import { runAction } from '../terminal/runAction.ts'
import { addressOf } from './addressOf.ts'
import { parseEtherAmount, parseGas } from './amounts.ts'

interface CallbackOptions {
  readonly as?: string
  readonly json: boolean
}

const ABOUT = `
A contract with the function onResult(bytes32 taskId, bytes output) can wait for the output of a task: its client names it here, with the gas that it
needs and a tip for whoever brings the result. Once the task is Final anybody delivers it; a settler does where the tip covers the gas. The contract
should check who calls it (ResultDelivery) and which task it is: contracts/examples/DigitBounty.sol shows how.

Examples:
  $ assay callback register 0x8f2b61c0 0x5FbDB2315678afecb367f032d93F642f64180aa3 --gas 200000 --tip 0.002
  $ assay callback show 0x8f2b61c0
  $ assay callback deliver 0x8f2b61c0
  $ assay callback withdraw-tips`

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--as <role>', 'act as a role of the local network instead of the key in the settings')
    .option('--json', 'print JSON', false)

/** What happens next, and who can make it happen. */
const nextOf = ({ state, isFinal }: DeliveryView, { delivered }: CallbackView): string => {
  if (delivered) return 'nothing: it was delivered'
  if (isFinal) return 'anybody delivers it: assay callback deliver'
  if (state === 'Requested' || state === 'Accepted' || state === 'Submitted')
    return `the task is ${state}; once it is Final, anybody delivers its output`
  return `nothing to deliver: the task is ${state}. Its client takes the tip back: assay callback withdraw`
}

export const addCallback = (callback: Command): void => {
  callback.addHelpText('after', ABOUT)

  command(callback, 'register', 'name the contract that the output of your task goes to, once it is final')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .argument('<consumer>', 'address of a contract with onResult(bytes32,bytes)')
    .requiredOption('--gas <gas>', 'what its onResult needs, 30000 to 2000000: it gets that much or is not called')
    .option(
      '--tip <amount>',
      "for whoever delivers, in the chain's currency (0.002); too little, and nobody may come",
      '0',
    )
    .action((text: string, consumerText: string, options: CallbackOptions & { gas: string; tip: string }) =>
      runAction(options.json, async () => {
        const consumer = addressOf(consumerText, '<consumer>')
        const gasLimit = parseGas(options.gas, '--gas')
        const tip = parseEtherAmount(options.tip, '--tip')
        const assay = await connect(readCliSettings(), options)
        const taskId = await findTaskId(assay, text)
        const { hash } = await registerCallback(assay, taskId, { consumer, gasLimit, tip })
        return {
          text: `the output of task ${taskId} goes to ${consumer} when it is final; whoever brings it gets ${formatEther(tip)}`,
          json: { taskId, consumer, gasLimit, tip, transaction: hash },
        }
      }),
    )

  command(callback, 'show', 'which contract waits for the output of a task, and what comes next')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .action((text: string, options: CallbackOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const taskId = await findTaskId(assay, text)
        const delivery = await readDelivery(assay, taskId)
        const waiting = delivery.callback
        if (waiting === undefined)
          return { text: `no contract waits for the output of task ${taskId}`, json: { taskId, ...delivery } }
        const lines = [
          `task ${taskId}  ${delivery.state}`,
          `consumer   ${waiting.consumer}, with ${waiting.gasLimit} gas`,
          `tip        ${formatEther(waiting.tip)}`,
          `named by   ${waiting.client}`,
          `next       ${nextOf(delivery, waiting)}`,
        ]
        return { text: lines.join('\n'), json: { taskId, ...delivery } }
      }),
    )

  command(callback, 'deliver', 'bring a final output to the contract that waits for it; its tip becomes yours')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .action((text: string, options: CallbackOptions) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings, options)
        const taskId = await findTaskId(assay, text)
        const [task, { callback: waiting }] = await Promise.all([readTask(assay, taskId), readDelivery(assay, taskId)])
        if (waiting === undefined)
          throw new UsageError(`no contract waits for the output of task ${taskId}: assay callback register names one.`)
        const { program } = await readModel(assay, task.modelId)
        const output = await progress('fetching the output', () =>
          fetchOutput(assay, task, program, { allowPrivate: allowPrivateEndpoints(settings, assay) }),
        )
        const trial = await tryDelivery(assay, taskId, waiting, output)
        if (!trial.delivered) throw new DeliveryRefused(taskId, waiting.consumer, trial.why)
        const sent = await progress(`calling ${waiting.consumer}`, () => deliverResult(assay, taskId, output))
        if (!sent.delivered)
          throw new DeliveryRefused(
            taskId,
            waiting.consumer,
            'it took the result when tried, and failed in the transaction',
          )
        return {
          text: `delivered in ${sent.hash}: ${sent.receipt.gasUsed} gas, a tip of ${formatEther(sent.tip)}; assay callback withdraw-tips pays it out`,
          json: {
            taskId,
            consumer: waiting.consumer,
            tip: sent.tip,
            gas: sent.receipt.gasUsed,
            transaction: sent.hash,
          },
        }
      }),
    )

  command(callback, 'withdraw', 'take back a callback of yours that was not delivered; its tip is yours again')
    .argument('<task>', 'its id, or the first 8 or more digits of it')
    .action((text: string, options: CallbackOptions) =>
      runAction(options.json, async () => {
        const assay = await connect(readCliSettings(), options)
        const taskId = await findTaskId(assay, text)
        const { hash } = await withdrawCallback(assay, taskId)
        return {
          text: `nobody waits for the output of task ${taskId} any more; assay callback withdraw-tips pays your tip out`,
          json: { taskId, transaction: hash },
        }
      }),
    )

  command(callback, 'withdraw-tips', 'pay out the tips you earned by delivering, and those you took back')
    .option('--to <address>', 'who receives them (default: you)')
    .action((options: CallbackOptions & { to?: string }) =>
      runAction(options.json, async () => {
        const to = options.to === undefined ? undefined : addressOf(options.to, '--to')
        const assay = await connect(readCliSettings(), options)
        const { amount, hash } = await withdrawTips(assay, to)
        return {
          text: `withdrawn ${formatEther(amount)}${to === undefined ? '' : ` to ${to}`}`,
          json: { amount, ...(to === undefined ? {} : { to }), transaction: hash },
        }
      }),
    )
}
