export const FILES: readonly string[]
export function listSources(root: string): string[]
