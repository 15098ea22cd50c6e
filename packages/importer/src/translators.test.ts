import { expect, it } from 'vitest'
import { shapeRules } from './inferShape.ts'
import { translators } from './translators.ts'

it('knows the shape of every operator it translates, and translates every operator whose shape it knows', () => {
  expect(Object.keys(translators).sort()).toEqual(Object.keys(shapeRules).sort())
})
