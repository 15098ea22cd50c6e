export { type Binding, bindTensors, type GraphTensor, OrtSession, type OrtSessionOptions } from './OrtSession.ts'
export { ortVersion } from './ortEnvironment.ts'
