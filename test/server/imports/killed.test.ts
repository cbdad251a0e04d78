import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReadOnly, readBooks, verifyLedger } from '../../../server/storage/index.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'
import { type Running, startProcess } from '../house/server-process.ts'
import { makeForeignFile } from './foreign-file.ts'
import { addProgram, controlOf, secondPerson, stage, untilState } from './import-house.ts'

const ROWS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 50_000 : 6_000

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

async function financeOf({ url }: Running): Promise<AdminBrowser> {
  const browser = adminBrowser(url)
  const email = 'frank@network.example'
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

/** Waits until the present step has done so many rows; kills the server then. */
async function killAt(running: Running, importId: string, rows: number): Promise<number> {
  const browser = await financeOf(running)
  for (;;) {
    const { doneRows, state } = done(await browser.call('read-import', { importId }))
    if (doneRows < rows && (state === 'committing' || state === 'reversing')) continue
    running.process.kill('SIGKILL')
    await once(running.process, 'exit')
    return doneRows
  }
}

test('a server that is killed while it commits and while it reverses: each row once', async () => {
  const programId = await addProgram(server)
  const file = makeForeignFile({ seed: 9, rows: ROWS })
  await secondPerson(server)
  const { importId } = done(await stage(server.operator, programId, file))
  await server.stop()

  const first = await startProcess(server.folder)
  const committing = await financeOf(first)
  done(await committing.call('commit-import', { importId, ...controlOf(file) }))
  const before = await killAt(first, importId, ROWS / 4)
  expect(before).toBeLessThan(ROWS)

  const second = await startProcess(server.folder)
  const finance = await financeOf(second)
  expect(await untilState(finance, importId, 'committed')).toMatchObject({
    ...{ importedRows: ROWS, importedMinor: file.remainingMinor, refusedRows: 0 },
  })
  expect(await worthNow()).toEqual([file.remainingMinor, file.remainingMinor])
  const reversal = { importId, exceptUsed: false, reason: 'The wrong file' }
  done(await finance.call('reverse-import', reversal))
  const gone = await killAt(second, importId, ROWS / 4)
  expect(gone).toBeLessThan(ROWS)

  const third = await startProcess(server.folder)
  const last = await untilState(await financeOf(third), importId, 'reversed')
  expect(last).toMatchObject({ importedRows: 0, refusedRows: 0 })
  expect(await worthNow()).toEqual([0, 0])
  third.process.kill('SIGTERM')
  await once(third.process, 'exit')
  expect(verifyLedger(server.folder)).toMatchObject({ ok: true })
}, 3_600_000)

async function worthNow(): Promise<readonly number[]> {
  const database = openReadOnly(server.folder)
  try {
    const [euros] = (await readBooks(database)).books
    return [euros?.liabilityMinor ?? 0, euros?.importedMinor ?? 0]
  } finally {
    await database.close()
  }
}
