import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { openAgain } from '../house/open-again.ts'
import {
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'
import { type ForeignFile, makeForeignFile } from './foreign-file.ts'
import { addProgram, stage, untilState } from './import-house.ts'

const ROWS = 3_000

let server: TestServer
let programId: ProgramId
beforeAll(async () => {
  server = await openServer()
  programId = await addProgram(server)
  await server.stop()
})
afterAll(() => server.close())

function start(...args: readonly string[]) {
  const command = join(import.meta.dirname, '../../../commands/countermark.ts')
  return spawn(process.execPath, [command, 'import', ...args, '--data', server.folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(...args: readonly string[]) {
  const child = start(...args)
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code: child.exitCode, out, err }
}

function write(name: string, { csv }: ForeignFile): string {
  const path = join(server.folder, name)
  writeFileSync(path, csv)
  return path
}

function commitArgs(path: string, file: ForeignFile): string[] {
  const total = (file.remainingMinor / 100).toFixed(2)
  const control = ['--rows', String(file.cards.length), '--total', total]
  return ['commit', path, '--program', programId, '--source', 'Givex', ...control]
}

test('a file with faults: the report as JSON or CSV, exit 1, and no number in either', async () => {
  const file = makeForeignFile({ seed: 21, rows: 60, withFaults: true, takenNumber: '12345678' })
  const path = write('faulty.csv', file)
  const json = await run('check', path, '--program', programId)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({ faultCount: file.planted.length - 1 })
  const report = join(server.folder, 'report.csv')
  const csv = await run('check', path, '--program', programId, '--report', report)
  expect(csv.code).toBe(1)
  const said = `${json.out}${json.err}${csv.out}${csv.err}`
  expect(
    file.cards.filter(({ number, pin }) => said.includes(number) || said.includes(pin)),
  ).toEqual([])
})

test('a commit that is killed is resumed, ties out, and is reversed', async () => {
  const file = makeForeignFile({ seed: 22, rows: ROWS })
  const args = commitArgs(write('sound.csv', file), file)
  const wrong = await run(...args.map((arg) => (arg === String(ROWS) ? String(ROWS + 1) : arg)))
  expect(wrong).toMatchObject({ code: 1 })
  expect(wrong.err).toContain('Nothing was kept')

  const child = start(...args)
  let said = ''
  for await (const chunk of child.stderr) {
    said += String(chunk)
    if (/committing: \d{3,}/.test(said)) child.kill('SIGKILL')
  }
  expect(said).toContain('committing')
  const [before] = (await lines()).filter(({ state }) => state === 'committing')
  expect(Number(before?.['importedRows'])).toBeLessThan(ROWS)

  const importId = String(before?.['importId'])
  const resumed = await run('resume', importId)
  expect(resumed.code).toBe(0)
  const total = (file.remainingMinor / 100).toFixed(2)
  expect(JSON.parse(resumed.out)).toMatchObject({
    ...{ state: 'committed', rows: ROWS, importedRows: ROWS, refusedRows: 0 },
    ...{ ofFile: total, inLedger: total },
  })
  const reversed = await run('reverse', importId, '--reason', 'The wrong file')
  expect(JSON.parse(reversed.out)).toMatchObject({ state: 'reversed', inLedger: '0.00' })
  expect(verifyLedger(server.folder)).toMatchObject({ ok: true })
}, 120_000)

test('an import that is staged: there is nothing to resume, and that is no success', async () => {
  const file = makeForeignFile({ seed: 23, rows: 20 })
  const again = await openAgain(server)
  const operator = adminBrowser(again.url)
  done(await operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
  const { importId } = done(await stage(operator, programId, file))
  await untilState(operator, importId, 'staged')
  await again.close()
  const { code, err } = await run('resume', importId)
  expect(code).toBe(1)
  expect(err).toContain('The import is staged, and nothing was done')
  expect((await lines()).find((line) => line['importId'] === importId)).toMatchObject({
    state: 'staged',
  })
})

test.each([
  [[]],
  [['commit', 'x.csv']],
  [['check']],
  [['perhaps', 'x']],
  [['check', import.meta.filename, '--program', 'one', '--dates', 'ymd']],
])('a command line that makes no sense: %j', async (args) => {
  expect(await run(...args)).toMatchObject({ code: 2 })
})

async function lines(): Promise<Record<string, unknown>[]> {
  const { out } = await run('list')
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
