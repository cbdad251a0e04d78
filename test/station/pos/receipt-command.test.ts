import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const FIXTURES = 'test/fixtures/escpos/'
const RUN =
  "import { runReceipt } from './commands/receipt.ts'; process.exitCode = await runReceipt(process.argv.slice(1))"

function receipt(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', RUN, '--', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}

test('receipt command: one JSON object with rows and tenders', () => {
  const { status, stdout, stderr } = receipt(`${FIXTURES}eckpos-serial-1.bin`, '--tender', 'BAR')
  expect([status, stderr]).toEqual([0, ''])
  const { papers } = JSON.parse(stdout)
  expect(papers).toHaveLength(1)
  expect(papers[0].rows[9]).toContain('BAR')
  expect(papers[0]).toMatchObject({
    kind: 'sale',
    receiptNumber: '42',
    totalMinor: 780,
    doubts: [],
  })
  expect(papers[0].tenders).toEqual([
    {
      ...{ label: 'BAR', amountMinor: 780, currency: 'EUR', sign: 'plus', kind: 'payment' },
      ...{ confidence: 1, reasons: [], row: 9, rows: [9] },
    },
  ])
})

test('receipt command: two papers in one job, several tender words, a doubt on stderr', () => {
  const file = `${FIXTURES}escpost-cafe-order-voucher.bin`
  const { status, stdout, stderr } = receipt(
    file,
    '--tender',
    'BAR',
    '--tender',
    'CASH',
    '--tender',
    'ORDER',
  )
  expect(status).toBe(0)
  expect(JSON.parse(stdout).papers).toMatchObject([{ tenders: [] }, { tenders: [] }])
  expect(stderr).toContain('paper 1, row 3: not read as a tender (above-total)')
})

test('receipt command: without a currency the printed decimals decide, and none is claimed', () => {
  const { stdout } = receipt(
    `${FIXTURES}escpostools-receipt-with-logo.bin`,
    '--tender',
    'A local tax',
  )
  expect(JSON.parse(stdout).papers[0].tenders).toEqual([])
  const file = `${FIXTURES}cobyhausrath-receipt.bin`
  const total = JSON.parse(receipt(file, '--tender', 'TOTAL').stdout).papers[0].tenders
  expect(total).toMatchObject([{ label: 'TOTAL', amountMinor: 4149, row: 20 }])
  expect(total[0]).not.toHaveProperty('currency')
  const yen = JSON.parse(receipt(file, '--tender', 'TOTAL', '--currency', 'cad').stdout)
  expect(yen.papers[0].tenders[0].currency).toBe('CAD')
})

test('receipt command: card numbers are masked in whatever groups they are printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-receipt-'))
  const file = join(folder, 'job.bin')
  writeFileSync(file, 'VISA 4111 1111 1111 1111 12/27\nGIFT 9970 0112 3456 7890 128\nTOTAL 5.00\n')
  const { stdout } = receipt(file)
  rmSync(folder, { recursive: true })
  expect(JSON.parse(stdout).papers[0].rows).toEqual([
    'VISA •••• 1111 12/27',
    'GIFT •••• 0128',
    'TOTAL 5.00',
  ])
})

test('receipt command: several files are one line each, a missing one says why', () => {
  const files = [
    `${FIXTURES}eckpos-serial-1.bin`,
    'no-such-file.bin',
    `${FIXTURES}eckpos-tcp-1.bin`,
  ]
  const { status, stdout, stderr } = receipt(...files, '--tender', 'BAR')
  const lines = stdout.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { file: files[0], papers: [{ tenders: [{ amountMinor: 780 }] }] },
    { file: files[1], papers: [], error: { code: 'unreadable' } },
    { file: files[2], papers: [{ tenders: [] }] },
  ])
  expect(status).toBe(1)
  expect(stderr).toContain('no-such-file.bin cannot be read')
})

test('receipt command: a receipt as plain text, in UTF-8, its last row without an end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-receipt-'))
  const file = join(folder, 'receipt.txt')
  writeFileSync(file, 'CAFÉ DU QUAI\n\nTOTAL  30,00 €\nCHÈQUE CADEAU  25,00 €')
  const { stdout } = receipt(file)
  const asText = receipt(file, '--dialect', 'text')
  rmSync(folder, { recursive: true })
  expect(JSON.parse(stdout).papers).toMatchObject([
    {
      totalMinor: 3000,
      rows: ['CAFÉ DU QUAI', '', 'TOTAL  30,00 €', 'CHÈQUE CADEAU  25,00 €'],
      tenders: [{ label: 'CHEQUE CADEAU', amountMinor: 2500, currency: 'EUR', rows: [3] }],
    },
  ])
  expect(asText.stdout).toBe(stdout)
})

test.each([
  [['no-such-file.bin'], 1, 'no-such-file.bin'],
  [[], 2, 'name a file'],
  [[`${FIXTURES}eckpos-tcp-1.bin`, '--dialect', 'zpl'], 2, 'there is no dialect zpl'],
  [[`${FIXTURES}eckpos-tcp-1.bin`, '--currency', 'XXQ'], 2, 'XXQ'],
  [[`${FIXTURES}eckpos-tcp-1.bin`, '--tendre', 'BAR'], 2, '--tendre'],
  [
    [`${FIXTURES}eckpos-tcp-1.bin`, '--profile', 'package.json'],
    2,
    'package.json is no receipt profile',
  ],
])('receipt command: %j ends with %i and says why', (args, code, words) => {
  const { status, stdout, stderr } = receipt(...args)
  expect(status).toBe(code)
  expect(stdout).toBe('')
  expect(stderr).toContain(words)
})
