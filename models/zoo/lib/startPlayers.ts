import { type Assay, depositStake } from '@assay/sdk'
import { parseEther } from 'viem'
import { startLocalChain } from '../../../test/support/localChain.ts'

/** Who a task needs: all on one local chain, with money and stake for as many as are measured. */
export interface Players {
  readonly client: Assay
  readonly provider: Assay
  readonly watchtower: Assay
}

export async function startPlayers(): Promise<{ readonly players: Players; stop(): Promise<void> }> {
  const chain = await startLocalChain()
  try {
    await chain.stakeTokens('provider', parseEther('10000000'))
    await chain.dollars('client', 10n ** 12n)
    const players = {
      client: await chain.as('client'),
      provider: await chain.as('provider'),
      watchtower: await chain.as('watchtower'),
    }
    await depositStake(players.provider, parseEther('5000000'))
    return { players, stop: () => chain.stop() }
  } catch (error) {
    await chain.stop()
    throw error
  }
}
