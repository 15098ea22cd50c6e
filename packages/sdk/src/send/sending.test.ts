import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localDollarAbi } from '@assay/protocol'
import { createWalletClient, encodeFunctionData, type Hex, http, numberToHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { until as untilTrue } from '../../../../test/support/until.ts'
import {
  AccountMissing,
  type Assay,
  acceptTask,
  createAssay,
  DeploymentStale,
  fileJournal,
  mintLocalDollars,
  NativeBalanceTooLow,
  RpcUnreachable,
  readBalance,
  type SideEffect,
  sendTransaction,
  TransactionReverted,
  TransactionTimedOut,
  TransactionTooLarge,
  transfer,
  WrongChain,
} from '../index.ts'

let local: LocalChain
let snapshot: unknown
let deployer: Assay
const dollars = (of: Hex) => readBalance(deployer, local.deployment.contracts.paymentToken!, of)
const target = () => privateKeyToAccount(generatePrivateKey()).address
const nonceOf = (address: Hex, blockTag: 'latest' | 'pending' = 'latest') =>
  deployer.publicClient.getTransactionCount({ address, blockTag })
const mintData = (to: Hex) => encodeFunctionData({ abi: localDollarAbi, functionName: 'mint', args: [to, 1n] })
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const until = (condition: () => Promise<boolean>) => untilTrue('what the test waits for', condition)

const poolSize = async () => Number(((await local.chain.rpc('txpool_status')) as { pending: Hex }).pending)

beforeAll(async () => {
  local = await startLocalChain()
})
afterAll(() => local?.stop())
beforeEach(async () => {
  snapshot = await local.chain.rpc('evm_snapshot')
  deployer = await local.as('deployer')
})
afterEach(async () => {
  await local.chain.rpc('anvil_dropAllTransactions')
  await local.chain.rpc('evm_setAutomine', [true])
  await local.chain.rpc('evm_revert', [snapshot])
  // reverting does not take back the base fee
  await local.chain.rpc('anvil_setNextBlockBaseFeePerGas', [numberToHex(1_000_000_000n)])
  await local.chain.mine()
})

describe('sending', () => {
  it('twenty transactions at once, from two clients of one key, uses twenty nonces in a row', async () => {
    const other = await local.as('deployer')
    const before = await nonceOf(local.addressOf('deployer'))
    const to = target()
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) => mintLocalDollars(i % 2 === 0 ? deployer : other, to, 1n)),
    )
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(20)
    expect(await dollars(to)).toBe(20n)
    expect(await nonceOf(local.addressOf('deployer'))).toBe(before + 20)
  })

  it('goes on while somebody else sends with the same key', async () => {
    const { privateKey } = local.chain.accounts[0]!
    const stranger = createWalletClient({
      account: privateKeyToAccount(privateKey),
      transport: http(local.chain.rpcUrl),
    })
    const to = target()
    let left = 15
    const disturb = async () => {
      while (left-- > 0) {
        await stranger.sendTransaction({ to, value: 1n, chain: null }).catch(() => undefined)
        await sleep(5)
      }
    }
    await Promise.all([disturb(), ...Array.from({ length: 15 }, () => mintLocalDollars(deployer, to, 1n))])
    expect(await dollars(to)).toBe(15n)
  })

  it('reverts before it costs anything', async () => {
    const before = await nonceOf(local.addressOf('client'))
    const client = await local.as('client')
    await expect(mintLocalDollars(client, target(), 1n)).rejects.toMatchObject({ errorName: 'NotMinter' })
    await expect(acceptTask(client, idOf(77))).rejects.toMatchObject({ errorName: 'UnknownTask' })
    expect(await nonceOf(local.addressOf('client'))).toBe(before)
  })

  it('raises the fees of a transaction that is not mined, until it is', async () => {
    await local.chain.rpc('evm_setAutomine', [false])
    const impatient = await local.as('deployer', { replaceAfterMs: 150 })
    const to = target()
    const sending = mintLocalDollars(impatient, to, 5n)
    await until(async () => (await poolSize()) === 1)
    const pool = async () => JSON.stringify(await local.chain.rpc('txpool_content'))
    const first = await pool()
    // more than the first form is willing to pay
    await local.chain.rpc('anvil_setNextBlockBaseFeePerGas', [numberToHex(20_000_000_000n)])
    await local.chain.rpc('evm_mine')
    await until(async () => (await pool()) !== first && (await poolSize()) === 1)
    await local.chain.rpc('evm_setAutomine', [true])
    await local.chain.rpc('evm_mine')
    const { receipt } = await sending
    expect(receipt.status).toBe('success')
    expect(receipt.effectiveGasPrice).toBeGreaterThan(10_000_000_000n)
    expect(await dollars(to)).toBe(5n)
  })

  it('does not raise fees above the ceiling', async () => {
    await local.chain.rpc('evm_setAutomine', [false])
    const ceiling = 2_000_000_000n
    const thrifty = await local.as('deployer', { replaceAfterMs: 50, maxFeePerGas: ceiling, timeoutMs: 600 })
    const error = await mintLocalDollars(thrifty, target(), 1n).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TransactionTimedOut)
    const content = (await local.chain.rpc('txpool_content')) as {
      pending: Record<string, Record<string, { maxFeePerGas: Hex }>>
    }
    for (const byNonce of Object.values(content.pending)) {
      for (const { maxFeePerGas } of Object.values(byNonce)) expect(BigInt(maxFeePerGas)).toBeLessThanOrEqual(ceiling)
    }
  })

  it('sends again when another transaction took its nonce', async () => {
    await local.chain.rpc('evm_setAutomine', [false])
    const to = target()
    const sending = mintLocalDollars(deployer, to, 9n)
    await until(async () => (await poolSize()) === 1)
    const nonce = await nonceOf(local.addressOf('deployer'))
    const thief = createWalletClient({
      account: privateKeyToAccount(local.chain.accounts[0]!.privateKey),
      transport: http(local.chain.rpcUrl),
    })
    const fees = { maxFeePerGas: 50_000_000_000n, maxPriorityFeePerGas: 20_000_000_000n }
    await thief.sendTransaction({ to, value: 1n, nonce, gas: 21_000n, ...fees, chain: null })
    await local.chain.rpc('evm_mine')
    await local.chain.rpc('evm_setAutomine', [true])
    await sending
    expect(await dollars(to)).toBe(9n)
    expect(await nonceOf(local.addressOf('deployer'))).toBe(nonce + 2)
  })

  it('waits for its confirmations, and sends again what a reorganisation dropped', async () => {
    const patient = await local.as('deployer', { confirmations: 3, replaceAfterMs: 200 })
    const to = target()
    let done = false
    const sending = mintLocalDollars(patient, to, 4n).finally(() => {
      done = true
    })
    await until(async () => (await dollars(to)) === 4n)
    await local.chain.mine(1)
    await sleep(200)
    expect(done, 'after two of three blocks').toBe(false)
    // so that nothing is mined before the test has looked
    await local.chain.rpc('evm_setAutomine', [false])
    await local.chain.rpc('anvil_rollback', [2])
    expect(await dollars(to)).toBe(0n)
    await local.chain.rpc('evm_setAutomine', [true])
    await local.chain.mine()
    await until(async () => (await dollars(to)) === 4n)
    await local.chain.mine(2)
    expect((await sending).receipt.status).toBe('success')
    expect(await dollars(to)).toBe(4n)
  })

  /** A server in front of the node: `times` says how often a request is handed on (0: the connection is cut); the last answer counts. */
  const inFront = async (times: (body: string) => number) => {
    const proxy = createServer(async (request, response) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of request) chunks.push(chunk)
      const body = Buffer.concat(chunks)
      let answer: string | undefined
      for (let i = times(body.toString()); i > 0; i--) {
        const headers = { 'content-type': 'application/json' }
        answer = await (await fetch(local.chain.rpcUrl, { method: 'POST', headers, body })).text()
      }
      if (answer === undefined) response.destroy()
      else response.end(answer)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    return {
      rpcUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      stop: () => {
        proxy.closeAllConnections()
        return new Promise((resolve) => proxy.close(resolve))
      },
    }
  }

  it('outlasts a node that is away after the broadcast', async () => {
    let away = false
    const proxy = await inFront(() => (away ? 0 : 1))
    const patient = await createAssay({
      rpcUrl: proxy.rpcUrl,
      deployment: local.deployment,
      account: local.chain.accounts[0]!.privateKey,
      onSideEffect: (name) => {
        if (name !== 'send') return
        away = true
        setTimeout(() => {
          away = false
        }, 1500)
      },
    })
    const to = target()
    expect((await mintLocalDollars(patient, to, 3n)).receipt.status).toBe('success')
    expect(await dollars(to)).toBe(3n)
    await proxy.stop()
  })

  it('that a reorganisation undid is sent again with its nonce when the same is wanted again', async () => {
    const deployer = await local.as('deployer', { timeoutMs: 10_000 })
    const to = local.addressOf('stranger')
    // fees are read for both at the same moment, so the two would be equal byte for byte
    await mintLocalDollars(deployer, to, 1n)
    const nonce = (await deployer.publicClient.getTransactionCount({ address: deployer.account!.address })) - 1
    await local.chain.rpc('anvil_reorg', [1, []])
    const { hash } = await mintLocalDollars(deployer, to, 1n)
    expect((await deployer.publicClient.getTransaction({ hash })).nonce).toBe(nonce)
  })

  it('goes on when a reorganisation has undone the one before it, which nobody sends again', async () => {
    const [earlier, later] = [target(), target()]
    // so that the follower of the second looks at the chain only when both have been undone
    let deaf = false
    const proxy = await inFront((body) => (deaf && body.includes('eth_getTransactionReceipt') ? 0 : 1))
    const patient = await createAssay({
      rpcUrl: proxy.rpcUrl,
      deployment: local.deployment,
      account: local.chain.accounts[0]!.privateKey,
      ...{ replaceAfterMs: 200, pollMs: 50 },
    })
    await mintLocalDollars(patient, earlier, 1n)
    deaf = true
    const sending = mintLocalDollars(patient, later, 2n)
    await until(async () => (await dollars(later)) === 2n)
    await local.chain.rpc('anvil_reorg', [2, []])
    expect(await Promise.all([earlier, later].map(dollars))).toEqual([0n, 0n])
    deaf = false
    expect((await sending).receipt.status).toBe('success')
    expect(await Promise.all([earlier, later].map(dollars))).toEqual([0n, 2n])
    await proxy.stop()
  })

  it('is not sent twice when a proxy repeats the broadcast and its nonce is taken by itself', async () => {
    const proxy = await inFront((body) => (body.includes('eth_sendRawTransaction') ? 2 : 1))
    const { deployment } = local
    const account = local.chain.accounts[0]!.privateKey
    const repeated = await createAssay({ rpcUrl: proxy.rpcUrl, deployment, account })
    const before = await nonceOf(local.addressOf('deployer'))
    const to = target()
    await mintLocalDollars(repeated, to, 3n)
    expect(await dollars(to)).toBe(3n)
    expect(await nonceOf(local.addressOf('deployer')), 'one transaction').toBe(before + 1)
    await proxy.stop()
  })

  it('says so when a mined transaction reverted though its simulation passed', async () => {
    await local.chain.rpc('evm_setAutomine', [false])
    const token = local.deployment.contracts.paymentToken!
    const client = await local.as('client')
    await local.chain.rpc('evm_setAutomine', [true])
    await local.dollars('client', 10n)
    await local.chain.rpc('evm_setAutomine', [false])
    const both = [transfer(client, token, target(), 10n), transfer(client, token, target(), 10n)].map((sending) =>
      sending.catch((error: unknown) => error),
    )
    await until(async () => (await poolSize()) === 2)
    await local.chain.rpc('evm_mine')
    const errors = (await Promise.all(both)).filter((outcome) => outcome instanceof Error)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ errorName: 'ERC20InsufficientBalance', args: { balance: 0n, needed: 10n } })
    expect(new TransactionReverted('f', '0x12', 1n, 2n).retryable).toBe(true)
  })

  it('names what is missing: an account, gas money, room in a block', async () => {
    const reader = await createAssay({ rpcUrl: local.chain.rpcUrl, deployment: local.deployment })
    await expect(mintLocalDollars(reader, target(), 1n)).rejects.toBeInstanceOf(AccountMissing)
    const poor = await createAssay({
      rpcUrl: local.chain.rpcUrl,
      deployment: local.deployment,
      account: generatePrivateKey(),
    })
    const broke = await transfer(poor, local.deployment.contracts.paymentToken!, target(), 0n).catch((e: unknown) => e)
    expect(broke).toBeInstanceOf(NativeBalanceTooLow)
    expect((broke as Error).message).toMatch(/has 0 wei .* needs up to (\d+): \1 are missing/)
    // JUMPDEST PUSH0 JUMP: loops until the gas is gone
    const loop = sendTransaction(deployer, { label: 'loop', data: '0x5b5f56' })
    await expect(loop).rejects.toBeInstanceOf(TransactionTooLarge)
    // PUSH0 PUSH0 REVERT
    const mute = sendTransaction(deployer, { label: 'mute', data: '0x5f5ffd' })
    await expect(mute).rejects.toMatchObject({ errorName: 'EmptyRevert' })
  })
})

