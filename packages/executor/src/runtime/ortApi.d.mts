/** A pointer. */
export type Address = bigint
/** NULL if all is well; else to be read with GetErrorMessage and released. */
export type Status = Address | null

export interface OrtApi {
  readonly version: string
  GetErrorMessage(status: Address): string
  CreateEnv(severity: number, logId: string, env: BigUint64Array): Status
  CreateSession(env: Address, path: string, options: Address, session: Address): Status
  CreateSessionFromArray(env: Address, graph: Address, length: number, options: Address, session: Address): Status
  Run(
    session: Address,
    options: null,
    inputNames: Address,
    inputs: Address,
    inputCount: number,
    outputNames: Address,
    outputCount: number,
    outputs: Address,
  ): Status
  CreateSessionOptions(options: BigUint64Array): Status
  DisableMemPattern(options: Address): Status
  DisableCpuMemArena(options: Address): Status
  SetSessionLogSeverityLevel(options: Address, severity: number): Status
  SetSessionGraphOptimizationLevel(options: Address, level: number): Status
  SetIntraOpNumThreads(options: Address, threads: number): Status
  SetInterOpNumThreads(options: Address, threads: number): Status
  CreateTensorWithDataAsOrtValue(
    memory: Address,
    data: Address,
    length: number,
    shape: BigInt64Array,
    rank: number,
    type: number,
    value: BigUint64Array,
  ): Status
  CreateCpuMemoryInfo(allocator: number, memory: number, info: BigUint64Array): Status
  ReleaseStatus(status: Address): void
  ReleaseSession(session: Address): void
  ReleaseValue(value: Address): void
  ReleaseSessionOptions(options: Address): void
  AddSessionConfigEntry(options: Address, key: string, value: string): Status
}

/** @param file the shared library @throws Error if it cannot be loaded */
export declare function openApi(file: string): OrtApi
export declare function addressOf(bytes: NodeJS.TypedArray): Address
