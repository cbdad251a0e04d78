import { expect, test } from 'vitest'
import {
  carryModemLines,
  type ModemPort,
  type ModemStatus,
} from '../../../../src/main/station/pos/sources/modem-lines.ts'
import { realClock, until } from './printers.ts'
import { afterThis } from './started.ts'

/** The end of a cable with modem lines, which ptys have not. */
function ends(status: ModemStatus) {
  const state = { status, set: { rts: true, dtr: true }, isUnable: false }
  const port: ModemPort = {
    get: (done) =>
      state.isUnable ? done(new Error('Inappropriate ioctl')) : done(null, state.status),
    set: (lines, done) => {
      state.set = lines
      done(null)
    },
  }
  return { state, port }
}

test('modem lines: what each side says is carried to the other, until a port cannot', async () => {
  const pos = ends({ cts: true, dsr: true })
  const printer = ends({ cts: true, dsr: true })
  let unable = 0
  const stop = carryModemLines({
    ...{ pos: pos.port, printer: printer.port, clock: realClock },
    onUnable: () => {
      unable += 1
    },
  })
  afterThis(async () => stop())
  printer.state.status = { cts: false, dsr: true }
  await until(() => !pos.state.set.rts)
  expect(pos.state.set).toEqual({ rts: false, dtr: true })
  printer.state.status = { cts: true, dsr: false }
  pos.state.status = { cts: true, dsr: false }
  await until(() => pos.state.set.rts && !pos.state.set.dtr && !printer.state.set.dtr)
  expect(printer.state.set).toEqual({ rts: true, dtr: false })
  pos.state.isUnable = true
  await until(() => unable === 1)
  printer.state.isUnable = true
  printer.state.status = { cts: false, dsr: false }
  expect(pos.state.set).toEqual({ rts: true, dtr: false })
  expect(unable).toBe(1)
})
