import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDeployment, writeDeployment } from './deployments.ts'
import { type Deployment, DeploymentInvalid, DeploymentMissing, formatDeployment, parseDeployment } from './index.ts'

const address = (digit: number) => `0x${String(digit).repeat(40)}` as const
const deployment: Deployment = {
  chainId: 31337,
  startBlock: 7n,
  genesis: `0x${'ab'.repeat(32)}`,
  contracts: {
    assayToken: address(1),
    stakeVault: address(2),
    programValidator: address(7),
    modelRegistry: address(3),
    optimisticVerifier: address(4),
    openings: `0x${'12'.repeat(20)}`,
    openingVerifier: `0x${'13'.repeat(20)}`,
    findings: `0x${'14'.repeat(20)}`,
    quotes: `0x${'15'.repeat(20)}`,
    requestGate: `0x${'16'.repeat(20)}`,
    resultDelivery: `0x${'17'.repeat(20)}`,
    stepVerifier: address(5),
    timelock: address(8),
    paymentToken: address(6),
  },
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'assay-deployments-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('deployments', () => {
  it('are read as they were written', async () => {
    expect(await writeDeployment(deployment, folder)).toBe(path.join(folder, '31337.json'))
    expect(await readDeployment(31337, folder)).toEqual(deployment)
  })

  it('have no timelock and no payment token where there is none', () => {
    const { timelock: _, paymentToken: __, ...contracts } = deployment.contracts
    expect(parseDeployment(formatDeployment({ ...deployment, contracts }), 'x.json').contracts).toEqual(contracts)
    const wrong = { ...deployment, contracts: { ...contracts, timelock: '0x1' as const } }
    expect(() => parseDeployment(formatDeployment(wrong), 'x.json')).toThrow('contracts.timelock is')
  })

  it('that are missing are named by chain and file', async () => {
    const error = await readDeployment(5, folder).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DeploymentMissing)
    expect((error as Error).message).toContain(path.join(folder, '5.json'))
  })

  it('of another chain than the file name says are refused', async () => {
    await writeFile(path.join(folder, '5.json'), formatDeployment(deployment))
    await expect(readDeployment(5, folder)).rejects.toThrow('chainId is 31337; it must be 5')
  })

  it.each([
    ['not JSON', '{', '(the file)'],
    ['a list', '[]', '(the file)'],
    ['no contracts', JSON.stringify({ chainId: 1 }), 'contracts'],
    ['a bad address', formatDeployment(deployment).replace(address(3), '0x12'), 'contracts.modelRegistry'],
    ['a missing address', formatDeployment(deployment).replace('stakeVault', 'vault'), 'contracts.stakeVault'],
    ['a negative block', formatDeployment(deployment).replace('": 7', '": -7'), 'startBlock'],
    ['a short hash', formatDeployment(deployment).replace('abab', ''), 'genesis'],
  ])('with %s are refused, naming the field', (_, text, field) => {
    expect(() => parseDeployment(text, 'x.json')).toThrow(DeploymentInvalid)
    expect(() => parseDeployment(text, 'x.json')).toThrow(`x.json: ${field} is`)
  })
})
