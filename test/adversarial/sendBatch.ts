export interface RpcRequest {
  readonly method: string
  readonly params: readonly unknown[]
}

export interface RpcAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly message: string; readonly data?: unknown }
}

/** One HTTP request with many JSON-RPC calls; the answers in the order of the calls. */
export async function sendBatch(rpcUrl: string, requests: readonly RpcRequest[]): Promise<RpcAnswer[]> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requests.map((request, id) => ({ jsonrpc: '2.0', id, ...request }))),
  })
  const answers = (await response.json()) as RpcAnswer[] | RpcAnswer
  if (!Array.isArray(answers)) throw new TypeError(`the node refused a batch: ${answers.error?.message}`)
  return answers.sort((a, b) => a.id - b.id)
}
