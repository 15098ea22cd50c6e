/** The factor from a sum of products to the output's steps: f32(f32(sx * sw) / sy), as docs/format.md wants it. */
export const multiplierOf = (x: number, w: number, y: number): number => Math.fround(Math.fround(x * w) / y)