describe('side effects', () => {
  it('are announced in order: sent, mined', async () => {
    const seen: SideEffect[] = []
    const watched = await local.as('deployer', {
      onSideEffect: (name) => {
        seen.push(name)
      },
    })
    await mintLocalDollars(watched, target(), 1n)
    expect(seen).toEqual(['send', 'mined'])
  })

  describe('with a journal', () => {
    let folder: string
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'assay-journal-'))
    })
    afterEach(() => rm(folder, { recursive: true }))

    class Killed extends TypeError {}
    const dying = (at: SideEffect) =>
      local.as('deployer', {
        journal: fileJournal(folder),
        onSideEffect: (name) => {
          if (name === at) throw new Killed(at)
        },
      })
    const mint = (assay: Assay, to: Hex) =>
      sendTransaction(assay, {
        label: 'mint',
        id: 'mint-1',
        to: local.deployment.contracts.paymentToken!,
        data: mintData(to),
      })

    it.each(['send', 'mined'] as const)('a process that died after "%s" sends nothing twice', async (at) => {
      const to = target()
      await expect(mint(await dying(at), to)).rejects.toBeInstanceOf(Killed)
      const restarted = await local.as('deployer', { journal: fileJournal(folder) })
      const first = await mint(restarted, to)
      expect((await mint(restarted, to)).hash, 'the same receipt for the same id').toBe(first.hash)
      expect(await dollars(to)).toBe(1n)
    })

    it('a process that died before the broadcast sends what it had signed', async () => {
      const files = fileJournal(folder)
      const to = target()
      const dead = await local.as('deployer', {
        journal: {
          ...files,
          record: async (entry) => {
            await files.record(entry)
            throw new Killed('recorded')
          },
        },
      })
      await expect(mint(dead, to)).rejects.toBeInstanceOf(Killed)
      expect(await dollars(to)).toBe(0n)
      await mint(await local.as('deployer', { journal: files }), to)
      expect(await dollars(to)).toBe(1n)
    })

    it('what was signed and lost its nonce is signed anew', async () => {
      const files = fileJournal(folder)
      const to = target()
      const dead = await local.as('deployer', {
        journal: {
          ...files,
          record: async (entry) => {
            await files.record(entry)
            throw new Killed('recorded')
          },
        },
      })
      await expect(mint(dead, to)).rejects.toBeInstanceOf(Killed)
      await mintLocalDollars(deployer, target(), 1n)
      await mint(await local.as('deployer', { journal: files }), to)
      expect(await dollars(to)).toBe(1n)
    })
  })
})

