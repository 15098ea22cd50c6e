import type { Explanations } from './words.ts'

/** Programs and proofs, byte by byte: whoever builds them with packages/proof never meets these. */
export const proofs: Explanations = {
  ElementOutOfRange: (args) =>
    `There is no element ${args.element}: the tensor has ${args.elements}. Number them from 0.`,
  NodeOutOfRange: (args) => `There is no node ${args.node}: the program has ${args.nodes}. Number them from 0.`,
  ChunkOutOfRange: (args) => `There is no chunk ${args.chunk}: the tensor has ${args.chunks}. Build the proof again.`,
  ChunksNotIncreasing: (args) =>
    `Chunk ${args.next} follows chunk ${args.previous}: positions have to increase. Sort them, each once.`,
  MissingChunk: (args) => `The proof reads chunk ${args.chunk} and does not carry it. Add it.`,
  WrongOutputChunk: (args) =>
    `The proof carries chunk ${args.chunk} of the output; the element is in ${args.expected}. Send that one.`,
  WrongRoot: (args) =>
    `A path leads to ${args.actual}, not to ${args.expected}. Take the data of this very task and model, and check that it is whole.`,
  WrongElement: (args) =>
    `Element ${args.element} of node ${args.node} is ${args.actual} in the run and ${args.recomputed} by the program. Run the model again with the reference interpreter.`,
  NotPadding: (args) =>
    `Offset ${args.offset} is inside the tensor's ${args.tensorBytes} bytes, so it is no padding. Claim a wrong element.`,
  PaddingIsZero: (args) =>
    `No fraud: the padding of node ${args.node} at ${args.offset} is zero. Look for another claim.`,
  ProofTooShort: (args) => `The proof ends after ${args.length} bytes; ${args.needed} are read. Build it again.`,
  TrailingData: (args) => `The proof has ${args.length} bytes and ${args.used} are read. Cut what follows.`,
  TrailingCalldata: (args) =>
    `The call has ${args.length} bytes, not ${args.expected}. Send what the ABI asks for and nothing after it.`,
  CalldataNotCanonical: (args) =>
    `The call's ${args.what} is ${args.actual}, not ${args.expected}. Encode it as the ABI's standard encoder does.`,
  UnknownClaim: (args) =>
    `There is no claim ${args.claim}. The claims are those of FraudProof: element, output, padding.`,
  EmptyTensor: () => 'A tensor has no byte. Give every dimension at least 1.',
  ProgramLengthWrong: (args) =>
    `The program has ${args.actual} bytes, its header says ${args.expected}. Encode it again, whole.`,
  CountOutOfRange: (args) =>
    `The number of ${args.what} is ${args.actual}; it has to be ${args.min} to ${args.max}. Change the program.`,
  TableRowInvalid: (args) =>
    `Row ${args.row} of the table "${args.table}" is invalid: ${args.what} is ${args.actual}, its limit ${args.limit}. Change that row.`,
}
