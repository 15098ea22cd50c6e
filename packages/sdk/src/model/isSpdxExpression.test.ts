import { describe, expect, it } from 'vitest'
import { isSpdxExpression } from './isSpdxExpression.ts'

describe('isSpdxExpression', () => {
  it.each([
    'MIT',
    'NOASSERTION',
    'GPL-2.0+',
    'Apache-2.0 WITH LLVM-exception',
    'MIT OR Apache-2.0 AND CC0-1.0',
    '(MIT OR (Apache-2.0 WITH LLVM-exception AND CC0-1.0)) AND BSD-3-Clause',
    'LicenseRef-OpenRAIL-M',
    'DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2',
    'a'.repeat(128),
  ])('takes %s', (text) => {
    expect(isSpdxExpression(text)).toBe(true)
  })

  it.each([
    '',
    'free for research',
    'MIT OR',
    'MIT or Apache-2.0',
    '(MIT',
    'MIT)',
    '()',
    '(MIT OR)',
    'MIT(Apache-2.0)',
    'MIT WITH',
    '(MIT OR Apache-2.0) WITH LLVM-exception',
    '* OR MIT',
    '((MIT)',
    'MIT\nOR Apache-2.0',
    'a'.repeat(129),
  ])('refuses %s', (text) => {
    expect(isSpdxExpression(text)).toBe(false)
  })
})
