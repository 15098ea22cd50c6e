/** The part of pngjs 7 that is used here; the package has no types of its own. */
declare module 'pngjs' {
  export interface DecodedPng {
    readonly width: number
    readonly height: number
    /** RGBA, 8 bits each, row-major. */
    readonly data: Buffer
    /** Whether the file itself is grey. */
    readonly color: boolean
  }
  export class PNG {
    constructor(options: { width: number; height: number })
    width: number
    height: number
    data: Buffer
    static sync: {
      read(bytes: Buffer): DecodedPng
      write(image: PNG, options?: { colorType?: 0 | 2 | 4 | 6 }): Buffer
    }
  }
}
