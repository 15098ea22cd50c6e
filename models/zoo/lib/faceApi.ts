import type { PackageFile } from './fetchPackage.ts'

/** @vladmandic/face-api (MIT): weights of its networks, and photographs. */
export const faceApi: PackageFile = {
  name: '@vladmandic/face-api',
  version: '1.7.15',
  integrity: 'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
}
