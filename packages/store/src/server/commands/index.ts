import type { Command } from '../Call.ts'
import { add } from './add.ts'
import { blockGet } from './blockGet.ts'
import { blockPut } from './blockPut.ts'
import { blockStat } from './blockStat.ts'
import { cat } from './cat.ts'
import { id } from './id.ts'
import { pinAdd } from './pinAdd.ts'
import { pinLs } from './pinLs.ts'
import { pinRm } from './pinRm.ts'
import { version } from './version.ts'

/** The part of Kubo's RPC that Assay and graph-node use, by path under /api/v0/. */
export const commands: Readonly<Record<string, Command>> = {
  add,
  'block/get': blockGet,
  'block/put': blockPut,
  'block/stat': blockStat,
  cat,
  id,
  'pin/add': pinAdd,
  'pin/ls': pinLs,
  'pin/rm': pinRm,
  version,
}
