/** Seconds in the two largest units that matter: "3 d 4 h", "9 min 10 s". */
export const duration = (seconds: number): string => {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const
  let left = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}
