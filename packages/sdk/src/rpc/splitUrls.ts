/** The addresses in a text that holds one, or several separated by commas, in order of preference. */
export const splitUrls = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((url) => url.trim())
      .filter((url) => url !== ''),
  ),
]
