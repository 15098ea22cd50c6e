import { encodeReplay, toHex } from '@assay/proof'
import { tamperTrace } from '@assay/proof/testing'
import { ContractRevert } from '@assay/protocol'
import { RpcFailed, RpcUnreachable } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { lookupModel } from '../../../test/support/lookupModel.ts'
import { honestRun, lie, nothing, world } from './testing.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

describe('judgeResult of a program that the chain can run whole', () => {
  const replaying = { ...nothing, replayGas: 2 ** 24 }
  const small = honestRun(lookupModel())
  const wrong = tamperTrace(small.model, small.honest, lie, { downstream: 'recomputed' })
  const smallWorld = (changes: Partial<WatchtowerDeps>) => {
    const w = world(wrong, changes, wrong, small)
    w.chain.task = { ...w.chain.task, inputRoot: toHex(small.honest.inputRoot) }
    return w
  }

  test('refutes a withheld lie by that, and demands nothing', async () => {
    const { replays, proofs, demands, run } = smallWorld(replaying)
    expect(await run()).toEqual({ did: 'convicted: replay' })
    expect(replays).toEqual([encodeReplay(small.model, small.honest)])
    expect([proofs, demands]).toEqual([[], []])
  })

  test('commits to it first, and looks again to reveal it', async () => {
    const committed: Uint8Array[] = []
    const finder = {
      commit: async (_: unknown, proof: Uint8Array) => void committed.push(proof),
      reveal: async () => 'revealed' as const,
    }
    const { run } = smallWorld({ ...replaying, finder })
    expect(await run()).toEqual({ did: 'convicted: replay', again: { afterMs: 0 } })
    expect(committed).toEqual([encodeReplay(small.model, small.honest)])
    expect(await run()).toEqual({ did: 'revealed' })
  })

  test('demands where that takes more gas than it may', async () => {
    const { replays, demands, run } = smallWorld({ ...nothing, replayGas: 100_000 })
    expect((await run()).did).toBe('demanded')
    expect([replays, demands.length]).toEqual([[], 1])
  })

  test.each([
    ['the chain', new ContractRevert('X', {}, 'no', { cause: undefined, retryable: false })],
    ['the node', new RpcFailed('http://127.0.0.1:1', 'oversized data', undefined)],
  ])('demands where %s refuses it, and does not try again', async (_who, refusal) => {
    let tried = 0
    const { demands, run } = smallWorld({
      ...replaying,
      replayTask: async () => {
        tried += 1
        throw refusal
      },
    })
    expect((await run()).did).toBe('demanded')
    expect((await run()).did).toBe('waits for an answer')
    expect([tried, demands.length]).toEqual([1, 1])
  })

  test('waits for a node that is away', async () => {
    const { demands, run } = smallWorld({
      ...replaying,
      replayTask: () => Promise.reject(new RpcUnreachable('http://127.0.0.1:1', 'ECONNREFUSED', undefined)),
    })
    await expect(run()).rejects.toThrow(RpcUnreachable)
    expect(demands).toEqual([])
  })

  test('proves the element where that is served and costs less', async () => {
    const { replays, proofs, run } = smallWorld({ replayGas: 2 ** 24 })
    expect(await run()).toEqual({ did: 'convicted' })
    expect([replays.length, proofs.length]).toEqual([0, 1])
  })

  test('is overtaken as with a proof', async () => {
    const w = smallWorld({
      ...replaying,
      replayTask: async () => {
        w.chain.task = { ...w.chain.task, state: 'Refuted' }
        throw new ContractRevert('TaskNotSubmitted', {}, 'too late', { cause: undefined, retryable: false })
      },
    })
    expect((await w.run()).did).toBe('overtaken: Refuted')
    expect(w.demands).toEqual([])
  })
})
