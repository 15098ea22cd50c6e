import { fetchManifest, listModels, listOffers } from '@assay/sdk'
import { openStore } from '@assay/store'
import type { Command } from 'commander'
import { connect } from '../connect.ts'
import { readCliSettings } from '../settings.ts'
import { formatTable } from '../terminal/formatTable.ts'
import { runAction } from '../terminal/runAction.ts'

export const addModelList = (parent: Command): void => {
  parent
    .command('list')
    .description('registered models, with the name their author gives them and how many active offers they have')
    .option('--json', 'print JSON', false)
    .action((options: { json: boolean }) =>
      runAction(options.json, async () => {
        const settings = readCliSettings()
        const assay = await connect(settings)
        const store = openStore(settings.storeUrl)
        try {
          const models = await Promise.all(
            (await listModels(assay)).map(async ({ modelId, author }) => ({
              modelId,
              author,
              name: await fetchManifest(assay, store, modelId, author).then(
                (manifest) => manifest.name,
                () => null,
              ),
              offers: (await listOffers(assay, modelId)).filter((offer) => offer.active).length,
            })),
          )
          const rows = models.map(({ modelId, author, name, offers }) => [
            modelId,
            name ?? '(no manifest)',
            String(offers),
            author,
          ])
          return {
            text:
              rows.length === 0
                ? 'no model is registered yet; assay model register <dir> does it'
                : formatTable(['modelId', 'name', 'offers', 'author'], rows, [2]),
            json: models,
          }
        } finally {
          await store.close()
        }
      }),
    )
}
