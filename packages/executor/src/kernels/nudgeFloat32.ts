/** The binary32 number so many places after a positive one, or before it. */
export function nudgeFloat32(value: number, places: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  view.setUint32(0, view.getUint32(0) + places)
  return view.getFloat32(0)
}
