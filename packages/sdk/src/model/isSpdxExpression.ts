export const MAX_LICENCE_BYTES = 128

const licence = '[A-Za-z0-9][A-Za-z0-9.-]*\\+?'
const reference = '(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+'
const simple = new RegExp(`^(?:${reference}|${licence})(?: WITH [A-Za-z0-9.-]+)?$`)

/** Stands for an expression in parentheses; no licence is written so. */
const GROUP = '*'

/**
 * Whether a text has the form of an SPDX licence expression (SPDX 2.3, annex D) that a statement holds: "MIT",
 * "Apache-2.0 WITH LLVM-exception OR (MIT AND CC0-1.0)". Whether the licences named exist is not looked at.
 */
export function isSpdxExpression(text: string): boolean {
  if (new TextEncoder().encode(text).length > MAX_LICENCE_BYTES) return false
  if (text.includes(GROUP)) return false
  let rest = text
  // innermost parentheses first: each becomes one word
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(/(?<![^ (])\(([^()]*)\)(?![^ )])/, (_, inside: string) => (isChain(inside) ? GROUP : '?'))
  }
  return isChain(rest)
}

/** Licences joined by AND and OR. */
function isChain(text: string): boolean {
  return text.split(/ (?:AND|OR) /).every((part) => part === GROUP || simple.test(part))
}
