import { cut, type Digit, type Storage } from './storage.ts'

/** One transpose: the stored bytes seen in four dimensions, and the order they get. */
export interface Move {
  readonly from: readonly [number, number, number, number]
  readonly perm: readonly [number, number, number, number]
}

/**
 * The transposes that bring bytes from one order to another: one where four dimensions are enough, else one for each
 * digit that must move outwards. Undefined where the two orders have no common digits.
 */
export function movesBetween(from: Storage, to: Storage): Move[] | undefined {
  const have = cut(from, to.map(({ stride }) => stride).concat(to.map(({ size, stride }) => size * stride)))
  const want = cut(to, from.map(({ stride }) => stride).concat(from.map(({ size, stride }) => size * stride)))
  if (have === undefined || want === undefined || have.length !== want.length) return undefined
  const place = (digits: readonly Digit[], stride: number) => digits.findIndex((digit) => digit.stride === stride)
  // Neighbours that stay neighbours move as one.
  const blocks: { sizes: number; first: number }[] = []
  for (const [i, digit] of have.entries()) {
    const at = place(want, digit.stride)
    if (at < 0 || want[at]!.size !== digit.size) return undefined
    if (i > 0 && place(want, have[i - 1]!.stride) === at - 1) blocks.at(-1)!.sizes *= digit.size
    else blocks.push({ sizes: digit.size, first: at })
  }
  const order = [...blocks.keys()].sort((a, b) => blocks[a]!.first - blocks[b]!.first)
  const sizes = blocks.map((block) => block.sizes)
  if (blocks.length <= 1) return []
  if (blocks.length <= 4) {
    const lead = 4 - blocks.length
    const pad = Array.from({ length: lead }, (_, i) => i)
    return [
      {
        from: [...pad.map(() => 1), ...sizes] as unknown as Move['from'],
        perm: [...pad, ...order.map((block) => block + lead)] as unknown as Move['perm'],
      },
    ]
  }
  const moves: Move[] = []
  const now = [...blocks.keys()]
  const product = (part: readonly number[]) => part.reduce((all, block) => all * sizes[block]!, 1)
  order.forEach((block, target) => {
    const at = now.indexOf(block)
    if (at === target) return
    moves.push({
      from: [product(now.slice(0, target)), product(now.slice(target, at)), sizes[block]!, product(now.slice(at + 1))],
      perm: [0, 2, 1, 3],
    })
    now.splice(target, 0, ...now.splice(at, 1))
  })
  return moves
}
