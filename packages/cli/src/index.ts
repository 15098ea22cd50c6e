export { type LocalSettings, localSettings, readLocalSettings } from './local/localSettings.ts'
export { up } from './local/up.ts'
export { type CliSettings, cliSettings } from './settings.ts'
