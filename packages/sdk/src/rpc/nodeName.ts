import { splitUrls } from './splitUrls.ts'

const nameOfOne = (url: string): string => {
  if (!URL.canParse(url)) return '(not a URL)'
  const { protocol, host, pathname, search } = new URL(url)
  return `${protocol}//${host}${pathname === '/' && search === '' ? '' : '/…'}`
}

/** One or more addresses of nodes as messages and logs may show them: providers put their clients' keys into paths and queries. */
export const nodeName = (urls: string): string => splitUrls(urls).map(nameOfOne).join(', ')
