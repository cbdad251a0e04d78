import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { FILE_BYTES_MAX } from '../../../server/bank-files/limits.ts'
import { isQuestion } from '../../../server/bank-files/questions.ts'
import { readBankFile } from '../../../server/bank-files/reading.ts'

const ROOT = new URL('../../../', import.meta.url)
const NACHA = 'test/fixtures/bank-files/nacha'
const CPA = 'test/fixtures/bank-files/cpa005'

const folder = mkdtempSync(join(tmpdir(), 'bank-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function bankFile(...files: readonly string[]) {
  const run = spawnSync(process.execPath, ['commands/countermark.ts', 'bank-file', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const lines = run.stdout.split('\n').filter((line) => line !== '')
  return { status: run.status, stderr: run.stderr, lines }
}

describe('bank files: the format is found', () => {
  test.each([
    [NACHA, 'good', 'nacha'],
    [NACHA, 'bad', 'nacha'],
    [CPA, '', 'cpa005'],
  ])('%s/%s: %s', (path, sub, format) => {
    const where = new URL(`${path}/${sub}/`, ROOT)
    const names = readdirSync(where).filter((name) => !/^LICENSE|^SOURCES|\.md$/.test(name))
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const reading = readBankFile(readFileSync(new URL(name, where)))
      expect([name, reading.format]).toEqual([name, format])
    }
  })

  test.each([
    ['', 'empty'],
    [' \r\n\0\n', 'empty'],
    ['PK\u0003\u0004', 'format-unknown'],
    ['Dear bank, here is the file.', 'format-unknown'],
    ['1,2,3\n4,5,6\n', 'format-unknown'],
    ['{"a":1}', 'format-unknown'],
    ['<html></html>', 'format-unknown'],
  ])('%j is none: %s', (text, rule) => {
    const { format, problems } = readBankFile(Buffer.from(text))
    expect(format).toBe('unknown')
    expect(problems.map((problem) => [problem.rule, problem.line])).toEqual([[rule, 1]])
  })

  test('a file above the limit is not looked at', () => {
    const { problems } = readBankFile(new Uint8Array(FILE_BYTES_MAX + 1))
    expect(problems).toMatchObject([{ rule: 'too-large', line: 1 }])
  })
})

test('bank files: what is only unclear is told apart from what is broken', () => {
  const read = (name: string) => readBankFile(readFileSync(new URL(`${NACHA}/bad/${name}`, ROOT)))
  const unclear = read('return-PPD-custom-reason-code.ach')
  expect(unclear.problems.map(isQuestion)).toEqual([true])
  expect(unclear.outcomes).toMatchObject([{ code: 'R97', trace: '092221172022300' }])
  const broken = read('1qFormatCodeIncorrect.txt')
  expect(broken.problems.map(isQuestion)).toEqual([false])
})

describe('bank-file command', () => {
  test('one line for one good file, and exit 0', () => {
    const file = `${NACHA}/good/ppd-mixedDebitCredit.ach`
    const { status, stderr, lines } = bankFile(file)
    expect([status, stderr, lines.length]).toEqual([0, '', 1])
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      ...{ file, format: 'nacha', valid: true, entries: 3 },
      ...{ creditsMinor: 200_000_000, debitsMinor: 200_000_000, returns: 0, changes: 0 },
      problems: [],
    })
  })

  test('a line each, in order; exit 1 as soon as one is broken, unknown or not there', () => {
    const letter = join(folder, 'letter.txt')
    writeFileSync(letter, 'Dear bank')
    const files = [
      `${NACHA}/good/return-WEB.ach`,
      `${NACHA}/bad/1qFormatCodeIncorrect.txt`,
      `${CPA}/good-cadeft-credits.txt`,
      letter,
      folder,
      join(folder, 'none.ach'),
    ]
    const { status, lines } = bankFile(...files)
    const read = lines.map((line) => JSON.parse(line))
    expect(status).toBe(1)
    expect(read.map((one) => one.file)).toEqual(files)
    expect(read.map((one) => one.valid)).toEqual([true, false, true, false, false, false])
    expect(read[0]).toMatchObject({ returns: 2, creditsMinor: 4_565, debitsMinor: 12_354 })
    const problems = read.map((one) => one.problems[0]?.rule ?? null)
    expect(problems).toEqual([
      ...[null, 'format-code', null],
      ...['format-unknown', 'unreadable', 'unreadable'],
    ])
    expect(read[1].problems[0]).toEqual({
      rule: 'format-code',
      line: 1,
      message: 'it is "9" instead of 1',
    })
  })

  test.each([[[]], [['--wrong', 'x.ach']]])('%j ends with 2 and says how', (args) => {
    const { status, stderr, lines } = bankFile(...args)
    expect([status, lines]).toEqual([2, []])
    expect(stderr).toMatch(/bank-file FILE/)
  })

  test('--help ends with 0', () => {
    expect(bankFile('--help')).toMatchObject({ status: 0, stderr: '' })
  })
})
