import { AssayError } from '@assay/program'
import type { Address, Hex } from 'viem'
import { nodeName } from './rpc/nodeName.ts'

export class RpcUnreachable extends AssayError {
  readonly url: string

  constructor(url: string, reason: string, cause: unknown) {
    super(
      `The chain's RPC at ${nodeName(url)} did not answer (${reason}). Check that it runs and that the address is right, then try again.`,
      {
        cause,
        retryable: true,
      },
    )
    this.url = url
  }
}

/** The RPC answered with an error that is no revert. */
export class RpcFailed extends AssayError {
  readonly url: string

  constructor(url: string, reason: string, cause: unknown) {
    super(`The chain's RPC at ${nodeName(url)} refused: ${reason}. If it persists, check the node or use another.`, {
      cause,
      retryable: true,
    })
    this.url = url
  }
}

/** The node does not give the events of a single block, however small the question. */
export class LogsRefused extends AssayError {
  readonly block: bigint

  constructor(url: string, eventName: string, block: bigint, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(
      `${nodeName(url)} does not give the ${eventName} events of block ${block} alone (${reason}). Use a node that limits its replies less (ASSAY_RPC_URL takes several), or try again.`,
      { cause, retryable: true },
    )
    this.block = block
  }
}

/** Several nodes were given, and none of them can be asked. */
export class NodesUnusable extends AssayError {
  constructor(names: string, chainId: number | undefined) {
    super(
      `None of the nodes ${names} has what is asked of chain ${chainId ?? '(unknown)'} at the moment. Check that they run and are on that chain (ASSAY_RPC_URL).`,
      { retryable: true },
    )
  }
}

export class WrongChain extends AssayError {
  readonly expected: number
  readonly actual: number

  constructor(url: string, expected: number, actual: number) {
    super(
      `${nodeName(url)} is chain ${actual}, but chain ${expected} was expected. Use an RPC of chain ${expected}, or that chain's deployment.`,
    )
    this.expected = expected
    this.actual = actual
  }
}

/** The chain has been restarted or the deployment is of another one with the same number. */
export class DeploymentStale extends AssayError {
  constructor(chainId: number, what: string) {
    super(
      `The deployment known for chain ${chainId} is not on this chain: ${what}. Deploy again, or connect to the chain it was made on.`,
    )
  }
}

export class AccountMissing extends AssayError {
  constructor() {
    super('This action sends a transaction and no account was given. Pass `account` to createAssay.')
  }
}

export class NativeBalanceTooLow extends AssayError {
  constructor(address: Address, balance: bigint, needed: bigint | undefined, cause: unknown) {
    const wanted = needed === undefined ? '' : ` and needs up to ${needed}: ${needed - balance} are missing`
    super(`${address} has ${balance} wei to pay for gas${wanted}. Send it some of the chain's currency.`, { cause })
  }
}

export class TransactionTooLarge extends AssayError {
  constructor(label: string, gas: bigint | undefined, limit: bigint) {
    super(`${label} needs ${gas ?? 'more'} gas; a transaction may use at most ${limit} (EIP-7825). Split it.`)
  }
}

/** Mined, yet reverted, though a simulation had passed: the state changed in between. */
export class TransactionReverted extends AssayError {
  readonly hash: Hex

  constructor(label: string, hash: Hex, gasUsed: bigint, gasLimit: bigint) {
    super(
      `${label} was mined and reverted (${hash}; ${gasUsed} of ${gasLimit} gas used). Read the state again and decide anew.`,
      {
        retryable: true,
      },
    )
    this.hash = hash
  }
}

export class TransactionTimedOut extends AssayError {
  readonly hashes: readonly Hex[]

  constructor(label: string, hashes: readonly Hex[], timeoutMs: number) {
    super(
      `${label} was not mined within ${timeoutMs / 1000} s (${hashes.join(', ')}). It may still be: read the state before sending again.`,
      { retryable: true },
    )
    this.hashes = hashes
  }
}

/** Another transaction of the same key kept taking the nonce. */
export class NonceContested extends AssayError {
  constructor(label: string, address: Address, attempts: number) {
    super(
      `${label} lost its nonce to other transactions of ${address} ${attempts} times. Let one process at a time send with this key, then try again.`,
      { retryable: true },
    )
  }
}

export class EventMissing extends AssayError {
  constructor(name: string, hash: Hex) {
    super(`Transaction ${hash} carries no ${name}. Check that the deployment matches this version.`)
  }
}

export class DeployDisturbed extends AssayError {
  constructor(contract: string, actual: string, expected: Address) {
    super(
      `${contract} was deployed to ${actual} instead of ${expected}: the deployer sent other transactions meanwhile. Deploy again with an account that does nothing else.`,
      { retryable: true },
    )
  }
}

export class TextTooLong extends AssayError {
  constructor(field: string, text: string, actual: number, limit: number) {
    super(`${field} "${text}" has ${actual} bytes; at most ${limit} fit. Shorten it.`)
  }
}

export class ModelNotFound extends AssayError {
  constructor(modelId: Hex) {
    super(`Model ${modelId} is not registered on this chain. Check the id and the chain, or register it.`)
  }
}

export class ManifestMissing extends AssayError {
  constructor(modelId: Hex, account: Address) {
    super(`${account} has stated no manifest for model ${modelId}. Name an account that has, or publish the model.`)
  }
}

export class ManifestInvalid extends AssayError {
  readonly field: string

  constructor(field: string, actual: unknown, wanted: string) {
    const text = JSON.stringify(actual) ?? 'missing'
    super(`The manifest's ${field} is ${text.slice(0, 100)}; it must be ${wanted}. Ask its author to publish it again.`)
    this.field = field
  }
}

