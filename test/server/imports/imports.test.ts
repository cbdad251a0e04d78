import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { ProfileId } from '../../../src/contract/program-rules.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, reasonOf } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import { makeForeignFile } from './foreign-file.ts'
import {
  addProgram,
  booksOf,
  check,
  controlOf,
  secondPerson,
  stage,
  untilState,
} from './import-house.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const ROWS = IS_FULL ? 50_000 : 2_000
const HOUR_MS = 3_600_000

let house: ApiHouse
let finance: AdminBrowser
beforeAll(async () => {
  house = await openApiHouse()
  finance = await secondPerson(house)
})
afterAll(() => house.close())

/** Rows of the tables that an import may touch. */
async function rowCounts(): Promise<readonly number[]> {
  const tables = ['card', 'journal', 'card_import', 'card_import_item', 'audit'] as const
  return Promise.all(
    tables.map(async (table) => {
      const rows = house.context.database.read.selectFrom(table)
      const { count } = await rows
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    }),
  )
}

/** Does it, and says how long it took and how much memory the process then had. */
async function timed<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const beganMs = performance.now()
  const value = await work()
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20)
  process.stdout.write(`import of ${ROWS} rows: ${what} ${seconds} s, ${megabytes} MB resident\n`)
  return value
}

describe('a dry run', () => {
  test(
    'every planted fault is named with its row and column, and nothing is changed',
    async () => {
      const { number: takenNumber } = await house.stockedCard()
      // A number that is in the ledger and has not our first digits: one that was imported.
      const one = makeForeignFile({ seed: 7, rows: 1 })
      const staged = done(await stage(house.operator, house.programId, one))
      done(await finance.call('commit-import', { importId: staged.importId, ...controlOf(one) }))
      await untilState(finance, staged.importId, 'committed')
      const taken = one.cards[0]?.number ?? ''
      const file = makeForeignFile({ seed: 1, rows: ROWS, withFaults: true, takenNumber: taken })
      const before = await rowCounts()
      const report = done(
        await timed('dry run with faults', () => check(house.operator, house.programId, file.csv)),
      )
      expect(await rowCounts()).toEqual(before)
      const found = report.faults.map(({ row, column, code }) => ({ row, column, code }))
      expect(found).toEqual(file.planted)
      expect(file.planted.length).toBeGreaterThanOrEqual(20)
      expect(report).toMatchObject({ rows: ROWS, soundRows: ROWS - file.planted.length })
      const secrets = [...file.cards.flatMap(({ number, pin }) => [number, pin]), takenNumber]
      const text = JSON.stringify(report)
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      const twice = report.faults.find(({ code }) => code === 'NUMBER_TWICE')
      expect(twice).toMatchObject({ otherRow: (twice?.row ?? 0) - 1 })
    },
    HOUR_MS,
  )

  test('the report as CSV: the same faults, in words', async () => {
    const file = makeForeignFile({ seed: 2, rows: 60, withFaults: true, takenNumber: '12345678' })
    const query = new URLSearchParams({ programId: house.programId, as: 'csv' })
    const response = await house.operator.send(`/imports/check?${query}`, {
      method: 'POST',
      headers: { 'x-countermark-admin': '1', 'content-type': 'text/csv' },
      body: file.csv,
    })
    expect(response.headers.get('content-type')).toContain('text/csv')
    const text = await response.text()
    const faulty = text.split('\n').filter((line) => /^\d+,/.test(line))
    // All but the taken number, which is in no ledger here.
    expect(faulty).toHaveLength(file.planted.length - 1)
    expect(text).toContain('PIN_FORM')
    expect(text).toContain('A PIN has 4 to 8 digits.')
  })

  test('French names, semicolons, decimal commas and columns that are called otherwise', async () => {
    const csv = [
      'N° interne;Numéro de carte;Devise;Montant initial;Solde;Date d’émission;État;Remarque',
      '1;GC-0000 7001;EUR;1 250,00;12,5;31/03/2019;activée;été',
      '2;GC-0000 7002;EUR;25;25;01.04.2019;épuisée;',
    ].join('\n')
    const columns = JSON.stringify({ reference: 'Remarque', issuedOn: 'Date d’émission' })
    const report = done(
      await check(house.operator, house.programId, csv, { columns, dates: 'dmy' }),
    )
    // The second is said to be used up and is not.
    expect(report.faults).toEqual([
      { row: 3, column: 'state', code: 'STATE_CONFLICT', card: '•••• 7002', otherRow: null },
    ])
    expect(report.totals).toEqual([
      {
        ...{ currency: 'EUR', state: 'active', rows: 1 },
        ...{ initialMinor: 125_000, remainingMinor: 1250 },
      },
    ])
  })

  test('a card that expires where or when the law forbids it: a fault, until the date is left out', async () => {
    const programId = await addProgram(house, 'Lawful Card')
    const { versions } = done(await house.operator.call('read-program', { programId }))
    const { rules } = versions[0] ?? {}
    if (!rules) throw new Error('a program has rules')
    const expiries = ['2025-05-02', '2025-05-03', '']
    const lines = expiries.map((day, at) => `GC0000800${at},EUR,25,25,2020-05-03,active,${day}`)
    const csv = ['Number,Currency,Initial,Balance,Issued,State,Expiry', ...lines].join('\n')
    const faultsUnder = async (profile: ProfileId, basedOn: number) => {
      const change = { programId, basedOn, validFrom: null, reason: 'Law' }
      const next = { ...rules, profile, expiry: null }
      done(await house.operator.call('change-rules', { ...change, rules: next }))
      const { faults } = done(await check(house.operator, programId, csv))
      return faults.map(({ row, column, code }) => `${row} ${column} ${code}`)
    }
    expect(await faultsUnder('eu', 1)).toEqual([])
    expect(await faultsUnder('us-federal', 2)).toEqual(['2 expiresOn EXPIRY_UNLAWFUL'])
    expect(await faultsUnder('us-ca', 3)).toEqual([
      '2 expiresOn EXPIRY_UNLAWFUL',
      '3 expiresOn EXPIRY_UNLAWFUL',
    ])
    expect(await faultsUnder('ca-on', 4)).toHaveLength(2)
  })

  test.each([
    ['', 'FILE_EMPTY'],
    ['Number,Currency\n1,EUR\n', 'COLUMN_MISSING'],
    ['Number,Card Number,Currency,Initial,Balance,Issued,State\n', 'COLUMN_TWICE'],
    ['Number,Currency,Initial,Balance,Issued,State\n"open,EUR', 'FILE_UNREADABLE'],
  ])('a file that is none: %j', async (csv, code) => {
    const report = done(await check(house.operator, house.programId, csv))
    expect(report.faults.map((fault) => fault.code)).toContain(code)
  })

  test('bytes that are no UTF-8: said with the row', async () => {
    const query = new URLSearchParams({ programId: house.programId })
    const response = await house.operator.send(`/imports/check?${query}`, {
      method: 'POST',
      headers: { 'x-countermark-admin': '1', 'content-type': 'text/csv' },
      body: Buffer.from('Number,Currency,Initial,Balance,Issued,State\nGC\xe9,EUR', 'latin1'),
    })
    expect(await response.json()).toMatchObject({
      value: { faults: [{ row: 2, code: 'FILE_UNREADABLE' }] },
    })
  })
})

