/**
 * A provider that lies: the inference worker itself, with the same settings and one more, and a trace that is changed before it
 * is committed to. Started as a process by the demonstration, or in a test through `startLyingProvider`.
 */
import {
  createLogger,
  isMain,
  kind,
  loadDotEnv,
  readSettings,
  runProcess,
  type SettingsOf,
  type SettingsTable,
} from '@assay/keeper'
import { inferenceSettings, startInferenceWorker } from '@assay/worker-inference'
import type { Logger } from 'pino'
import { parseLie } from './parseLie.ts'

export const lyingSettings = {
  ...inferenceSettings,
  lie: {
    name: 'ASSAY_LIE',
    kind: kind.text(),
    unit: 'lie',
    default: 'class',
    what: 'what is changed before it is committed to: class, byte:<node>:<offset>:<xor>[:kept|recomputed], item:<index>, outputRoot, nodesRoot',
  },
} as const satisfies SettingsTable

export type LyingSettings = SettingsOf<typeof lyingSettings>

export const startLyingProvider = (settings: LyingSettings, log: Logger = createLogger('liar', settings.logLevel)) => {
  const lie = parseLie(settings.lie)
  return startInferenceWorker(settings, log, (_task, { model, trace }) => lie(model, trace))
}

if (isMain(import.meta.url)) {
  await runProcess('liar', () => readSettings(lyingSettings, loadDotEnv('.env', process.env)), startLyingProvider)
}
