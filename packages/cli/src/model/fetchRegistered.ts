import { type Assay, type FetchedModel, fetchModel } from '@assay/sdk'
import { openStore, type Store } from '@assay/store'
import type { Address } from 'viem'
import { connect } from '../connect.ts'
import { findModelId } from '../findModelId.ts'
import { readCliSettings } from '../settings.ts'
import { progress } from '../terminal/progress.ts'

export interface Registered {
  readonly assay: Assay
  readonly store: Store
  readonly fetched: FetchedModel
}

/**
 * Fetches a registered model, checked against its id, and hands it to `use` while the store is open.
 * @param text its id, or the name its author gives it
 * @param account whose manifest is taken; without one, the first that holds
 */
export const fetchRegistered = async <T>(
  text: string,
  account: Address | undefined,
  use: (registered: Registered) => Promise<T>,
): Promise<T> => {
  const settings = readCliSettings()
  const assay = await connect(settings)
  const store = openStore(settings.storeUrl)
  try {
    const modelId = await findModelId(assay, store, text)
    const fetched = await progress('fetching the model and checking it', () =>
      fetchModel(assay, store, modelId, account),
    )
    return await use({ assay, store, fetched })
  } finally {
    await store.close()
  }
}
