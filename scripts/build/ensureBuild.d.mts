export function ensureBuild(root: string, say?: (line: string) => void): Promise<string>
