interface WindowAxis {
  readonly size: number
  readonly outputs: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padBefore: number
}

/** How many taps of each window lie inside the image, along one axis. */
export function windowCounts({ size, outputs, kernel, stride, dilation, padBefore }: WindowAxis): number[] {
  return Array.from({ length: outputs }, (_, output) => {
    const start = output * stride - padBefore
    let inside = 0
    for (let tap = 0; tap < kernel; tap++) {
      const position = start + tap * dilation
      if (position >= 0 && position < size) inside++
    }
    return inside
  })
}
