/** Hosts and ports of one address, or of several separated by commas: what names a node without telling its key. */
export const endpointHosts = (urls: string): string[] => [
  ...new Set(urls.split(',').map((url) => (URL.canParse(url.trim()) ? new URL(url.trim()).host : 'unknown'))),
]
