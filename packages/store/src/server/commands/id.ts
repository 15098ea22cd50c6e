import type { Command } from '../Call.ts'
import { respond } from '../respond.ts'

export const id: Command = async ({ response }) =>
  respond(response, 200, {
    ID: 'assay-store',
    PublicKey: '',
    Addresses: [],
    AgentVersion: 'assay-store/0.1.0',
    ProtocolVersion: '',
  })
