import { type Assay, fetchOutput, readAccount } from '@assay/sdk'
import { drawDigit } from '../terminal/drawDigit.ts'
import { progress } from '../terminal/progress.ts'
import { classOf } from './classOf.ts'
import type { DemoWorld } from './DemoWorld.ts'
import { DemoFailed } from './errors.ts'
import { dollars } from './money.ts'
import { requestDigit } from './requestDigit.ts'
import { waitForTask } from './waitForTask.ts'

/** A client pays for a digit, the provider answers, the window passes, the provider is paid. Throws DemoFailed otherwise. */
export const honestDigit = async (world: DemoWorld): Promise<void> => {
  const { network, say, digits, published } = world
  const { model, manifest, modelId } = published
  const digit = digits[0]
  if (digit === undefined) throw new DemoFailed('there are no test digits')
  const client: Assay = await network.as('client')
  const provider = (await network.as('provider')).account?.address ?? '0x'
  const before = await readAccount(client, provider)

  say(`\n1. An honest answer\n\n${drawDigit(digit.pixels)}\n`)
  const taskId = await progress(
    'the client pays for its classification',
    () =>
      requestDigit({ client, store: network.store, modelId, program: model.program, provider, pixels: digit.pixels }),
    (id) => `task ${id}`,
  )
  const submitted = await progress('the provider runs it and submits the roots of its trace', () =>
    waitForTask(client, taskId, ['Submitted', 'Final']),
  )
  const output = await progress('the client fetches the output and checks it against the root on chain', () =>
    fetchOutput(client, submitted, model.program, { allowPrivate: true }),
  )
  say(`  the answer is ${classOf(manifest, output)}; the digit is a ${digit.label}`)
  await progress(`the dispute window of ${submitted.windowSec} s passes, the settler finalises`, () =>
    waitForTask(client, taskId, ['Final']),
  )
  const paid = (await readAccount(client, provider)).paymentCredit - before.paymentCredit
  if (paid <= 0n) throw new DemoFailed(`task ${taskId} is Final and the provider got nothing`)
  say(
    `  of the ${dollars(submitted.price)} in escrow the provider is paid ${dollars(paid)}, the treasury ${dollars(submitted.price - paid)}`,
  )
}
