import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convictedOnce, eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type KeeperWorld, startKeeperWorld, WINDOW_SEC } from '../support/keeperWorld.ts'
import { redisMissing } from '../support/redis.ts'
import { type Restartable, restartablePostgres, restartableRedis, restartableWay } from '../support/restartable.ts'

const missing = await redisMissing()
if (missing !== undefined) console.warn(`SKIPPED: a Redis that restarts: ${missing}`)

const queues = [
  { name: 'PostgreSQL', skip: false, start: restartablePostgres },
  { name: 'Redis, which comes back empty,', skip: missing !== undefined, start: restartableRedis },
]

for (const { name, skip, start } of queues) {
  describe.skipIf(skip)(`when ${name} goes away and comes back`, () => {
    let world: KeeperWorld
    let queue: Restartable
    let store: Restartable

    beforeAll(async () => {
      world = await startKeeperWorld(async (network) => {
        ;[queue, store] = await Promise.all([start(), restartableWay(network.environment('provider').ASSAY_STORE_URL!)])
        return { ASSAY_QUEUE_URL: queue.url, ASSAY_STORE_URL: store.url }
      })
    })
    afterAll(async () => {
      await world?.stop()
      await Promise.all([queue?.remove(), store?.remove()])
    })

    test('tasks that waited, and those that came meanwhile, are served, judged and settled once', async () => {
      const waiting = await Promise.all([world.ask(), world.ask('liar')])
      // mid-job: some of these are being accepted, computed, judged
      const running = Promise.all([world.ask(), world.ask(), world.ask('liar')])
      await queue.stop()
      const meanwhile = [...(await running), await world.ask(), await world.ask('liar')]
      await queue.start()
      const tasks = [...waiting, ...meanwhile]
      const liars = new Set([waiting[1], meanwhile[2], meanwhile[4]])
      for (const task of tasks) await world.reaches(task, liars.has(task) ? 'Refuted' : 'Submitted')
      // the settler's jobs wait for their time while the queue restarts
      await queue.stop()
      await queue.start()
      await world.network.passTime(WINDOW_SEC)
      for (const task of tasks) {
        await world.reaches(task, liars.has(task) ? 'Refuted' : 'Final')
        expect(await eventsOf(world.client, task)).toEqual(liars.has(task) ? convictedOnce : servedOnce)
      }
    })

    test('while the store cannot be reached nothing is accepted blindly, and nothing is forgotten', async () => {
      await store.stop()
      const [honest, lie] = [await world.ask(), await world.ask('liar')]
      // what the provider already holds would not show that it waits: these inputs are new
      expect((await world.reaches(honest, 'Requested')).provider).toBeUndefined()
      await store.start()
      await world.reaches(honest, 'Submitted')
      await world.reaches(lie, 'Refuted')
      await world.network.passTime(WINDOW_SEC)
      await world.reaches(honest, 'Final')
      expect(await eventsOf(world.client, honest)).toEqual(servedOnce)
    })
  })
}