describe('an import', () => {
  test(
    'adds up before and after, is spent at a till and online, and goes back but for what was used',
    async () => {
      const file = makeForeignFile({ seed: 3, rows: ROWS })
      const before = await booksOf(house)
      const report = done(
        await timed('dry run', () => check(house.operator, house.programId, file.csv)),
      )
      expect(report).toMatchObject({
        ...{ faultCount: 0, soundRows: ROWS, withPin: ROWS },
        ...{ remainingMinor: file.remainingMinor, initialMinor: file.initialMinor },
      })
      const counts = await rowCounts()
      const other = { remainingMinor: String(file.remainingMinor + 1) }
      expect(codeOf(await stage(house.operator, house.programId, file, other))).toBe(
        'REQUEST_MALFORMED',
      )
      const [, , , items] = await rowCounts()
      expect(items).toBe(counts[3])
      const staged = done(
        await timed('staging', () => stage(house.operator, house.programId, file)),
      )
      const { importId } = staged
      const control = { importId, ...controlOf(file) }
      expect(reasonOf(await house.operator.call('commit-import', control))).toBe('OWN_DECISION')
      const less = { ...control, rows: control.rows - 1 }
      expect(codeOf(await finance.call('commit-import', less))).toBe('REQUEST_MALFORMED')
      const view = await timed('commit', async () => {
        done(await finance.call('commit-import', control))
        return untilState(finance, importId, 'committed')
      })
      expect(view).toMatchObject({
        ...{ importedRows: ROWS, importedMinor: file.remainingMinor, refusedRows: 0 },
        ...{ stagedBy: 'Person operator', committedBy: 'Person finance' },
      })
      expect(await booksOf(house)).toEqual(before.map((amount) => amount + file.remainingMinor))

      const spent = await spend(file)
      expect(codeOf(await finance.call('reverse-import', reversalOf(importId, false)))).toBe(
        'STATE_CONFLICT',
      )
      const used = done(await finance.call('read-used-imports', { importId }))
      expect(used).toMatchObject({ total: 2 })
      const gone = await timed('reversal', async () => {
        done(await finance.call('reverse-import', reversalOf(importId, true)))
        return untilState(finance, importId, 'reversed')
      })
      expect(gone).toMatchObject({ importedRows: 2, refusedRows: 2 })
      const kept = used.cards.reduce((sum, { importedMinor }) => sum + importedMinor, 0)
      expect(await booksOf(house)).toEqual([before[0] + kept - spent, before[1] + kept])
      // All numbers but those two are free again.
      const again = done(await check(house.operator, house.programId, file.csv))
      expect(again.faults.map(({ code }) => code)).toEqual(['NUMBER_TAKEN', 'NUMBER_TAKEN'])
    },
    HOUR_MS,
  )

  test('a reversal leaves nothing behind, and the file can be imported once more', async () => {
    const file = makeForeignFile({ seed: 4, rows: 300 })
    const before = await booksOf(house)
    for (const round of [1, 2]) {
      const staged = done(await stage(house.operator, house.programId, file))
      const { importId } = staged
      done(await finance.call('commit-import', { importId, ...controlOf(file) }))
      await untilState(finance, importId, 'committed')
      const card = cardOf(file)
      const found = await house.post('/v1/storedvalue/balance', { card })
      expect(found.body.value).toMatchObject({ balanceMinor: card.remainingMinor, state: 'active' })
      if (round === 2) break
      done(await finance.call('reverse-import', reversalOf(importId, false)))
      expect(await untilState(finance, importId, 'reversed')).toMatchObject({ importedRows: 0 })
      expect(await booksOf(house)).toEqual(before)
      const lost = await house.post('/v1/storedvalue/balance', { card })
      expect(refusalOf(lost)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
    }
  })

  test('given up before its commit: nothing of the file is kept', async () => {
    const file = makeForeignFile({ seed: 5, rows: 30 })
    const before = await rowCounts()
    const { importId } = done(await stage(house.operator, house.programId, file))
    expect(done(await finance.call('drop-import', { importId }))).toMatchObject({
      state: 'dropped',
    })
    const [cards, operations, , items] = await rowCounts()
    expect([cards, operations, items]).toEqual([before[0], before[1], before[3]])
    const late = { importId, ...controlOf(file) }
    expect(codeOf(await finance.call('commit-import', late))).toBe('STATE_CONFLICT')
  })

  test('the card in the admin: its dates of old and what it was first worth', async () => {
    const row = await house.context.database.read
      .selectFrom('journal')
      .innerJoin('card', 'card.id', 'journal.card_id')
      .where('journal.kind', '=', 'import')
      .where('journal.outcome', '=', 'posted')
      .select(['card.uid', 'card.activated_at_ms'])
      .executeTakeFirstOrThrow()
    const detail = done(await finance.call('read-card', { cardId: row.uid }))
    expect(detail).toMatchObject({ activatedAtMs: row.activated_at_ms })
    expect(detail.imported).toMatchObject({ issuedAtMs: row.activated_at_ms })
    expect(detail.imported?.initialMinor).toBeGreaterThan(0)
  })

  test('whoever may not: refused, whatever is sent', async () => {
    const path = `/imports/check?${new URLSearchParams({ programId: house.programId })}`
    const foreign = await house.operator.send(path, { method: 'POST', body: 'x' })
    expect(foreign.status).toBe(403)
    const nobody = await fetch(`${house.url}/v1/admin${path}`, {
      method: 'POST',
      headers: { 'x-countermark-admin': '1', 'content-type': 'text/csv' },
      body: 'x',
    })
    expect(nobody.status).toBe(401)
  })

  test('no number and no PIN in clear in the database, its log and the log', async () => {
    const files = readdirSync(house.folder, { encoding: 'utf8' }).filter((name) =>
      /\.db/.test(name),
    )
    expect(files.some((name) => name.endsWith('-wal'))).toBe(true)
    const texts = files.map((name) => readFileSync(join(house.folder, name)).toString('latin1'))
    const kept = [house.logged(), ...texts].join('\n')
    expect(kept).toContain('import-commit')
    const imported = new Set(
      [3, 4, 7]
        .flatMap((seed) => makeForeignFile({ seed, rows: ROWS }).cards)
        .map(({ number }) => number),
    )
    // By chance a hash has such digits, too; none of these numbers.
    const alike = kept.match(/GC\d{2}X\d{11}|6036\d{12}/g) ?? []
    expect(imported.size).toBe(3 * ROWS)
    expect(alike.filter((number) => imported.has(number))).toEqual([])
    const alone = new Set(kept.match(/(?<!\d)\d{8}(?!\d)/g))
    const pins = [3, 4].flatMap((seed) => makeForeignFile({ seed, rows: 300 }).cards)
    expect(pins.filter(({ pin }) => alone.has(pin))).toEqual([])
  })
})

test(
  'after all of it the ledger is proved',
  async () => {
    await house.stop()
    expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
  },
  HOUR_MS,
)

function reversalOf(importId: string, exceptUsed: boolean) {
  return { importId, exceptUsed, reason: 'The wrong file' }
}

function cardOf(file: ReturnType<typeof makeForeignFile>, skip = 0) {
  const all = file.cards.filter(
    ({ state, remainingMinor }) => state === 'active' && remainingMinor >= 100,
  )
  const card = all[skip]
  if (!card) throw new Error('no card of the file can be spent')
  const { number, pin, remainingMinor } = card
  return Object.defineProperty({ number, pin }, 'remainingMinor', {
    value: remainingMinor,
  }) as { number: string; pin: string; readonly remainingMinor: number }
}

/** One card at a till, one online; a wrong PIN first. */
async function spend(file: ReturnType<typeof makeForeignFile>): Promise<number> {
  const [first, second] = [cardOf(file), cardOf(file, 1)]
  const till: Counter = await openCounter(house, house.location.locationId)
  const inHand = done(await till.ask('card-inquire', { card: { ...first } }))
  expect(inHand).toMatchObject({ balanceMinor: first.remainingMinor, refusal: null })
  const taken = done(
    await till.ask('redeem', {
      ...{ requestId: 'till-1', cardToken: inHand.cardToken, amountMinor: 100, currency: 'EUR' },
      ...{ partial: 'deny', payment: null, clerk: 'Ana', stationTimeMs: 1 },
    }),
  )
  expect(taken.answer).toMatchObject({ appliedMinor: 100 })
  till.close()
  const sale = { requestId: 'online-1', amountMinor: 50, currency: 'EUR' }
  const wrong = { number: second.number, pin: '00000000' }
  const guessed = await house.post('/v1/storedvalue/redeem', { ...sale, card: wrong })
  expect(refusalOf(guessed)).toBe('404 CARD_NOT_FOUND_OR_PIN_INVALID')
  const online = await house.post('/v1/storedvalue/redeem', {
    ...{ ...sale, requestId: 'online-2' },
    card: { number: second.number, pin: second.pin },
  })
  expect(online.body.value).toMatchObject({ appliedMinor: 50 })
  return 150
}
