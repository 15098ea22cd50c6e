import { type Assay, fetchManifest, listModels } from '@assay/sdk'
import type { Store } from '@assay/store'
import { isHex } from 'viem'
import { UsageError } from './errors.ts'

const MODEL_ID_LENGTH = 66

/** A modelId as it is, or that of the one model whose author calls it `text`. */
export const findModelId = async (assay: Assay, store: Store, text: string): Promise<`0x${string}`> => {
  if (isHex(text) && text.length === MODEL_ID_LENGTH) return text
  const models = await listModels(assay)
  const named = await Promise.all(
    models.map(async ({ modelId, author }) => {
      // a model whose files are gone has no name to be found by
      const name = await fetchManifest(assay, store, modelId, author).then(
        (manifest) => manifest.name,
        () => undefined,
      )
      return { modelId, name }
    }),
  )
  const found = named.filter(({ name }) => name === text)
  const [only] = found
  if (only !== undefined && found.length === 1) return only.modelId
  if (found.length > 1)
    throw new UsageError(
      `${found.length} models are named "${text}": ${found.map(({ modelId }) => modelId).join(', ')}. Give the id.`,
    )
  const names = named.flatMap(({ name }) => name ?? []).join(', ')
  throw new UsageError(
    `no registered model is named "${text}" (there are: ${names || 'none'}). Give a modelId of 0x and 64 hexadecimal digits, or one of these names.`,
  )
}
