/** The sources do not build. */
export class BuildFailed extends Error {
  name = 'BuildFailed'
}
