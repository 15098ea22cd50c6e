import { broadcast } from '../broadcast.ts'
import { transposedWindowOf } from '../transposedWindowOf.ts'
import { windowOf } from '../windowOf.ts'
import { misfit } from './misfit.ts'
import type { Rule } from './Rule.ts'

const convolution =
  (weights: number): Rule =>
  (node, known) => {
    const [batch, channels, ...spatial] = known.shape(0)
    const [out, perGroup, ...kernel] = known.shape(weights)
    const groups = node.attributes.get('group') ?? 1
    if (typeof groups !== 'number' || groups < 1 || channels !== (perGroup ?? 0) * groups || (out ?? 0) % groups !== 0)
      misfit(node, `weights [${known.shape(weights)}] in ${groups} groups do not fit an input of ${channels} channels.`)
    const window = windowOf(node, spatial, kernel)
    return [batch!, out!, ...window.out.slice(2 - spatial.length)]
  }

const transposedConvolution: Rule = (node, known) => {
  const [batch, channels, ...spatial] = known.shape(0)
  const [inputs, perGroup, ...kernel] = known.shape(1)
  const groups = node.attributes.get('group') ?? 1
  if (typeof groups !== 'number' || groups < 1 || channels !== inputs || (inputs ?? 0) % groups !== 0)
    misfit(node, `weights [${known.shape(1)}] in ${groups} groups do not fit an input of ${channels} channels.`)
  const { out } = transposedWindowOf(node, spatial, kernel)
  return [batch!, (perGroup ?? 0) * groups, ...out.slice(2 - spatial.length)]
}

const pool: Rule = (node, known) => {
  const [batch, channels, ...spatial] = known.shape(0)
  return [batch!, channels!, ...windowOf(node, spatial).out.slice(2 - spatial.length)]
}

const globalPool: Rule = (node, known) => {
  const [batch, channels, ...spatial] = known.shape(0)
  if (spatial.length === 0) misfit(node, `needs an image, but its input has the shape [${known.shape(0)}].`)
  return [batch!, channels!, ...spatial.map(() => 1)]
}

const gemm =
  (right: number): Rule =>
  (node, known) => {
    const [a, b] = [known.shape(0), known.shape(right)]
    if (a.length !== 2 || b.length !== 2) misfit(node, `needs matrices, got [${a}] and [${b}].`)
    const [rows, inner] = node.attributes.get('transA') === 1 ? [a[1]!, a[0]!] : [a[0]!, a[1]!]
    const [depth, columns] = node.attributes.get('transB') === 1 ? [b[1]!, b[0]!] : [b[0]!, b[1]!]
    if (inner !== depth) misfit(node, `the inner sizes of [${a}] and [${b}] differ (${inner} and ${depth}).`)
    return [rows, columns]
  }

const matmul =
  (right: number): Rule =>
  (node, known) => {
    const [a, b] = [known.shape(0), known.shape(right)]
    if (a.length < 2 || b.length < 2) misfit(node, `needs matrices, got [${a}] and [${b}].`)
    if (a.at(-1) !== b.at(-2)) misfit(node, `the inner sizes of [${a}] and [${b}] differ.`)
    const batch = broadcast(a.slice(0, -2), b.slice(0, -2))
    return [...(batch ?? misfit(node, `[${a}] and [${b}] do not fit.`)), a.at(-2)!, b.at(-1)!]
  }

export const productShapes: Readonly<Record<string, Rule>> = {
  Conv: convolution(1),
  QLinearConv: convolution(3),
  ConvTranspose: transposedConvolution,
  MaxPool: pool,
  AveragePool: pool,
  'com.microsoft.QLinearAveragePool': pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  'com.microsoft.QLinearGlobalAveragePool': globalPool,
  Gemm: gemm(1),
  'com.microsoft.QGemm': gemm(3),
  MatMul: matmul(1),
  QLinearMatMul: matmul(3),
}
