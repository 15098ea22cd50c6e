// ONNX Runtime's C API as far as it is used, in plain JavaScript: a thread has none of what loads TypeScript elsewhere.
import koffi from 'koffi'

/** The functions below are all there since this version; newer libraries give the tables of older ones. */
const API_VERSION = 17

/** Koffi calls on a stack of its own; this is what a thread has elsewhere. Only what is used of it takes memory. */
const STACK_BYTES = 8 * 2 ** 20

/** What a thread has on Windows; opening ResNet-50 and running it takes 48 KiB, a graph of 10,000 operators no more. */
const LEAST_STACK_BYTES = 2 ** 20

const POINTER = 'void *'
/** A path is UTF-16 on Windows, and bytes elsewhere. */
const PATH = process.platform === 'win32' ? 'str16' : 'str'

const status = (...parameters) => koffi.proto(POINTER, parameters)
const release = () => koffi.proto('void', [POINTER])

/**
 * Where a function stands in `struct OrtApi`, which grows at its end only, and what it takes. Each gives a status, NULL if all is well, unless it
 * releases something or reads one. Source: onnxruntime_c_api.h.
 */
const prototypes = {
  GetErrorMessage: [2, () => koffi.proto('str', [POINTER])],
  CreateEnv: [3, () => status('int', 'str', POINTER)],
  CreateSession: [7, () => status(POINTER, PATH, POINTER, POINTER)],
  CreateSessionFromArray: [8, () => status(POINTER, POINTER, 'size_t', POINTER, POINTER)],
  Run: [9, () => status(POINTER, POINTER, POINTER, POINTER, 'size_t', POINTER, 'size_t', POINTER)],
  CreateSessionOptions: [10, () => status(POINTER)],
  DisableMemPattern: [17, () => status(POINTER)],
  DisableCpuMemArena: [19, () => status(POINTER)],
  SetSessionLogSeverityLevel: [22, () => status(POINTER, 'int')],
  SetSessionGraphOptimizationLevel: [23, () => status(POINTER, 'int')],
  SetIntraOpNumThreads: [24, () => status(POINTER, 'int')],
  SetInterOpNumThreads: [25, () => status(POINTER, 'int')],
  CreateTensorWithDataAsOrtValue: [49, () => status(POINTER, POINTER, 'size_t', POINTER, 'size_t', 'int', POINTER)],
  CreateCpuMemoryInfo: [69, () => status('int', 'int', POINTER)],
  ReleaseStatus: [93, release],
  ReleaseSession: [95, release],
  ReleaseValue: [96, release],
  ReleaseSessionOptions: [100, release],
  AddSessionConfigEntry: [130, () => status(POINTER, 'str', 'str')],
}

const POINTER_BYTES = 8

/** Koffi unloads a library that nothing refers to, whatever was read from it. */
const loaded = []

/** Koffi refuses once it has loaded a library, be it for somebody else in this process. */
const widenStack = () => {
  const { sync_stack_size: bytes } = koffi.config()
  if (bytes >= STACK_BYTES) return
  try {
    koffi.config({ sync_stack_size: STACK_BYTES })
  } catch (cause) {
    if (bytes >= LEAST_STACK_BYTES) return
    const need = `Koffi calls on a stack of ${bytes} bytes, of at least ${LEAST_STACK_BYTES}`
    throw new Error(`${need}; set its sync_stack_size before it loads a library`, { cause })
  }
}

/** Loads the library, or finds it loaded: all threads of a process share one. */
export const openApi = (file) => {
  widenStack()
  const library = koffi.load(file)
  loaded.push(library)
  const base = library.func('void *OrtGetApiBase()')()
  const [getApi, getVersion] = [0, POINTER_BYTES].map((offset) => koffi.decode(base, offset, POINTER))
  const api = koffi.call(getApi, koffi.proto(POINTER, ['uint32_t']), API_VERSION)
  const bound = Object.entries(prototypes).map(([name, [position, prototype]]) => [
    name,
    koffi.decode(koffi.decode(api, position * POINTER_BYTES, POINTER), prototype()),
  ])
  return { ...Object.fromEntries(bound), version: koffi.call(getVersion, koffi.proto('str', [])) }
}

/**
 * Where bytes lie; valid as long as the memory they are part of lives, wherever it is handed to. Asked of that memory: V8 keeps small arrays
 * among its own objects, where they move, until somebody asks for their buffer.
 */
export const addressOf = ({ buffer, byteOffset }) => koffi.address(buffer) + BigInt(byteOffset)
