import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { formatDeployment, requestGateAbi } from '@assay/protocol'
import { localRules, sendCall } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actors, type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { runAssay } from '../../../../test/support/runAssay.ts'

let dir: string
let local: LocalChain
let environment: Record<string, string>

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'assay-keys-'))
  local = await startLocalChain()
  const deployment = path.join(dir, 'deployment.json')
  await writeFile(deployment, formatDeployment(local.deployment))
  environment = {
    ASSAY_RPC_URL: local.chain.rpcUrl,
    ASSAY_DEPLOYMENT: deployment,
    ASSAY_STORE_URL: `file://${dir}`,
    ASSAY_KEY: local.chain.accounts[actors.indexOf('provider')]!.privateKey,
  }
  await local.stakeTokens('provider', 1000n * 10n ** 18n)
})
afterAll(async () => {
  await local?.stop()
  await rm(dir, { recursive: true, force: true })
})

const assay = (...words: string[]) => runAssay(environment, words)
const json = async (...words: string[]) => {
  const { code, out, err } = await assay(...words, '--json')
  expect(code, err).toBe(0)
  return JSON.parse(out)
}

describe('an owner at the command line', () => {
  test('lets an operator serve within limits, sees what it may, and revokes it', async () => {
    const operator = local.addressOf('settler')
    expect((await assay('operator', 'show')).out).toMatch(/has no operators: assay operator set; .* after 10 s/)
    const set = await assay('operator', 'set', operator, '--max-locked', '100', '--max-per-day', '60.5')
    expect(set.out).toContain(`${operator}  may not serve`)
    expect(set.out).toMatch(/from 20.*: 100 ASSAY at a time, 60\.5 ASSAY a day/)
    await local.chain.passTime(localRules.keyDelaySec)
    const shown = await assay('operator', 'show', local.addressOf('provider'))
    expect(shown.out).toContain(`${operator}  may serve`)
    expect(shown.out).toContain('0 ASSAY of 100 ASSAY at a time')
    expect(shown.out).not.toContain('from 20')
    const [key] = await json('operator', 'show')
    expect(key).toMatchObject({ active: true, maxPerDay: '60500000000000000000' })
    expect((await assay('operator', 'revoke', operator)).out).toContain('may not serve')
    const again = await assay('operator', 'revoke', operator)
    expect(again).toMatchObject({ code: 1 })
    expect(again.err).toContain('may not serve for')
  })

  test('names a payee, who is paid after the key delay', async () => {
    const [self, payee] = [local.addressOf('provider'), local.addressOf('author')]
    expect((await assay('payee', 'show')).out).toContain('(itself)')
    expect((await assay('payee', 'set', payee)).out).toContain(`payee: ${payee}, in 10 s; until then ${self}`)
    await local.chain.passTime(localRules.keyDelaySec)
    expect(await json('payee', 'show')).toMatchObject({ payee })
    expect((await assay('payee', 'set', payee)).out).toContain('now')
  })

  test('tops up another stake, and takes its own out in parts', async () => {
    await json('stake', 'deposit', '100')
    await json('stake', 'deposit', '7', '--for', local.addressOf('liar'))
    expect(await json('account', 'show', local.addressOf('liar'))).toMatchObject({ free: '7000000000000000000' })
    await json('stake', 'unbond', '50')
    await local.chain.passTime(localRules.unbondingSec)
    const part = await assay('stake', 'withdraw', '20', '--to', local.addressOf('author'))
    expect(part.out).toContain(`withdrawn 20 ASSAY to ${local.addressOf('author')}`)
    expect(await json('account', 'show', local.addressOf('author'))).toMatchObject({
      stakeBalance: '20000000000000000000',
    })
    expect((await assay('stake', 'withdraw', '31')).err).toContain('Withdraw less')
    expect(await json('stake', 'withdraw')).toMatchObject({ amount: '30000000000000000000', left: '0' })
  })

  test('is told of a mistake before anything is sent', async () => {
    expect(await assay('operator', 'set', '0x12', '--max-locked', '1', '--max-per-day', '1')).toMatchObject({ code: 2 })
    expect((await assay('payee', 'set', 'me')).err).toContain('must be an address')
    const itself = await assay(
      'operator',
      'set',
      local.addressOf('provider'),
      '--max-locked',
      '1',
      '--max-per-day',
      '1',
    )
    expect(itself.err).toContain('is the owner itself')
  })

  test('who is guardian stops new tasks and takes it back, and everybody reads why', async () => {
    const { requestGate } = local.deployment.contracts
    const deployer = await local.as('deployer')
    const args = [local.addressOf('provider'), 'appointed'] as const
    await sendCall(deployer, { address: requestGate, abi: requestGateAbi, functionName: 'setGuardian', args })
    const day = ['guardian', 'stop', '86400', '--reason', 'a model answers nonsense']
    expect((await assay(...day)).out).toMatch(/new tasks {3}refused until 20.*: "a model answers nonsense"/)
    const doctor = await assay('doctor')
    expect(doctor.out).toContain('stopped by the guardian until 20')
    expect(doctor).toMatchObject({ code: 1 })
    expect((await assay('guardian', 'lift', '--reason', 'a false alarm')).out).toContain('new tasks   admitted')
    expect((await assay(...day)).err).toContain('may not stop new tasks again yet')
    expect(await json('guardian', 'show')).toMatchObject({ guardian: local.addressOf('provider') })
  })

  test('sees every bound in the doctor’s report', async () => {
    const { out } = await assay('doctor')
    expect(out).toContain('openings: answer 60 s, then 60 s, at least 2 s between answers, bonds from 1 gwei a gas')
    expect(out).toContain('stake unbonds in 604800 s; keys grow stronger after 10 s; finders reveal within 60 s')
    expect(out).toContain('a plain account owns the dials')
    expect(out).toMatch(/new tasks +admitted; guardian 0x/)
  })
})
