const SHORTEST = 6
const HIDDEN = '(hidden)'
/** What a text is replaced with, longest text first. */
let replacements: readonly (readonly [text: string, shown: string])[] = []

const add = (text: string, shown: string): void => {
  // too short to be told from ordinary words
  if (text.length < SHORTEST || replacements.some(([known]) => known === text)) return
  replacements = [...replacements, [text, shown] as const].sort(([a], [b]) => b.length - a.length)
}

/** From now on no logger of this process writes `text`, whatever object, error or stack it is part of. */
export const hideSecret = (text: string, shown = HIDDEN): void => {
  add(text, shown)
  add(text.replace(/^0x/, ''), shown)
  // as a line of JSON holds it
  add(JSON.stringify(text).slice(1, -1), shown)
}

/** A line without what is hidden. */
export const withoutSecrets = (line: string): string => {
  let shown = line
  for (const [text, instead] of replacements) if (shown.includes(text)) shown = shown.replaceAll(text, instead)
  return shown
}
