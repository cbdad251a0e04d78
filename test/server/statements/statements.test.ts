import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunView } from '../../../src/contract/admin/payout-views.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import { codeOf, done } from '../house/open-server.ts'
import { settle } from '../ledger/settling.ts'
import {
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
  untilRun,
} from '../payouts/payout-house.ts'

let house: PayoutHouse
let mailBox: MailBox
let bakery: LocationId
let run: RunView
beforeAll(async () => {
  mailBox = await openMailBox()
  house = await openPayoutHouse(senderOf(mailBox.port))
  await addNacha(house)
  bakery = await addPlace(house, '=Crème & "Brûlée" Kō')
  const quiet = await addPlace(house, 'Quiet Cafe')
  await giveAccount(house, bakery, 1)
  const trade = tradeOf(house)
  const card = await trade.sell(100_000)
  const first = await trade.redeem(bakery, card, 7_000)
  await trade.giveBack(bakery, first, 500)
  const wrong = await trade.redeem(bakery, card, 999)
  await trade.undo(bakery, wrong)
  await trade.redeem(bakery, card, 12_345)
  await trade.redeem(quiet, card, 200)
  await settlePayable(-45)
  run = await runAndApprove(house)
}, 60_000)
afterAll(async () => {
  await house.close()
  await mailBox.close()
})

async function settlePayable(amount: number): Promise<void> {
  const { networkId } = house
  const of = { networkId, here: bakery }
  const request = settle(of, 'payable_adjust', amount, { currency: house.currency })
  done((await house.context.database.ledger.execute(request)).reply)
}

const DAYS = { from: '2020-01-01', to: '2040-12-31' }

async function fetchFile(query: Record<string, string>, path = '/statement') {
  const response = await house.operator.send(`${path}?${new URLSearchParams(query).toString()}`)
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

function statement(more: Record<string, string>) {
  return fetchFile({ locationId: bakery, ...more })
}

/** The parts of a ZIP file by their names, as its directory has them. */
function unzip(bytes: Buffer): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'))
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const [name, from] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const head = 30 + bytes.readUInt16LE(from + 26) + bytes.readUInt16LE(from + 28)
    const text = inflateRawSync(bytes.subarray(from + head, from + head + packed)).toString()
    expect(Buffer.byteLength(text)).toBe(size)
    parts.set(bytes.toString('utf8', at + 46, at + 46 + name), text)
    at += 46 + name
  }
  return parts
}

const numbersIn = (sheet: string, column: string) =>
  [...sheet.matchAll(new RegExp(`<c r="${column}\\d+" s="\\d"><v>([^<]+)</v>`, 'g'))].map((match) =>
    Number(match[1]),
  )

describe('the statement of a run', () => {
  test('CSV: the account runs from the opening balance to what is carried, to the cent', async () => {
    const { response, bytes } = await statement({ runId: run.runId, format: 'csv' })
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="statement-creme-brulee-ko-run-1.csv"',
    )
    const rows = bytes.toString().trimEnd().split('\r\n').slice(1)
    const figures = rows.map((row) => row.split(',').slice(-3, -1).map(Number))
    expect(figures.map(([amount]) => amount)).toEqual([
      ...[0, 70, -5, 9.99, -9.99, 123.45, -0.45, 0, -188, 0],
    ])
    expect(figures.at(-1)?.[1]).toBe(0)
    const { line } = done(
      await house.operator.call('read-run-line', { runId: run.runId, locationId: bakery }),
    )
    expect(line).toMatchObject({ dueMinor: 18_800, payoutMinor: 18_800, carriedMinor: 0 })
  })

  test('XLSX: amounts and times are numbers, text is never a formula, and all of it is XML', async () => {
    const { response, bytes } = await statement({ runId: run.runId, format: 'xlsx' })
    expect(response.headers.get('content-type')).toContain('spreadsheetml')
    const parts = unzip(bytes)
    const summary = parts.get('xl/worksheets/sheet1.xml') ?? ''
    expect(summary).toContain('=Crème &amp; &quot;Brûlée&quot; Kō')
    expect(summary).not.toContain('<f>')
    const sheet = parts.get('xl/worksheets/sheet2.xml') ?? ''
    expect(numbersIn(sheet, 'I')).toEqual([70, -5, 9.99, -9.99, 123.45, -0.45, -188])
    expect(numbersIn(sheet, 'J').at(-1)).toBe(0)
    const days = numbersIn(sheet, 'A')
    expect(days).toHaveLength(5)
    for (const day of days) expect(day).toBeGreaterThan(40_000)
    expect(parts.get('xl/workbook.xml')).toContain('Summary')
  })

  test('PDF: one file of pages in either language, with its name', async () => {
    for (const language of ['en', 'fr']) {
      const { response, bytes } = await statement({ runId: run.runId, format: 'pdf', language })
      expect(response.headers.get('content-type')).toBe('application/pdf')
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
      expect(bytes.toString('latin1')).toMatch(/%%EOF\s*$/)
      expect(bytes.toString('latin1')).toContain(`/Lang (${language})`)
    }
  })

  test('a whole run as a table: one line a location, with the sums of its lines', async () => {
    const { bytes } = await fetchFile({ runId: run.runId, format: 'csv' }, '/run-table')
    const [head, ...lines] = bytes.toString().trimEnd().split('\r\n')
    expect(head).toContain('Carried forward')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^"'=Crème & ""Brûlée"" Kō",USD,0\.00,203\.44,/)
    const sheet = await fetchFile({ runId: run.runId, format: 'xlsx' }, '/run-table')
    expect(unzip(sheet.bytes).get('xl/worksheets/sheet1.xml')).toContain('<v>188.00</v>')
  })
})

