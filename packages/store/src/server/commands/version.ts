import type { Command } from '../Call.ts'
import { respond } from '../respond.ts'

export const version: Command = async ({ response }) =>
  respond(response, 200, {
    Version: '0.1.0-assay',
    Commit: '',
    Repo: '1',
    System: `${process.arch}/${process.platform}`,
    Golang: '',
  })
