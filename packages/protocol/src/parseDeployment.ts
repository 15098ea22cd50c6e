import { type Address, getAddress, isAddress } from 'viem'
import type { DeployedContracts, Deployment } from './Deployment.ts'
import { DeploymentInvalid } from './errors.ts'

const required = [
  'assayToken',
  'stakeVault',
  'programValidator',
  'modelRegistry',
  'optimisticVerifier',
  'openings',
  'openingVerifier',
  'findings',
  'quotes',
  'requestGate',
  'stepVerifier',
  'resultDelivery',
] as const
const optional = ['timelock', 'paymentToken'] as const

/** Checks every field of a deployment file; `where` is for messages. */
export function parseDeployment(text: string, where: string): Deployment {
  const file = asRecord(parseJson(text, where), '(the file)', where)
  const contracts = asRecord(file.contracts, 'contracts', where)
  const named = [...required, ...optional.filter((name) => contracts[name] !== undefined)]
  const addresses = named.map((name) => [name, addressAt(contracts, name, where)] as const)
  const genesis = file.genesis
  if (typeof genesis !== 'string' || !/^0x[0-9a-f]{64}$/.test(genesis)) {
    throw new DeploymentInvalid(where, 'genesis', genesis, 'a block hash')
  }
  return {
    chainId: countAt(file, 'chainId', where),
    startBlock: BigInt(countAt(file, 'startBlock', where)),
    genesis: genesis as `0x${string}`,
    contracts: Object.fromEntries(addresses) as unknown as DeployedContracts,
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DeploymentInvalid(where, '(the file)', cause instanceof Error ? cause.message : cause, 'JSON')
  }
}

function asRecord(value: unknown, field: string, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DeploymentInvalid(where, field, value, 'an object')
  }
  return value as Record<string, unknown>
}

function addressAt(contracts: Record<string, unknown>, name: string, where: string): Address {
  const value = contracts[name]
  if (typeof value !== 'string' || !isAddress(value, { strict: false })) {
    throw new DeploymentInvalid(where, `contracts.${name}`, value, 'an address')
  }
  return getAddress(value)
}

function countAt(file: Record<string, unknown>, field: string, where: string): number {
  const value = file[field]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new DeploymentInvalid(where, field, value, 'a whole number, not negative')
  }
  return value
}
