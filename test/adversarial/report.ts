import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { env } from 'node:process'

/** Prints what a suite counted; with ASSAY_REPORTS set to a folder, writes it there too. */
export async function report(name: string, rows: readonly Readonly<Record<string, string | number>>[]): Promise<void> {
  console.log(name)
  console.table(rows)
  const folder = env.ASSAY_REPORTS
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${name.replaceAll(/\W+/g, '-')}.json`), `${JSON.stringify(rows, null, 2)}\n`)
}
