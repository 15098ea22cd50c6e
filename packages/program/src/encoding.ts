/** Sizes and offsets of docs/format.md, "Program", in bytes. */
export const encoding = {
  header: 8,
  descriptor: 384,
  row: 32,
  shape: 16,
  operands: 32,
  operand: 32,
  attributes: 288,
  slot: 4,
} as const
