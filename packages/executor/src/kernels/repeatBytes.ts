export function repeatBytes(bytes: Uint8Array, times: number): Uint8Array {
  const repeated = new Uint8Array(bytes.length * times)
  for (let i = 0; i < times; i++) repeated.set(bytes, i * bytes.length)
  return repeated
}
