import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyLedger } from '../../server/storage/index.ts'
import { runBareLoop } from '../bench/bare.ts'
import { EVENLY, runCallers } from '../bench/callers.ts'
import { type Scale, SHORT } from '../bench/scale.ts'
import { loadStations } from '../bench/stations.ts'
import { assertAllDone, withStations } from '../bench/way.ts'
import { makeWorld, withContext } from '../bench/world.ts'

/** Smaller than the short form: here it only has to run, and no figure is looked at. */
const TINY: Scale = {
  ...SHORT,
  ...{
    warmUpMs: 20,
    measureMs: 200,
    cards: 50,
    locations: 3,
    programs: 2,
    stations: 4,
    stationCards: 64,
  },
}
const BARE_ROWS = 600

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-figures-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('the bare loop: writes what the engine writes, and the proof takes it for that', async () => {
  const place = { dataDirectory: folder }
  const world = await withContext(place, (context) => makeWorld(context, TINY))
  const load = { callers: 16, spread: EVENLY, withPayment: true }
  const { warmUpMs, measureMs } = TINY
  const { acknowledged } = await runCallers({ place, world, ...load, warmUpMs, measureMs })
  expect(acknowledged).toBeGreaterThan(0)
  const rows = { rows: BARE_ROWS, warmUpRows: 1, groupSize: 256 }
  await runBareLoop({ place, world, ...rows, withPayment: true })
  const proof = verifyLedger(folder)
  const operations = TINY.cards + acknowledged + BARE_ROWS + 1
  expect(proof).toMatchObject({ ok: true, figures: { operations } })
})

test('the stations of a load: all sign in, and every redemption of theirs is approved', async () => {
  const place = { dataDirectory: join(folder, 'server') }
  const figures = await withStations(place, TINY, async ({ plan, server }) => {
    const load = { outstanding: 1, warmUpMs: 0, measureMs: 1_000, perSecond: 200 }
    return loadStations(plan, { url: server.url, ...load })
  })
  expect(figures.approved).toBeGreaterThan(0)
  expect(figures.approved).toBe(figures.sent)
  expect(() => assertAllDone(figures)).not.toThrow()
  expect(() => assertAllDone({ ...figures, notDone: { INSUFFICIENT_FUNDS: 1 } })).toThrow('INSUFF')
})
