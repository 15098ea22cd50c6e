import { claimKinds, optimisticVerifierAbi } from '@assay/protocol'
import { asAssayError, fetchOutput, readLogs, readTask } from '@assay/sdk'
import { drawDigit } from '../terminal/drawDigit.ts'
import { progress } from '../terminal/progress.ts'
import { classOf, nodeName } from './classOf.ts'
import type { DemoWorld } from './DemoWorld.ts'
import { DemoFailed } from './errors.ts'
import { dollars, stake } from './money.ts'
import { requestDigit } from './requestDigit.ts'
import { waitForTask } from './waitForTask.ts'

/** A lying provider answers another digit; the watchtower convicts it in one transaction. Throws DemoFailed otherwise. */
export const lyingDigit = async (world: DemoWorld): Promise<void> => {
  const { network, say, digits, published } = world
  const { model, manifest, modelId } = published
  const digit = digits[1]
  if (digit === undefined) throw new DemoFailed('there are no test digits')
  const client = await network.as('client')
  const liar = (await network.as('liar')).account?.address ?? '0x'

  say(`\n2. A lie\n\n${drawDigit(digit.pixels)}\n`)
  const taskId = await progress(
    'the client pays the lying provider for its classification',
    () =>
      requestDigit({
        client,
        store: network.store,
        modelId,
        program: model.program,
        provider: liar,
        pixels: digit.pixels,
      }),
    (id) => `task ${id}`,
  )
  await progress('the liar submits; the watchtower re-runs it, finds the lie and proves it', async () => {
    const submitted = await waitForTask(client, taskId, ['Submitted', 'Refuted'])
    // The verdict may come first; what the liar claimed is shown where it can still be had.
    await fetchOutput(client, submitted, model.program, { allowPrivate: true }).then(
      (output) => say(`  the liar answers ${classOf(manifest, output)}; the digit is a ${digit.label}`),
      (error: unknown) => say(`  (its answer could not be fetched: ${asAssayError(network.rpcUrl, error).message})`),
    )
    await waitForTask(client, taskId, ['Refuted'])
  })

  const verdicts = await readLogs(client, {
    address: client.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    eventName: 'FraudProven',
    args: { taskId },
  })
  const verdict = verdicts[0]
  if (verdict === undefined) throw new DemoFailed(`task ${taskId} is Refuted without a FraudProven event`)
  const { fraud, challenger, refund, split } = verdict.args
  const { toClient, bounty, bonds, burnt } = split
  const receipt = await client.publicClient.getTransactionReceipt({ hash: verdict.transactionHash })
  const { lock } = await readTask(client, taskId)
  say(
    [
      '',
      `  convicted in one transaction: ${receipt.transactionHash}`,
      `    claim       ${claimKinds[fraud.kind]} at ${nodeName(model, Number(fraud.node))}, element ${fraud.element}`,
      `    committed   ${fraud.committed}`,
      `    recomputed  ${fraud.recomputed}   (by the EVM, from Merkle-proven inputs and weights)`,
      `    gas         ${receipt.gasUsed.toLocaleString('en')}`,
      `    client      ${client.account?.address ?? ''} gets its ${dollars(refund)} back and ${stake(toClient)}`,
      `    challenger  ${challenger} gets ${stake(bounty)}, half of it as the finder`,
      `    burnt       ${stake(burnt)} of the liar's lock of ${stake(lock)}`,
    ].join('\n'),
  )
  if (toClient + bounty + bonds + burnt !== lock)
    throw new DemoFailed(`the slash of ${toClient + bounty + bonds + burnt} is not the lock of ${lock}`)
}
