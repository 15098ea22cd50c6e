import { ProofError } from './errors.ts'

export function fromHex(text: string): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) {
    throw new ProofError(`Not a hexadecimal string of whole bytes with 0x in front: "${text.slice(0, 80)}".`)
  }
  const bytes = new Uint8Array((text.length - 2) / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 + 2 * i, 4 + 2 * i), 16)
  return bytes
}
