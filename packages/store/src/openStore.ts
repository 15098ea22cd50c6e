import { StoreAddressInvalid } from './errors.ts'
import { fileStore } from './fileStore.ts'
import { kuboStore } from './kuboStore.ts'
import type { Store } from './Store.ts'

/** Opens `http(s)://host:port` (a Kubo RPC) or `file:///folder`. Nothing is contacted before the first call. */
export function openStore(url: string, options: { readonly timeoutMs?: number } = {}): Store {
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol === 'http:' || protocol === 'https:') return kuboStore(url, { timeoutMs: options.timeoutMs ?? 30_000 })
  if (protocol === 'file:') return fileStore(url)
  throw new StoreAddressInvalid(url)
}
