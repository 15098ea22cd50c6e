import { toHex } from '@assay/proof'
import { findTasks, readMinimumLock, registerModel } from '@assay/sdk'
import { zeroHash } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../test/support/localChain.ts'
import { runLookupModel } from '../../../test/support/lookupModel.ts'
import { requestOnce } from './requestOnce.ts'

let local: LocalChain

beforeAll(async () => {
  local = await startLocalChain()
})
afterAll(() => local?.stop())

test('an intent whose journal is lost is not paid for twice', async () => {
  const { model, trace } = runLookupModel()
  await local.dollars('client', 1_000_000n)
  const { modelId } = await registerModel(await local.as('author'), model)
  const client = await local.as('client')
  const request = {
    ...{ modelId, inputRoot: toHex(trace.inputRoot), inputDigest: zeroHash, price: 1n, id: 'canary-1' },
    ...{ acceptSec: 600, submitSec: 300, windowSec: 60, lock: await readMinimumLock(client, modelId) },
  }
  const taskId = await requestOnce(client, request)
  expect(await requestOnce(client, request)).toBe(taskId)
  expect(await findTasks(client)).toHaveLength(1)
})
