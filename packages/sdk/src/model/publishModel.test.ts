import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { toHex } from '@assay/proof'
import { ContentAltered, ContentNotFound, openStore, type Store } from '@assay/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { lookupModel, runLookupModel } from '../../../../test/support/lookupModel.ts'
import {
  type Assay,
  decodeTensor,
  fetchFile,
  fetchInput,
  fetchModel,
  InputNotCanonical,
  InputWrongSize,
  type Manifest,
  ManifestInvalid,
  ManifestMissing,
  ModelAltered,
  ModelNotFound,
  parseManifest,
  parseRecipe,
  publishInput,
  publishModel,
  registerModel,
  stateModel,
} from '../index.ts'

const model = lookupModel()
const place = { shape: [1, 600], order: 'row-major', integer: true } as const
const meaning = { name: 'x', ...place, dtype: 'u8', scale: 0.5, zero: 10 } as const
const about = { name: 'two look-ups', description: 'for tests', licence: 'MIT', inputs: [meaning], outputs: [meaning] }
const text = new TextEncoder()

let local: LocalChain
let author: Assay
let folder: string
let store: Store
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'assay-model-'))
  store = openStore(pathToFileURL(folder).href)
  local = await startLocalChain()
  author = await local.as('author')
})
afterAll(async () => {
  await local?.stop()
  await rm(folder, { recursive: true })
})

