/** A picture: `channels` 1 (grey) or 3 (red, green, blue), row-major, channels innermost, each 0 (dark) to 255 (light). */
export interface Image {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly values: Float32Array
}
