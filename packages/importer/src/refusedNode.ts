import { AssayError } from '@assay/program'

/** Thrown while one node is translated, caught where all nodes are: so that every problem is listed at once. */
export class RefusedNode extends AssayError {}
