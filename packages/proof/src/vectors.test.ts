import { readdirSync, readFileSync } from 'node:fs'
import { ops } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { verifyProof } from '../testing/verifyProof.ts'
import { fromHex } from './fromHex.ts'
import { innerHash, leafHash } from './hash.ts'
import { toHex } from './toHex.ts'
import { chunkTree } from './tree/chunkTree.ts'
import { listTree } from './tree/listTree.ts'

const folder = new URL('../../../vectors/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

/** Cases of a file of parallel arrays. */
function rows<Row extends object>(columns: { [Name in keyof Row]: Row[Name][] }): Row[] {
  const names = Object.keys(columns) as (keyof Row)[]
  return columns[names[0]!].map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])) as Row)
}

describe('vectors/commitments.json', () => {
  const file = read('commitments.json')

  it('has the leaves, inner nodes, lists and tensors that this package computes', () => {
    for (const { chunk, hash } of rows<{ chunk: string; hash: string }>(file.leaf)) {
      expect(toHex(leafHash(fromHex(chunk)))).toBe(hash)
    }
    for (const { left, right, hash } of rows<{ left: string; right: string; hash: string }>(file.inner)) {
      expect(toHex(innerHash(fromHex(left), fromHex(right)))).toBe(hash)
    }
    for (const { items, root } of rows<{ items: string[]; root: string }>(file.list)) {
      expect(toHex(listTree(items.map(fromHex)).root)).toBe(root)
    }
    for (const { bytes, chunkLog2, depth, root } of rows<{
      bytes: string
      chunkLog2: number
      depth: number
      root: string
    }>(file.tensor)) {
      const tree = chunkTree(fromHex(bytes), chunkLog2)
      expect([tree.depth, toHex(tree.root)]).toEqual([depth, root])
    }
  })
})

describe('vectors/proofs', () => {
  interface ProofCase {
    name: string
    modelId: string
    inputRoot: string
    nodesRoot: string
    outputRoot: string
    proof: string
    error: string
    claim: number
    node: number
    element: number
    committed: string
    recomputed: string
  }
  const kinds = ['', 'WrongElement', 'WrongOutput', 'WrongPadding']

  it('has a file for every op and for every other claim', () => {
    const names = [...Object.keys(ops), 'output', 'padding'].map((name) => `${name}.json`)
    expect(readdirSync(new URL('proofs/', folder)).sort()).toEqual(names.sort())
  })

  it.each(readdirSync(new URL('proofs/', folder)))(
    '%s: every proof leads to its claim and shows what it says',
    (name) => {
      for (const one of rows<ProofCase>(read(`proofs/${name}`))) {
        const claim = {
          inputRoot: fromHex(one.inputRoot),
          nodesRoot: fromHex(one.nodesRoot),
          outputRoot: fromHex(one.outputRoot),
        }
        expect(verifyProof(fromHex(one.modelId), claim, fromHex(one.proof)), one.name).toMatchObject({
          claim: kinds[one.claim],
          node: one.node,
          element: one.element,
          committed: BigInt(one.committed),
          recomputed: BigInt(one.recomputed),
        })
        expect(one.committed === one.recomputed, one.name).toBe(one.error !== '')
      }
    },
  )
})
