// Preloaded into a process: its clock is ASSAY_TEST_CLOCK_MS ahead of the machine's, or behind. Timers are not concerned.
const RealDate = globalThis.Date
const aheadMs = Number(process.env.ASSAY_TEST_CLOCK_MS)

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + aheadMs] : given))
  }

  static now() {
    return RealDate.now() + aheadMs
  }
}
