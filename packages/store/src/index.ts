export { checkDigest } from './checkDigest.ts'
export { cidOf } from './cidOf.ts'
export { digestOf } from './digestOf.ts'
export {
  ContentAltered,
  ContentNotFound,
  ContentTooLarge,
  DigestInvalid,
  StoreAddressInvalid,
  StoreRefused,
  StoreUnreachable,
} from './errors.ts'
export { getParts } from './getParts.ts'
export { openStore } from './openStore.ts'
export { putParts } from './putParts.ts'
export { readLimited } from './readLimited.ts'
export { type Digest, maxBlockBytes, type Store } from './Store.ts'
