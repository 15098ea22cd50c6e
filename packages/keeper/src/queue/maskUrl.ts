/** A URL for messages: without its password. */
export const maskUrl = (url: string): string => {
  if (!URL.canParse(url)) return '(not a URL)'
  const masked = new URL(url)
  if (masked.password !== '') masked.password = '***'
  return masked.href
}
