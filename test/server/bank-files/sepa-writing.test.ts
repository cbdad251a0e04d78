import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { FrozenFile } from '../../../server/bank-files/rail.ts'
import { sepaRail } from '../../../server/bank-files/sepa/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { frozen, SETTINGS, transfer } from './sepa-house.ts'

const SCHEMA = readFileSync(
  new URL('../../fixtures/sepa/pain.001.001.09-sct.xsd', import.meta.url),
  'utf8',
)

function textOf(file: FrozenFile<typeof SETTINGS>): string {
  return Buffer.concat([...sepaRail.render(file)]).toString('utf8')
}

async function schemaErrors(text: string): Promise<readonly string[]> {
  const checked = await validateXML({
    xml: [{ fileName: 'file.xml', contents: text }],
    schema: [{ fileName: 'schema.xsd', contents: SCHEMA }],
  })
  return checked.errors.map(({ message }) => message)
}

function elements(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(
    ([, content]) => content ?? '',
  )
}

describe('SEPA file: what is written', () => {
  test('the elements of a file of two transfers, in the schema of the scheme', async () => {
    const text = textOf(
      frozen([
        transfer(),
        transfer({
          ...{ reference: 'PO0000000000002', amountMinor: minor(1), remittance: null },
          bank: { country: 'sepa', iban: 'FR1420041010050500013M02606', bic: null },
        }),
      ]),
    )
    expect(await schemaErrors(text)).toEqual([])
    expect(elements(text, 'MsgId')).toEqual(['CM20260329-PO0000000000001'])
    expect(elements(text, 'CreDtTm')).toEqual(['2026-03-29T02:30:00'])
    expect(elements(text, 'Dt')).toEqual(['2026-03-31'])
    expect(elements(text, 'NbOfTxs')).toEqual(['2', '2'])
    expect(elements(text, 'CtrlSum')).toEqual(['1234.57', '1234.57'])
    expect(elements(text, 'InstdAmt')).toEqual(['1234.56', '0.01'])
    expect(elements(text, 'EndToEndId')).toEqual(['PO0000000000001', 'PO0000000000002'])
    expect(elements(text, 'IBAN')).toEqual([
      'DE89370400440532013000',
      'IE29AIBK93115212345678',
      'FR1420041010050500013M02606',
    ])
    expect(elements(text, 'BICFI')).toEqual(['COBADEFFXXX', 'AIBKIE2DXXX'])
    expect(elements(text, 'Nm')).toEqual([
      ...['GUTSCHEINRING MUNCHEN E. V.', 'GUTSCHEINRING MUNCHEN E. V.'],
      ...['CAFE AEGIR + SOHNE &apos;NORD&apos;', 'CAFE AEGIR + SOHNE &apos;NORD&apos;'],
    ])
    expect(elements(text, 'Ustrd')).toEqual(['SETTLEMENT 2026-11 / 42 CARDS', 'PO0000000000002'])
  })

  test('the schema itself refuses: other order, no name, too much money, an empty text', async () => {
    const text = textOf(frozen([transfer()]))
    const spoiled = [
      text.replace(/(<PmtMtd>.*?<\/PmtMtd>)(<BtchBookg>.*?<\/BtchBookg>)/, '$2$1'),
      text.replace(/<Cdtr>.*?<\/Cdtr>/, ''),
      text.replace(/(?<open><InstdAmt.*?>)1234.56</, '$<open>1000000000.00<'),
      text.replace(/<Ustrd>.*?<\/Ustrd>/, '<Ustrd/>'),
    ]
    for (const one of spoiled) {
      expect(one).not.toBe(text)
      expect(await schemaErrors(one)).not.toEqual([])
    }
  })

  test('the same frozen file gives the same bytes, in any zone of the server', () => {
    const script = `
      import { sepaRail } from './server/bank-files/sepa/index.ts'
      const file = JSON.parse(process.argv[1])
      process.stdout.write(Buffer.concat([...sepaRail.render(file)]))`
    const file = frozen([transfer()])
    // 02:30 of that night is skipped in Berlin: a clock of the machine could not show it.
    const texts = ['UTC', 'Europe/Berlin', 'America/St_Johns'].map((zone) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(file)], {
        env: { ...process.env, TZ: zone },
        encoding: 'utf8',
      }),
    )
    expect(new Set([...texts, textOf(file)]).size).toBe(1)
  })

  test('any transfers: in the schema, sums to the cent, names in the scheme’s characters', async () => {
    const cents = fc.integer({ min: 1, max: 99_999_999_999 }).map(minor)
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 })
    const entries = fc.array(fc.tuple(cents, name, fc.option(name)), {
      minLength: 1,
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(entries, async (list) => {
        const transfers = list
          .map(([amountMinor, payeeName, remittance], index) =>
            transfer({ reference: `R${index}`, amountMinor, payeeName, remittance }),
          )
          .filter((one) => sepaRail.problemOf(one, SETTINGS) === undefined)
        if (transfers.length === 0) return
        const text = textOf(frozen(transfers))
        const sum = transfers.reduce((total, one) => total + BigInt(one.amountMinor), 0n)
        const digits = String(sum).padStart(3, '0')
        const total = `${digits.slice(0, -2)}.${digits.slice(-2)}`
        expect(elements(text, 'CtrlSum')).toEqual([total, total])
        expect(await schemaErrors(text)).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})

describe('SEPA file: what does not fit', () => {
  test.each([
    [
      'another rail’s account',
      { bank: { country: 'ca', institution: '003', transit: '10002', account: '1234567' } },
      /no account with an IBAN/,
    ],
    [
      'a wrong check digit',
      { bank: { country: 'sepa', iban: 'IE30AIBK93115212345678', bic: null } },
      /mistyped/,
    ],
    [
      'a wrong length',
      { bank: { country: 'sepa', iban: 'DE8937040044053201300', bic: null } },
      /mistyped/,
    ],
    [
      'a country outside',
      { bank: { country: 'sepa', iban: 'BR1500000000000010932840814P2', bic: null } },
      /mistyped/,
    ],
    ['a collection', { purpose: 'collection' }, /mandate/],
    ['a prenote', { purpose: 'prenote', amountMinor: minor(0) }, /prenotes/],
    ['nothing', { amountMinor: minor(0) }, /0\.01/],
    ['a billion', { amountMinor: minor(100_000_000_000) }, /0\.01/],
    ['a name of another script', { payeeName: '東京' }, /Latin/],
    ['a name of marks only', { payeeName: '@#' }, /Latin/],
    ['a remittance of another script', { remittance: 'Ваша' }, /remittance/],
    ['a reference of another make', { reference: 'po-1' }, /reference/],
  ] as const)('%s', (_, given, reason) => {
    const one = transfer(given)
    expect(sepaRail.problemOf(one, SETTINGS)).toMatch(reason)
    expect(() => textOf(frozen([one]))).toThrow(reason)
    expect(() => textOf(frozen([one]))).not.toThrow(/AIBK9311|5320130|00000010932/)
  })

  test('dollars, a value date in the past, our own IBAN mistyped, nothing at all', () => {
    expect(() => textOf(frozen([transfer()], { currency: currency('USD') }))).toThrow(/euros/)
    expect(() => textOf(frozen([transfer()], { valueOn: '2026-03-28' }))).toThrow(/value date/)
    const settings = { ...SETTINGS, iban: 'DE88370400440532013000' }
    expect(() => textOf(frozen([transfer()], { settings }))).toThrow(/our own IBAN/)
    expect(() => textOf(frozen([]))).toThrow(/at least one/)
  })

  test('cut where the bank wants another file, in the order given', () => {
    const many = Array.from({ length: 25 }, (_, index) => transfer({ reference: `R${index}` }))
    const files = sepaRail.split(many, { ...SETTINGS, fileMaxEntries: 10 })
    expect(files.map(({ length }) => length)).toEqual([10, 10, 5])
    expect(files.flat()).toEqual(many)
  })

  test('the largest file: 10,000 transfers, the next one begins another', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => transfer({ reference: `R${index}` }))
    const [first = [], second = []] = sepaRail.split(many, SETTINGS)
    expect([first.length, second.length]).toEqual([10_000, 1])
    expect(elements(textOf(frozen(first)), 'CtrlSum')[0]).toBe('12345600.00')
    expect(() => textOf(frozen(many))).toThrow(/no more than fit/)
  })
})
