import { z } from 'zod'
import type { Kind } from './types.ts'

const HEX_KEY = /^0x[0-9a-fA-F]{64}$/
const HEX_ADDRESS = /^0x[0-9a-fA-F]{40}$/
const HEX_ID = /^0x[0-9a-fA-F]{64}$/
type Hex = `0x${string}`

const isUrl = (protocols: readonly string[]) => (text: string) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1))

const items = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** The kinds of value a setting may have. An empty text where `optional` allows it means "not set". */
export const kind = {
  integer: (min: number, max: number): Kind<number> => ({
    schema: z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number)
      .pipe(z.number().int().min(min).max(max)),
    limit: `a whole number from ${min} to ${max}`,
  }),
  fraction: (): Kind<number> => ({
    schema: z
      .string()
      .regex(/^\d*\.?\d+$/)
      .transform(Number)
      .pipe(z.number().min(0).max(1)),
    limit: 'a number from 0 to 1',
  }),
  amount: (): Kind<bigint> => ({
    schema: z.string().regex(/^\d+$/).transform(BigInt),
    limit: 'a whole number of the smallest unit, without sign or point',
  }),
  text: (): Kind<string> => ({ schema: z.string().min(1), limit: 'a text that is not empty' }),
  url: (...protocols: string[]): Kind<string> => ({
    schema: z.string().refine(isUrl(protocols)),
    limit: `a URL beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  }),
  /** One URL, or several separated by commas. */
  urls: (...protocols: string[]): Kind<readonly string[]> => ({
    schema: z
      .string()
      .transform(items)
      .pipe(z.array(z.string().refine(isUrl(protocols))).min(1)),
    limit: `one or more URLs beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}, separated by commas`,
  }),
  /** A URL that may carry a password. */
  secretUrl: (...protocols: string[]): Kind<string> => ({ ...kind.url(...protocols), secret: true }),
  /** One such URL, or several separated by commas. */
  secretUrls: (...protocols: string[]): Kind<string> => ({
    schema: z.string().refine((text) => items(text).length > 0 && items(text).every(isUrl(protocols))),
    limit: `one or more URLs beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}, separated by commas`,
    secret: true,
  }),
  optional: <T>(inner: Kind<T>): Kind<T | undefined> => ({
    ...inner,
    schema: z.union([z.literal('').transform(() => undefined), inner.schema]),
    limit: `${inner.limit}, or empty`,
  }),
  privateKey: (): Kind<Hex> => ({
    schema: z
      .string()
      .regex(HEX_KEY)
      .transform((text) => text as Hex),
    limit: '0x and 64 hexadecimal digits',
    secret: true,
  }),
  address: (): Kind<Hex> => ({
    schema: z
      .string()
      .regex(HEX_ADDRESS)
      .transform((text) => text as Hex),
    limit: '0x and 40 hexadecimal digits',
  }),
  addresses: (): Kind<readonly Hex[]> => ({
    schema: z
      .string()
      .transform(items)
      .pipe(
        z.array(
          z
            .string()
            .regex(HEX_ADDRESS)
            .transform((text) => text.toLowerCase() as Hex),
        ),
      ),
    limit: 'addresses (0x and 40 hexadecimal digits each) separated by commas, or empty',
  }),
  modelIds: (): Kind<readonly Hex[]> => ({
    schema: z
      .string()
      .transform(items)
      .pipe(
        z.array(
          z
            .string()
            .regex(HEX_ID)
            .transform((text) => text.toLowerCase() as Hex),
        ),
      ),
    limit: 'model ids (0x and 64 hexadecimal digits each) separated by commas, or empty',
  }),
  oneOf: <const Choice extends string>(...choices: readonly Choice[]): Kind<Choice> => ({
    schema: z.enum(choices as readonly [Choice, ...Choice[]]) as unknown as z.ZodType<Choice, string>,
    limit: `one of ${choices.join(', ')}`,
  }),
}
