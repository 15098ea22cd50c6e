import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { random as seededRandom } from '../../digits/train/random.ts'
import { FloatGraph } from '../lib/FloatGraph.ts'
import { fetchPackage } from '../lib/fetchPackage.ts'
import { ALPHABET, encodeWord, LANGUAGES, LENGTH } from '../lib/words.ts'
import { fit } from './fit.ts'
import { glorot } from './glorot.ts'

const [HIDDEN, HEADS, INNER, LAYERS, BATCH] = [128, 2, 512, 2, 64]
const VOCABULARY = ALPHABET.length + 2
const EPSILON = 1e-5
const PACKAGES = [
  {
    name: 'an-array-of-english-words',
    version: '2.0.0',
    file: 'index.json',
    integrity: 'sha512-FXnNvZSOI27kkKXeLSquhaTGP7z198UOQ4txaYO9fCfrjCh+D5SV7G7XqzEH0229+pAi4cjBEZ4WIQYgjKtO7Q==',
  },
  {
    name: 'an-array-of-french-words',
    version: '2.0.0',
    file: 'index.json',
    integrity: 'sha512-LRPhVZLteE0wrUFimKWcrEtXZcv8XiG9TArm37j7/PdO2G5f6UfgCny+ibH8CascxMXFMzTPlJcP01PgSmei8Q==',
  },
  {
    name: 'an-array-of-german-words',
    version: '1.2.0',
    file: 'words.json',
    integrity: 'sha512-RlQ6XuU0uHOs6o9aum5Wh90q7aKXBWEnyT9BSzhXxJk16kGXe/j4puhgRhM+/0WjKghdpJlFF7CNod7X/Wn1wg==',
  },
  {
    name: 'an-array-of-spanish-words',
    version: '2.0.0',
    file: 'index.json',
    integrity: 'sha512-mzTXYjlzlT6RhQWeBpXgz0mtUkR1qNra6Zx68BRsMY5uejokblFW3d0asckbds5uacO/otrFPka2dWCr65gzmg==',
  },
]

/**
 * BERT's encoder (Devlin et al. 2018) in the size of BERT-tiny: 2 layers, hidden size 128, 2 heads, inner size 512. It
 * tells a word's language by its letters. The words that it is measured with are written beside it.
 */