describe('a published model', () => {
  it('is fetched whole, by its id alone, with what its author says', async () => {
    const report = { agreement: 0.99 }
    const { modelId } = await publishModel(author, store, { model, about, onnx: new Uint8Array([1, 2]), report })
    const fetched = await fetchModel(await local.as('client'), store, modelId)
    expect(toHex(fetched.model.modelId)).toBe(modelId)
    expect(fetched.model.constants).toEqual(model.constants)
    expect(fetched.manifest).toMatchObject(about)
    expect(await fetchFile(store, 'onnx', fetched.manifest.onnx!, 2)).toEqual(new Uint8Array([1, 2]))
    const reported = fetched.manifest.report!
    expect(JSON.parse(new TextDecoder().decode(await fetchFile(store, 'report', reported, reported.bytes)))).toEqual(
      report,
    )
  })

  it('carries what compiling it again takes', async () => {
    const recipe = {
      format: 'assay.recipe.v1',
      compiler: 'a test',
      constantChunkLog2: 8,
      activationChunkLog2: 8,
      inputShapes: {},
    } as const
    const stranger = await local.as('settler')
    const calibration = new Uint8Array([3, 4])
    const { modelId } = await publishModel(stranger, store, { model, about, recipe, calibration })
    const { manifest } = await fetchModel(author, store, modelId, local.addressOf('settler'))
    expect(parseRecipe(await fetchFile(store, 'recipe', manifest.recipe!, manifest.recipe!.bytes))).toEqual(recipe)
    expect(await fetchFile(store, 'calibration', manifest.calibration!, 2)).toEqual(calibration)
  })

  it('is not published twice', async () => {
    const before = await author.publicClient.getTransactionCount({ address: local.addressOf('author') })
    const report = { agreement: 0.99 }
    const again = await publishModel(author, store, { model, about, onnx: new Uint8Array([1, 2]), report })
    expect(again.sent).toBeUndefined()
    expect(await author.publicClient.getTransactionCount({ address: local.addressOf('author') })).toBe(before)
  })

  it("may be described by anybody, and is the same under another account's description", async () => {
    const stranger = await local.as('stranger')
    const { modelId } = await publishModel(stranger, store, { model, about: { ...about, name: 'mine' } })
    expect((await fetchModel(author, store, modelId, local.addressOf('stranger'))).manifest.name).toBe('mine')
    expect((await fetchModel(author, store, modelId)).manifest.name).toBe('two look-ups')
    await expect(fetchModel(author, store, modelId, local.addressOf('liar'))).rejects.toBeInstanceOf(ManifestMissing)
    await expect(fetchModel(author, store, `0x${'11'.repeat(32)}`)).rejects.toBeInstanceOf(ModelNotFound)
  })

  it('is refused when the files named make another model, or none', async () => {
    const liar = await local.as('liar')
    const { modelId, commitment } = await registerModel(liar, model)
    const honest = (await fetchModel(author, store, modelId)).manifest
    const state = async (manifest: Manifest) => {
      await stateModel(liar, modelId, { manifest: await store.put(text.encode(JSON.stringify(manifest))) })
      return fetchModel(author, store, modelId, local.addressOf('liar'))
    }
    expect(commitment.constants).toHaveLength(2)
    const [first, second] = honest.constants
    await expect(state({ ...honest, constants: [second!, first!] })).rejects.toBeInstanceOf(ModelAltered)
    await expect(state({ ...honest, constants: [first!] })).rejects.toThrow(
      /constants is "a list of 1"; it must be 2 files/,
    )
    await expect(state({ ...honest, constants: [{ ...first!, bytes: 257 }, second!] })).rejects.toThrow(
      /bytes is 257; it must be 256/,
    )
    const parts = [...first!.parts, ...first!.parts]
    await expect(state({ ...honest, constants: [{ bytes: 256, parts }, second!] })).rejects.toThrow(
      /at most 0 are allowed/,
    )
    const gone = [`0x${'aa'.repeat(32)}`] as const
    await expect(state({ ...honest, constants: [{ bytes: 256, parts: gone }, second!] })).rejects.toBeInstanceOf(
      ContentNotFound,
    )
    await stateModel(liar, modelId, { manifest: await store.put(text.encode('{"format": 1}')) })
    await expect(fetchModel(author, store, modelId, local.addressOf('liar'))).rejects.toBeInstanceOf(ManifestInvalid)
  })

  it('can be run though somebody else registered it first and states nonsense', async () => {
    const liar = await local.as('liar')
    const other = { ...model, constants: [model.constants[0]!, model.constants[1]!.map((byte) => byte ^ 1)] }
    const { modelId } = await registerModel(liar, other)
    await expect(fetchModel(author, store, modelId), 'nobody has said where it is').rejects.toBeInstanceOf(
      ManifestMissing,
    )
    await publishModel(author, store, { model: other, about: { ...about, name: 'the real one' } })
    await stateModel(liar, modelId, { manifest: await store.put(text.encode('{"format": 1}')) })
    expect((await fetchModel(author, store, modelId)).manifest.name).toBe('the real one')
    await stateModel(author, modelId, { manifest: await store.put(text.encode('{"format": 2}')) })
    expect((await fetchModel(author, store, modelId)).manifest.name, 'what was said once is found').toBe('the real one')
  })

  it('is refused when the store alters a byte', async () => {
    const { modelId } = await registerModel(author, model)
    const { manifest } = await fetchModel(author, store, modelId)
    const [digest] = manifest.constants[0]!.parts
    const file = (await readdir(folder)).find((name) => name === digest!.slice(2))
    await writeFile(path.join(folder, file!), model.constants[1]!)
    await expect(fetchModel(author, store, modelId)).rejects.toBeInstanceOf(ContentAltered)
  })
})