describe('the statement of some days', () => {
  test('the same account: what was owed before them, what happened, and what is owed after', async () => {
    const all = await statement({ ...DAYS, format: 'csv', language: 'fr' })
    const rows = all.bytes.toString().trimEnd().split('\r\n')
    expect(rows[1]).toContain('Solde initial')
    expect(rows.at(-1)).toMatch(/Solde final.*,0\.00,USD$/)
    const later = await statement({ from: '2039-01-01', to: '2040-12-31', format: 'csv' })
    expect(later.bytes.toString()).toMatch(
      /Opening balance.*,0\.00,USD\r\n.*Closing balance.*,0\.00/,
    )
  })

  test('neither days nor a run, nobody’s location, no such run, not permitted: refused', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000'
    const status = async (query: Record<string, string>) => (await fetchFile(query)).response.status
    expect(await status({ locationId: bakery, format: 'pdf' })).toBe(400)
    expect(await status({ locationId: nobody, format: 'pdf', ...DAYS })).toBe(404)
    expect(await status({ locationId: bakery, format: 'pdf', runId: nobody })).toBe(404)
    expect(await status({ locationId: bakery, format: 'doc', ...DAYS })).toBe(400)
    const stranger = adminBrowser(house.url)
    const query = new URLSearchParams({ locationId: bakery, format: 'pdf', ...DAYS }).toString()
    expect((await stranger.send(`/statement?${query}`)).status).toBe(401)
  })
})

describe('mails of statements', () => {
  test('what has left for the bank is mailed once, in the language of the location', async () => {
    const language = { locationId: bakery, language: 'fr' } as const
    done(await house.finance.call('set-statement-language', language))
    const { runId } = run
    for (const { fileId } of run.files) done(await house.finance.call('mark-file-sent', { fileId }))
    await untilRun(house.operator, runId, 'sent', 'acknowledged', 'settled')
    done(await house.finance.call('mail-statements', { runId, locationId: null }))
    await expect
      .poll(
        async () => {
          const { mails } = done(await house.operator.call('list-statement-mails', { runId }))
          return mails.map(({ state }) => state)
        },
        { timeout: 30_000 },
      )
      .toEqual(['sent', 'sent'])
    const ours = mailBox.mails.filter(({ attachments }) => attachments.length === 1)
    expect(ours).toHaveLength(2)
    const french = ours.find(({ subject }) => subject?.includes('relevé de règlement'))
    expect(french?.attachments[0]?.filename).toBe('statement-creme-brulee-ko-run-1.pdf')
    expect(french?.attachments[0]?.mimeType).toBe('application/pdf')
  })

  test('again, when a person asks for one; not of a draft', async () => {
    const { runId } = run
    const before = mailBox.mails.length
    const asked = await house.finance.call('mail-statements', { runId, locationId: bakery })
    expect(done(asked)).toEqual({ queued: 1 })
    await expect.poll(() => mailBox.mails.length, { timeout: 30_000 }).toBe(before + 1)
    const trade = tradeOf(house)
    await trade.redeem(bakery, await trade.sell(500), 500)
    const draft = done(await house.operator.call('make-run', { cutOffMs: null }))
    const early = { runId: draft.runId, locationId: null }
    expect(codeOf(await house.finance.call('mail-statements', early))).toBe('STATE_CONFLICT')
  })
})
