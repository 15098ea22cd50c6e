export { PortInUse } from './errors.ts'
export { type StoreServer, type StoreServerOptions, startStoreServer } from './startStoreServer.ts'
