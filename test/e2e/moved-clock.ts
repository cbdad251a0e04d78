/**
 * Loaded into a process before anything else (`node --import`): its clock is ahead by so many
 * milliseconds. Only what tells the time of day is moved; timers and durations go on as they do.
 */
const aheadMs = Number(process.env['COUNTERMARK_TEST_CLOCK_AHEAD_MS'] ?? '0')
const realNow = Date.now
const RealDate = Date

class MovedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(realNow() + aheadMs)
    else super(...(given as [number]))
  }
}

MovedDate.now = () => realNow() + aheadMs
globalThis.Date = MovedDate as DateConstructor
