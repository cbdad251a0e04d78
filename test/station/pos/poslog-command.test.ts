import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { poslog, SALE, tender } from './formats/poslogs.ts'

const ROOT = new URL('../../../', import.meta.url)
const NCR = 'test/fixtures/poslog/ncr-acs-SMALL.xml'
const R10 = 'test/fixtures/poslog/retalix-r10.xml'
const RUN =
  "import { runPoslog } from './commands/poslog.ts'; process.exitCode = await runPoslog(process.argv.slice(1))"
const folder = mkdtempSync(join(tmpdir(), 'countermark-poslog-'))

afterAll(() => rmSync(folder, { recursive: true }))

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', RUN, '--', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('poslog command: one file, one JSON object with transactions, all tenders and their names', () => {
  const { status, stdout, stderr } = run(R10)
  expect([status, stderr]).toEqual([0, ''])
  const { transactions, ...rest } = JSON.parse(stdout)
  expect(rest).toEqual({ file: R10 })
  expect(transactions).toHaveLength(1)
  const { rows, tenders, ...head } = transactions[0]
  expect(head).toEqual({
    key: '0610|140|2016-08-22|451',
    format: 'retalix-r10',
    store: '0610',
    workstation: '140',
    sequence: '451',
    receiptNumber: '451',
    businessDate: '2016-08-22',
    dateTime: '2016-08-22T15:21:54.4833703+01:00',
    operator: '0610-9009',
    kind: 'sale',
    flags: [],
    currency: 'GBP',
    totalMinor: 657,
    doubts: [],
  })
  expect(tenders).toEqual([
    {
      label: 'CASH',
      amountMinor: 657,
      currency: 'GBP',
      sign: 'plus',
      kind: 'payment',
      confidence: 1,
      reasons: [],
      isGiftCard: false,
      line: '5',
      row: 4,
      rows: [4],
      names: { '@TenderType': 'Cash', TenderID: '1', TenderDescription: 'CASH' },
    },
  ])
  expect(rows[4]).toBe('CASH 6.57')
})

test('poslog command: --tender prints only those tenders, by value or by field and value', () => {
  const path = file(
    'two.xml',
    poslog({ lines: [SALE, tender('x:T40', '8.00'), tender('Cash', '4.00')] }),
  )
  const labels = (...args: readonly string[]) =>
    JSON.parse(run(path, ...args).stdout).transactions[0].tenders.map(
      ({ label }: { label: string }) => label,
    )
  expect(labels()).toEqual(['x:T40', 'Cash'])
  expect(labels('--tender', 'x:T40')).toEqual(['x:T40'])
  expect(labels('--tender', 'TenderType=T40', '--tender', 'CASH')).toEqual(['x:T40', 'Cash'])
  expect(labels('--tender', 'Voucher')).toEqual([])
})

test('poslog command: of many files one line each; what is broken says so and stops nothing', () => {
  const cut = file('cut.xml', poslog({ lines: [SALE] }).slice(0, -40))
  const picture = file('picture.xml', '<svg><path/></svg>')
  const { status, stdout, stderr } = run(NCR, cut, picture, join(folder, 'no.xml'), R10)
  expect(status).toBe(1)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ transactions, error }) => [transactions.length, error?.code])).toEqual([
    [1, undefined],
    [0, 'cut-short'],
    [0, 'not-a-journal'],
    [0, 'unreadable'],
    [1, undefined],
  ])
  expect(lines[1].error.message).toContain('give the whole file')
  expect(stderr).toContain('no.xml: cannot be read')
})

test('poslog command: a format of its own from a file, the shop’s currency', () => {
  const format = file(
    'format.json',
    JSON.stringify({
      name: 'our-pos',
      title: 'Our POS',
      kind: 'xml',
      base: 'poslog',
      gift: [{ field: '@TenderType', values: ['T40'] }],
      tender: { label: ['ShopName'] },
    }),
  )
  const line =
    '<Tender TenderType="T40"><Amount>8.00</Amount><ShopName>Hausgutschein</ShopName></Tender>'
  const journal = file('own.xml', poslog({ lines: [line] }))
  const { stdout } = run(journal, '--format', format, '--currency', 'chf')
  expect(JSON.parse(stdout).transactions[0].tenders[0]).toMatchObject({
    label: 'Hausgutschein',
    amountMinor: 800,
    currency: 'CHF',
    isGiftCard: true,
  })
})

test.each([
  [[], 'name a file'],
  [[NCR, '--currency', 'XXQ'], 'XXQ'],
  [[NCR, '--tendre', 'BAR'], '--tendre'],
  [[NCR, '--format', 'nonesuch'], 'there is no format nonesuch; there are auto, '],
  [[NCR, '--format', 'package.json'], 'package.json is no format'],
])('poslog command: %j ends with 2 and says why', (args, words) => {
  const { status, stdout, stderr } = run(...args)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain(words)
})
