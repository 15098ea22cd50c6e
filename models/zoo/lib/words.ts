/** A word as the encoder reads it: 16 token ids, 0 past its end, 1 for a letter that is not in the alphabet. */
export const LENGTH = 16
export const ALPHABET = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïñóôöœùûüßáíú'-"
export const LANGUAGES = ['english', 'french', 'german', 'spanish'] as const

export function encodeWord(word: string): Int32Array {
  const ids = new Int32Array(LENGTH)
  for (const [i, letter] of [...word.toLowerCase()].slice(0, LENGTH).entries()) {
    const at = ALPHABET.indexOf(letter)
    ids[i] = at < 0 ? 1 : at + 2
  }
  return ids
}