/** Content from a store hashes to what the manifest says, but not to the model. */
export class ModelAltered extends AssayError {
  constructor(modelId: Hex, actual: Hex) {
    super(`The published files make model ${actual}, not ${modelId}. Use another account's manifest of this model.`)
  }
}

export class LicenceInvalid extends AssayError {
  constructor(licence: string) {
    super(
      `"${licence.slice(0, 200)}" is no SPDX licence expression of at most 128 bytes, such as "MIT OR Apache-2.0". Words belong in the manifest.`,
    )
  }
}

export class TaskNotFound extends AssayError {
  constructor(taskId: Hex) {
    super(`There is no task ${taskId} on this chain. Check the id and the chain.`)
  }
}

/** What a node shows of a task has not the id that it shows it under (RULE T-7): it is not what the client asked for. */
export class TaskAltered extends AssayError {
  readonly node: string
  readonly taskId: Hex
  /** What the shown request hashes to. */
  readonly actual: Hex

  constructor(node: string, taskId: Hex, actual: Hex) {
    super(
      `${node} shows a request under ${taskId} whose id is ${actual}: something in it is not what was asked. It is not believed; use another node (ASSAY_RPC_URL takes several).`,
      { retryable: true },
    )
    this.node = node
    this.taskId = taskId
    this.actual = actual
  }
}

/** A request was mined, and the node shows another in its place. */
export class RequestMisreported extends AssayError {
  readonly hash: Hex
  /** Of what was asked, under the dials that the node shows. */
  readonly taskId: Hex

  constructor(node: string, hash: Hex, shown: Hex, taskId: Hex) {
    super(
      `The request was sent, mined and paid for (transaction ${hash}), but ${node} shows task ${shown} there, which is not what was asked: that is task ${taskId}. Do not request it again; read task ${taskId} and the transaction from another node (ASSAY_RPC_URL takes several).`,
    )
    this.hash = hash
    this.taskId = taskId
  }
}

/** An input that a provider must not accept (RULE T-5). */
export class InputNotCanonical extends AssayError {
  constructor(what: string, actual: string, expected: string) {
    super(
      `The input is not canonical: ${what} is ${actual}, expected ${expected}. Do not accept the task; publish the input again.`,
    )
  }
}

export class InputWrongSize extends AssayError {
  constructor(actual: string, due: string) {
    super(
      `The input tensors have ${actual} bytes; this model takes ${due}. Give one tensor for each input, in its layout and dtype.`,
    )
  }
}

export class OfferMissing extends AssayError {
  constructor(modelId: Hex, provider: Address) {
    super(`${provider} has no offer for model ${modelId}, so nobody knows where it serves. Pass its endpoint.`)
  }
}

export class OutputAltered extends AssayError {
  constructor(taskId: Hex, actual: Hex, expected: Hex) {
    super(
      `The output served for task ${taskId} commits to ${actual}, not to ${expected} as on chain. Ask for it again, or do not use it.`,
    )
  }
}

export class ResultMissing extends AssayError {
  constructor(taskId: Hex, state: string) {
    super(`Task ${taskId} is ${state} and has no result. Wait for its submission.`)
  }
}

export class EndpointNotAllowed extends AssayError {
  constructor(endpoint: string, reason: string) {
    super(`The endpoint "${endpoint.slice(0, 300)}" is not used: ${reason}.`)
  }
}

export class BundleUnreachable extends AssayError {
  constructor(url: string, reason: string, cause?: unknown) {
    super(`${url} did not answer (${reason}). Try again later; if it stays so, the provider withholds it.`, {
      cause,
      retryable: true,
    })
  }
}

export class BundleMissing extends AssayError {
  readonly status: number

  constructor(url: string, status: number) {
    super(
      `${url} answered with status ${status} instead of 200. Try again later; if it stays so, the provider withholds it.`,
      {
        retryable: true,
      },
    )
    this.status = status
  }
}

export class BundleWrongSize extends AssayError {
  readonly expected: number
  /** Bytes seen before reading stopped. */
  readonly actual: number

  constructor(url: string, expected: number, actual: number) {
    super(
      `${url} served ${actual > expected ? 'at least ' : ''}${actual} bytes; exactly ${expected} are due. They were thrown away.`,
    )
    this.expected = expected
    this.actual = actual
  }
}

export class PaymentTokenMissing extends AssayError {
  constructor(chainId: number) {
    super(`The deployment on chain ${chainId} names no payment token. Name the token to pay in.`)
  }
}

/** Something that is no quote, or no terms of one. */
export class QuoteInvalid extends AssayError {
  constructor(field: string, actual: unknown, expected: string) {
    const shown = String(JSON.stringify(actual) ?? actual).slice(0, 80)
    super(`${field} of a quote is ${shown}; it has to be ${expected}.`)
  }
}

/** The provider would not give one, and says why. */
export class QuoteRefused extends AssayError {
  constructor(url: string, status: number, answer: unknown) {
    const why =
      typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : String(answer)
    super(
      `${url} gave no quote (HTTP ${status}): ${why.slice(0, 500)}. Change the terms, ask another provider, or request without a quote.`,
      { retryable: status === 503 },
    )
  }
}

/** The provider quoted for other terms than were asked for. */
export class QuoteMismatch extends AssayError {
  constructor(field: string, actual: string, asked: string) {
    super(`The quote's ${field} is ${actual}; ${asked} was asked for. It is not used; ask another provider.`)
  }
}

export class ProposersMissing extends AssayError {
  constructor() {
    super(
      'These rules put a timelock in front of every change, and nobody may propose one. Name at least one proposer: a multisig, say.',
    )
  }
}
