import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../house/open-server.ts'
import { addProgram, fetchFile, openPrintingHouse, planBatch, untilReady } from './house.ts'

const COUNT = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 100_000 : 3_000

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

test('a large batch: made, fetched and opened; how long that takes is told', async () => {
  const house = await openPrintingHouse(server)
  const programId = await addProgram(server)
  const beganMs = performance.now()
  const { batchId } = await planBatch(server, { programId, printer: house.printer, count: COUNT })
  const batch = await untilReady(server, batchId)
  const madeMs = performance.now()
  const file = new Uint8Array(await (await fetchFile(server, batchId)).arrayBuffer())
  const fetchedMs = performance.now()
  process.stdout.write(
    `${COUNT} cards: made in ${seconds(madeMs - beganMs)}, ` +
      `file of ${file.length} bytes in ${seconds(fetchedMs - madeMs)}\n`,
  )
  expect(batch).toMatchObject({ state: 'ready', made: COUNT })
  const lines = await house.open(file)
  expect(new Set(lines.map(({ number }) => number)).size).toBe(COUNT)
  expect(lines.at(-1)?.['serial']).toBe(String(COUNT))
}, 300_000)

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