describe('a manifest', () => {
  const good = { format: 'assay.manifest.v1', ...about, program: { bytes: 1, parts: [] }, constants: [] }
  const encode = (value: unknown) => text.encode(JSON.stringify(value))

  it.each([
    ['(whole)', []],
    ['format', { ...good, format: 'assay.manifest.v2' }],
    ['name', { ...good, name: 7 }],
    ['program.bytes', { ...good, program: { bytes: -1, parts: [] } }],
    ['program.parts[0]', { ...good, program: { bytes: 1, parts: ['0xAB'] } }],
    ['constants', { ...good, constants: {} }],
    ['inputs[0].dtype', { ...good, inputs: [{ ...meaning, dtype: 'constructor' }] }],
    ['inputs[0].scale', { ...good, inputs: [{ ...meaning, scale: null }] }],
    ['inputs[0].order', { ...good, inputs: [{ ...meaning, order: 'random' }] }],
    ['inputs[0].integer', { ...good, inputs: [{ ...meaning, integer: 1 }] }],
    ['outputs[0].labels[1]', { ...good, outputs: [{ ...meaning, labels: ['a', 1] }] }],
    ['preprocessing', { ...good, preprocessing: 1 }],
  ])('with a bad %s is refused, naming it', (field, value) => {
    const error = (() => {
      try {
        return parseManifest(encode(value))
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(ManifestInvalid)
    expect(error).toMatchObject({ field })
  })

  it('that is no JSON or no UTF-8 is refused', () => {
    expect(() => parseManifest(text.encode('{'))).toThrow(ManifestInvalid)
    expect(() => parseManifest(new Uint8Array([0xff]))).toThrow(ManifestInvalid)
    expect(parseManifest(encode(good))).toEqual(good)
  })
})

describe('an input', () => {
  const { inputs, trace } = runLookupModel()
  const { program } = model

  it('is published, and fetched back checked against its root', async () => {
    const published = await publishInput(store, program, inputs)
    expect(published.inputRoot).toBe(toHex(trace.inputRoot))
    expect(await fetchInput(store, published, program)).toEqual(inputs)
  })

  it('of another size is not published', async () => {
    await expect(publishInput(store, program, [new Uint8Array(599)])).rejects.toThrow(
      'have 599 bytes; this model takes 600',
    )
    await expect(publishInput(store, program, [])).rejects.toBeInstanceOf(InputWrongSize)
  })

  it('that is not canonical is refused: too short, too long, of another root', async () => {
    const inputRoot = toHex(trace.inputRoot)
    for (const bytes of [new Uint8Array(599), new Uint8Array(601), new Uint8Array(600)]) {
      const inputDigest = await store.put(bytes)
      const error = await fetchInput(store, { inputDigest, inputRoot }, program).catch((caught: unknown) => caught)
      expect(error, `${bytes.length} bytes`).toBeInstanceOf(InputNotCanonical)
    }
  })
})

describe('decodeTensor', () => {
  it('gives the real numbers behind the bytes', () => {
    expect(decodeTensor(new Uint8Array([0, 10, 255]), meaning)).toEqual([-5, 0, 122.5])
    expect(decodeTensor(new Uint8Array([0xff, 1]), { dtype: 'i8', scale: 2, zero: 0 })).toEqual([-2, 2])
  })
})

describe('a recipe', () => {
  const good = {
    format: 'assay.recipe.v1',
    compiler: 'assay 0.1.0',
    constantChunkLog2: 10,
    activationChunkLog2: 12,
    inputShapes: { x: [1, 600] },
    output: 'y',
    scales: { x: { dtype: 'u8', scale: 0.5, zero: 10 } },
    fuse: false,
    channels: { r: [0, -4, 3] },
    finer: { tensors: ['r'], planes: 2 },
    biasCorrection: true,
    calibration: { samples: 2, elements: [600] },
  }
  const encode = (value: unknown) => text.encode(JSON.stringify(value))

  it('is read back whole', () => {
    expect(parseRecipe(encode(good))).toEqual(good)
  })

  it.each([
    ['recipe.format', { ...good, format: 'assay.recipe.v2' }],
    ['recipe.compiler', { ...good, compiler: 1 }],
    ['recipe.activationChunkLog2', { ...good, activationChunkLog2: 1.5 }],
    ['recipe.inputShapes["x"][1]', { ...good, inputShapes: { x: [1, -600] } }],
    ['recipe.scales["x"].dtype', { ...good, scales: { x: { dtype: 'toString', scale: 1, zero: 0 } } }],
    ['recipe.scales["x"].scale', { ...good, scales: { x: { dtype: 'u8', zero: 0 } } }],
    ['recipe.fuse', { ...good, fuse: 1 }],
    ['recipe.channels["r"][0]', { ...good, channels: { r: ['0'] } }],
    ['recipe.finer.planes', { ...good, finer: { tensors: ['r'], planes: -1 } }],
    ['recipe.finer.tensors[0]', { ...good, finer: { tensors: [1], planes: 2 } }],
    ['recipe.biasCorrection', { ...good, biasCorrection: 'yes' }],
    ['recipe.calibration.elements', { ...good, calibration: { samples: 1, elements: 600 } }],
  ])('with a bad %s is refused, naming it', (field, value) => {
    expect(() => parseRecipe(encode(value))).toThrow(expect.objectContaining({ field }))
  })
})
