import { abiLine } from './abiLine.ts'
import type { AnalysedContract, StorageLayout, StorageVariable } from './analyseContracts.ts'

/** What a contract's callers, and what its storage, rely on: one line each, in an order that does not depend on the source's. */
export function layoutText({ name, abi, layout }: AnalysedContract): string {
  const storage = storageLines(layout)
  return `${[
    `# ${name}`,
    '',
    '## Storage: slot, first byte, bytes, name',
    '',
    ...(storage.length === 0 ? ['(none)'] : storage),
    '',
    '## Interface',
    '',
    ...abi.map(abiLine).sort(),
  ].join('\n')}\n`
}

function storageLines(layout: StorageLayout): string[] {
  const types = layout.types ?? {}
  const seen = new Set<string>()
  const lines = (variables: readonly StorageVariable[], indent: string): string[] =>
    variables.map(({ label, slot, offset, type }) => {
      const known = types[type]
      return `${indent}${slot} ${offset} ${known?.numberOfBytes} ${label}: ${known?.label}`
    })
  // a struct reached through a mapping or an array keeps its members' places as well
  const structs = (type: string): string[] => {
    const known = types[type]
    if (known === undefined || seen.has(type)) return []
    seen.add(type)
    const members = known.members ?? []
    const own = members.length === 0 ? [] : ['', known.label, ...lines(members, '  ')]
    return [
      ...own,
      ...members.flatMap((member) => structs(member.type)),
      ...structs(known.value ?? ''),
      ...structs(known.base ?? ''),
    ]
  }
  return [...lines(layout.storage, ''), ...layout.storage.flatMap(({ type }) => structs(type))]
}
