/** Text of at most `length` characters: the end of a name says more than its middle. */
export const shorten = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text.slice(0, Math.floor(length / 3))}…${text.slice(text.length - length + 1 + Math.floor(length / 3))}`