describe('connecting', () => {
  it('to the wrong chain is refused with both numbers', async () => {
    const deployment = { ...local.deployment, chainId: 1 }
    const error = await createAssay({ rpcUrl: local.chain.rpcUrl, deployment }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(WrongChain)
    expect(error).toMatchObject({ expected: 1, actual: 31337 })
  })

  it('to a chain that was started afresh is refused', async () => {
    const genesis = `0x${'12'.repeat(32)}` as const
    const stale = createAssay({ rpcUrl: local.chain.rpcUrl, deployment: { ...local.deployment, genesis } })
    await expect(stale).rejects.toBeInstanceOf(DeploymentStale)
    const contracts = { ...local.deployment.contracts, optimisticVerifier: target() }
    const empty = createAssay({ rpcUrl: local.chain.rpcUrl, deployment: { ...local.deployment, contracts } })
    await expect(empty).rejects.toThrow(/no contract is at/)
  })

  it('to an RPC that is down, or no RPC, names its address', async () => {
    const error = await createAssay({ rpcUrl: 'http://127.0.0.1:9', deployment: local.deployment }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(RpcUnreachable)
    expect((error as Error).message).toMatch(/http:\/\/127.0.0.1:9 did not answer/)
    expect(error).toMatchObject({ retryable: true, url: 'http://127.0.0.1:9' })
    const page = createServer((_request, response) => response.writeHead(404).end('<html>'))
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const rpcUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
    await expect(createAssay({ rpcUrl, deployment: local.deployment })).rejects.toThrow('HTTP status 404')
    await new Promise((resolve) => page.close(resolve))
  })
})
