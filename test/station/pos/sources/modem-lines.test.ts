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
  const state = { status, set: { rts: true, dtr: true }, sets: 0, isUnable: false }
  const port: ModemPort = {
    get: (done) =>
      state.isUnable ? done(new Error('Inappropriate ioctl')) : done(null, state.status),
    set: (lines, done) => {
      state.set = lines
      state.sets += 1
      done(null)
    },
  }
  return { state, port }
}

/** A cable between both, whose ends may be pulled out. */
function carried() {
  const present: { pos?: ModemPort | undefined; printer?: ModemPort | undefined } = {}
  const state = { unable: 0 }
  const lines = carryModemLines({
    ends: () => ({ pos: present.pos, printer: present.printer }),
    clock: realClock,
    onUnable: () => {
      state.unable += 1
    },
  })
  afterThis(async () => lines.stop())
  return { present, state, lines }
}

const ON = { cts: true, dsr: true }

test('modem lines: what each side says is carried to the other', async () => {
  const [pos, printer] = [ends(ON), ends(ON)]
  const { present } = carried()
  Object.assign(present, { pos: pos.port, printer: printer.port })
  printer.state.status = { cts: false, dsr: true }
  await until(() => !pos.state.set.rts)
  expect(pos.state.set).toEqual({ rts: false, dtr: true })
  printer.state.status = { cts: true, dsr: false }
  pos.state.status = { cts: true, dsr: false }
  await until(() => pos.state.set.rts && !pos.state.set.dtr && !printer.state.set.dtr)
  expect(printer.state.set).toEqual({ rts: true, dtr: false })
})

test('modem lines: a printer that is away looks switched off, also to a POS that comes later', async () => {
  const [pos, later, printer, again] = [ends(ON), ends(ON), ends(ON), ends(ON)]
  const { present, lines, state } = carried()
  Object.assign(present, { pos: pos.port, printer: printer.port })
  await until(() => pos.state.sets > 0)
  present.printer = undefined
  await until(() => !pos.state.set.dtr)
  expect(pos.state.set).toEqual({ rts: false, dtr: false })
  present.pos = later.port
  await until(() => !later.state.set.dtr)
  expect(later.state.set).toEqual({ rts: false, dtr: false })
  present.printer = again.port
  await until(() => later.state.set.dtr)
  expect(later.state.set).toEqual({ rts: true, dtr: true })
  expect([state.unable, lines.areCarried()]).toEqual([0, true])
})

test('modem lines: a port without them is said once, and looks switched on to the other', async () => {
  const [pos, printer] = [ends(ON), ends({ cts: false, dsr: false })]
  const { present, lines, state } = carried()
  Object.assign(present, { pos: pos.port, printer: printer.port })
  await until(() => !pos.state.set.dtr)
  printer.state.isUnable = true
  await until(() => pos.state.set.dtr)
  expect(lines.areCarried()).toBe(false)
  present.printer = undefined
  await until(() => !pos.state.set.dtr)
  expect([state.unable, lines.areCarried()]).toEqual([1, true])
})
