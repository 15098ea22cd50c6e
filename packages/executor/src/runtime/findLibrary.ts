import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { RuntimeFailureError } from '../errors.ts'

/** What each system calls ONNX Runtime's shared library, among those that onnxruntime-node brings. */
const NAME = /^(lib)?onnxruntime(\.so(\.\d+)*|(\.\d+)*\.dylib|\.dll)$/

/**
 * Where onnxruntime-node keeps ONNX Runtime for this system.
 * @throws RuntimeFailureError if it has none for it
 */
export function findLibrary(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
  const folder = path.join(path.dirname(entry), 'bin', 'napi-v6', process.platform, process.arch)
  try {
    const [name] = readdirSync(folder).filter((file) => NAME.test(file))
    if (name !== undefined) return path.join(folder, name)
  } catch {}
  throw new RuntimeFailureError(
    'looking for its library',
    `onnxruntime-node has none for ${process.platform} on ${process.arch}. Use Linux, macOS or Windows on x64 or arm64.`,
  )
}
