import { autoencoder } from './autoencoder.ts'
import { digits } from './digits.ts'
import { encoder } from './encoder.ts'
import { faceResnet } from './faceResnet.ts'
import { keywordSpotter } from './keywordSpotter.ts'
import { mobilenetV2 } from './mobilenetV2.ts'
import { ocrClassifier } from './ocrClassifier.ts'
import { tabular } from './tabular.ts'
import { trees } from './trees.ts'
import type { ZooModel } from './ZooModel.ts'

/** The networks that the engine is measured with. */
export const zoo: readonly ZooModel[] = [
  digits,
  ocrClassifier,
  mobilenetV2,
  faceResnet,
  keywordSpotter,
  autoencoder,
  encoder,
  tabular,
  trees,
]