export async function trainEncoder(folder: URL): Promise<Uint8Array> {
  const draw = seededRandom(128)
  const lists = await Promise.all(PACKAGES.map(readWords))
  const foreign = lists.map(
    (list, i) => new Set(lists.flatMap((other, j) => (i === j ? [] : other))).size + list.length,
  )
  process.stdout.write(`encoder: ${foreign.length} lists of ${lists.map((list) => list.length).join(', ')} words\n`)
  // words of one language only, in an order of their own
  const counts = new Map<string, number>()
  for (const list of lists) for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1)
  const own = lists.map((list) =>
    shuffle(
      list.filter((word) => counts.get(word) === 1),
      draw,
    ),
  )
  const held = own.flatMap((list, language) => list.slice(0, 320).map((word) => ({ word, language })))
  const words = shuffle(held, draw)
  writeFileSync(
    new URL('words.json', folder),
    `${JSON.stringify(words.map(({ word, language }) => [word, language]))}\n`,
  )
  const training = own.map((list) => list.slice(320))

  const dense = (inner: number, outer: number) => ({
    w: glorot(draw, [inner, outer], inner, outer),
    b: tf.variable(tf.zeros([outer])),
  })
  const norm = () => ({ gamma: tf.variable(tf.ones([HIDDEN])), beta: tf.variable(tf.zeros([HIDDEN])) })
  const letters = glorot(draw, [VOCABULARY, HIDDEN], VOCABULARY, HIDDEN)
  const places = glorot(draw, [LENGTH, HIDDEN], LENGTH, HIDDEN)
  const first = norm()
  const layers = Array.from({ length: LAYERS }, () => ({
    query: dense(HIDDEN, HIDDEN),
    key: dense(HIDDEN, HIDDEN),
    value: dense(HIDDEN, HIDDEN),
    output: dense(HIDDEN, HIDDEN),
    attended: norm(),
    wide: dense(HIDDEN, INNER),
    narrow: dense(INNER, HIDDEN),
    out: norm(),
  }))
  const head = dense(HIDDEN, LANGUAGES.length)

  type Dense = ReturnType<typeof dense>
  const apply = (x: tf.Tensor2D, { w, b }: Dense) => x.matMul(w as unknown as tf.Tensor2D).add(b) as tf.Tensor2D
  const normalise = (x: tf.Tensor2D, { gamma, beta }: ReturnType<typeof norm>) => {
    const centred = x.sub(x.mean(1, true))
    return centred.div(centred.square().mean(1, true).add(EPSILON).sqrt()).mul(gamma).add(beta) as tf.Tensor2D
  }
  const gelu = (x: tf.Tensor) => {
    const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))
    return x.mul(0.5).mul(inner.tanh().add(1)) as tf.Tensor2D
  }
  const forward = (ids: Int32Array, batch: number): tf.Tensor2D => {
    // a product with one-hot rows: a gather has no gradient here
    const oneHot = new Float32Array(ids.length * VOCABULARY)
    ids.forEach((id, i) => {
      oneHot[i * VOCABULARY + id] = 1
    })
    const embedded = tf.tensor2d(oneHot, [ids.length, VOCABULARY]).matMul(letters as unknown as tf.Tensor2D)
    const placed = embedded
      .reshape([batch, LENGTH, HIDDEN])
      .add(places)
      .reshape([batch * LENGTH, HIDDEN]) as tf.Tensor2D
    let x = normalise(placed, first)
    const split = (value: tf.Tensor) =>
      value
        .reshape([batch, LENGTH, HEADS, HIDDEN / HEADS])
        .transpose([0, 2, 1, 3])
        .reshape([batch * HEADS, LENGTH, HIDDEN / HEADS]) as tf.Tensor3D
    for (const layer of layers) {
      const [q, k, v] = [layer.query, layer.key, layer.value].map((part) => split(apply(x, part))) as [
        tf.Tensor3D,
        tf.Tensor3D,
        tf.Tensor3D,
      ]
      const weights = tf.softmax(tf.matMul(q, k, false, true).mul(1 / Math.sqrt(HIDDEN / HEADS)))
      const mixed = tf
        .matMul(weights as tf.Tensor3D, v)
        .reshape([batch, HEADS, LENGTH, HIDDEN / HEADS])
        .transpose([0, 2, 1, 3])
      x = normalise(x.add(apply(mixed.reshape([batch * LENGTH, HIDDEN]) as tf.Tensor2D, layer.output)), layer.attended)
      x = normalise(x.add(apply(gelu(apply(x, layer.wide)), layer.narrow)), layer.out)
    }
    return apply(x.reshape([batch, LENGTH, HIDDEN]).mean(1) as tf.Tensor2D, head)
  }

  const variables = [
    letters,
    places,
    ...[first, ...layers.flatMap((layer) => [layer.attended, layer.out])].flatMap(({ gamma, beta }) => [gamma, beta]),
  ]
  for (const { w, b } of [
    head,
    ...layers.flatMap(({ query, key, value, output, wide, narrow }) => [query, key, value, output, wide, narrow]),
  ])
    variables.push(w, b)
  fit({
    name: 'encoder',
    steps: 900,
    peakRate: 0.0015,
    variables,
    loss() {
      const ids = new Int32Array(BATCH * LENGTH)
      const oneHot = new Float32Array(BATCH * LANGUAGES.length)
      for (let n = 0; n < BATCH; n++) {
        const language = Math.floor(draw() * LANGUAGES.length)
        const list = training[language]!
        ids.set(encodeWord(list[Math.floor(draw() * list.length)]!), n * LENGTH)
        oneHot[n * LANGUAGES.length + language] = 1
      }
      const target = tf.tensor2d(oneHot, [BATCH, LANGUAGES.length])
      return tf.losses.softmaxCrossEntropy(target, forward(ids, BATCH)) as tf.Scalar
    },
  })

  const graph = new FloatGraph()
  const constant = (name: string, variable: tf.Variable) =>
    graph.constant(name, variable.shape, variable.dataSync() as Float32Array)
  const scalar = (name: string, value: number) => graph.constant(name, [], [value])
  const project = (name: string, x: string, { w, b }: Dense) =>
    graph.add('Add', name, [
      graph.add('MatMul', `${name}_product`, [x, constant(`${name}_w`, w)]),
      constant(`${name}_b`, b),
    ])
  const layerNorm = (name: string, x: string, { gamma, beta }: ReturnType<typeof norm>) =>
    graph.add('LayerNormalization', name, [x, constant(`${name}_gamma`, gamma), constant(`${name}_beta`, beta)], {
      axis: -1,
      epsilon: { float: EPSILON },
    })
  const ids = graph.input('ids', [1, LENGTH], 6)
  const embedded = graph.add('Gather', 'letters', [constant('letters_w', letters), ids])
  let x = layerNorm('embeddings', graph.add('Add', 'placed', [embedded, constant('places', places)]), first)
  layers.forEach((layer, i) => {
    const heads = (name: string, part: Dense, perm: number[]) => {
      const shape = graph.integers(`${name}_shape`, [1, LENGTH, HEADS, HIDDEN / HEADS])
      return graph.add(
        'Transpose',
        `${name}_heads`,
        [graph.add('Reshape', `${name}_split`, [project(name, x, part), shape])],
        { perm },
      )
    }
    const q = heads(`query${i}`, layer.query, [0, 2, 1, 3])
    const k = heads(`key${i}`, layer.key, [0, 2, 3, 1])
    const v = heads(`value${i}`, layer.value, [0, 2, 1, 3])
    const scores = graph.add('Mul', `scores${i}`, [
      graph.add('MatMul', `product${i}`, [q, k]),
      scalar(`scale${i}`, 1 / Math.sqrt(HIDDEN / HEADS)),
    ])
    const mixed = graph.add('MatMul', `mixed${i}`, [graph.add('Softmax', `attention${i}`, [scores], { axis: -1 }), v])
    const joined = graph.add('Reshape', `joined${i}`, [
      graph.add('Transpose', `together${i}`, [mixed], { perm: [0, 2, 1, 3] }),
      graph.integers(`joined${i}_shape`, [1, LENGTH, HIDDEN]),
    ])
    x = layerNorm(
      `attended${i}`,
      graph.add('Add', `residual${i}`, [x, project(`output${i}`, joined, layer.output)]),
      layer.attended,
    )
    const wide = project(`wide${i}`, x, layer.wide)
    // gelu by the error function, as BERT writes it
    const erf = graph.add('Erf', `erf${i}`, [graph.add('Div', `by_root${i}`, [wide, scalar(`root${i}`, Math.SQRT2)])])
    const gate = graph.add('Mul', `gate${i}`, [wide, graph.add('Add', `one_more${i}`, [erf, scalar(`one${i}`, 1)])])
    const active = graph.add('Mul', `gelu${i}`, [gate, scalar(`half${i}`, 0.5)])
    x = layerNorm(
      `out${i}`,
      graph.add('Add', `second${i}`, [x, project(`narrow${i}`, active, layer.narrow)]),
      layer.out,
    )
  })
  const mean = graph.add('ReduceMean', 'mean', [x], { axes: [1], keepdims: 0 })
  const logits = graph.add('Gemm', 'logits', [mean, constant('head_w', head.w), constant('head_b', head.b)])
  return graph.encode(logits, [1, LANGUAGES.length])
}

async function readWords({ file, ...pack }: (typeof PACKAGES)[number]): Promise<string[]> {
  return JSON.parse(readFileSync(join(await fetchPackage(pack), file), 'utf8')) as string[]
}

function shuffle<T>(items: readonly T[], draw: () => number): T[] {
  const shuffled = [...items]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    ;[shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!]
  }
  return shuffled
}
