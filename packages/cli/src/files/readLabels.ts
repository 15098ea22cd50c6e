import { FileInvalid } from '../errors.ts'
import { readFileAs } from './readFileAs.ts'

/**
 * What the elements of an output stand for: one a line, or JSON: a list of names, or an object from index to name (as `id2label` of a
 * Hugging Face `config.json`).
 */
export const readLabels = async (file: string): Promise<string[]> => {
  const text = new TextDecoder().decode(await readFileAs(file, 'the labels'))
  const labels = file.endsWith('.json') ? fromJson(text, file) : text.trimEnd().split(/\r?\n/)
  if (labels.length === 0 || (labels.length === 1 && labels[0] === ''))
    throw new FileInvalid(`${file} holds no labels. Write one a line, in the order of the output's elements.`)
  return labels
}

const fromJson = (text: string, file: string): string[] => {
  const fail = (why: string): never => {
    throw new FileInvalid(
      `${file} holds no labels: ${why}. Write ["first", "second", ...] or {"0": "first", "1": "second", ...}.`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause))
  }
  if (Array.isArray(value)) return value.map(String)
  if (typeof value !== 'object' || value === null) return fail('it is neither a list nor an object')
  const names =
    'id2label' in value && typeof value.id2label === 'object' && value.id2label !== null ? value.id2label : value
  const labels: string[] = []
  for (const [key, name] of Object.entries(names)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= MAX_LABELS) return fail(`"${key}" is no index of an element`)
    labels[index] = String(name)
  }
  return Array.from(labels, (label, i) => label ?? `element ${i}`)
}

const MAX_LABELS = 2 ** 20
