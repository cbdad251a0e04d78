import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BankDetails } from '../../../server/bank-files/index.ts'
import { readBankFile } from '../../../server/bank-files/reading.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import {
  BANK_ANSWERS_PATH,
  type TakenFile,
  takenFileSchema,
} from '../../../src/contract/admin/bank-outcomes.ts'
import type { RailSettings } from '../../../src/contract/admin/rails.ts'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { parseUnknown } from '../../../src/contract/parse.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import {
  accountRows,
  accountsOf,
  addPlace,
  fileOf,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { SETTINGS } from './cpa005/house.ts'

/** A rail beside NACHA, and how its bank answers, written here by the paper and with none of our code. */
interface RailUnderTest {
  readonly name: string
  readonly settings: RailSettings
  readonly calendar: 'us-fed' | 'ca-payments'
  readonly account: (at: number) => BankDetails
  /** The amounts in the file that was made, in its order. */
  readonly amountsOf: (text: string) => readonly number[]
  /** What the bank writes back: transactions of the file by their place, each with a code. */
  readonly answer: (
    text: string,
    returned: ReadonlyArray<readonly [at: number, code: string]>,
  ) => string
}

const PLACES = 9
const owedAt = (at: number) => 1_000 + at * 7

/** The transactions of a file of Standard 005. */
function segmentsOf(text: string): readonly string[] {
  const records = text.split('\r\n').filter((line) => line.startsWith('C'))
  const segments = records.flatMap((line) => line.slice(24).match(/.{240}/g) ?? [])
  return segments.filter((segment) => segment.trim() !== '')
}

const CPA005: RailUnderTest = {
  name: 'CPA-005',
  settings: { ...SETTINGS, currency: 'USD' },
  calendar: 'ca-payments',
  account: (at) => ({
    ...{ country: 'ca', institution: '004', transit: '10202', account: String(5_550_000 + at) },
  }),
  amountsOf: (text) => segmentsOf(text).map((segment) => Number(segment.slice(3, 13))),
  answer: (text, returned) => {
    const sent = segmentsOf(text)
    const prefix = (type: string, count: number) =>
      `${type}${String(count).padStart(9, '0')}DIRECTBANK0077`
    const records = returned.map(([at, code], index) => {
      const segment = sent[at] ?? ''
      const trace = `6121000300077${String(index + 1).padStart(9, '0')}`
      const parts = [
        ...[code, segment.slice(3, 19), segment.slice(169, 178), segment.slice(178, 190), trace],
        ...[segment.slice(0, 3), segment.slice(65, 169), segment.slice(19, 40), ' '.repeat(15)],
        ...[`6121000120001${String(at + 1).padStart(9, '0')}`, '  ', '00000000000'],
      ]
      return `${prefix('I', index + 2)}${parts.join('')}`.padEnd(1464)
    })
    const sum = returned.reduce((total, [at]) => total + Number(sent[at]?.slice(3, 13)), 0)
    const header = `${prefix('A', 1)}02632861210${' '.repeat(20)}USD`.padEnd(1464)
    const totals = `${'0'.repeat(22)}${String(sum).padStart(14, '0')}${String(returned.length).padStart(8, '0')}`
    const trailer = `${prefix('Z', records.length + 2)}${totals}${'0'.repeat(44)}`.padEnd(1464)
    return [header, ...records, trailer, ''].join('\r\n')
  },
}

const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','))

const BAMBORA: RailUnderTest = {
  name: 'Bambora',
  settings: {
    ...{ rail: 'bambora', merchantId: '300200578', subMerchantId: null, accounts: 'us' },
    ...{ descriptor: 'GIFT CARDS', fileMaxEntries: null },
  },
  calendar: 'us-fed',
  account: (at) => ({
    ...{ country: 'us', routing: '231380104', account: String(100_000_000 + at) },
    ...{ accountType: 'checking', holder: 'business' },
  }),
  amountsOf: (text) => rowsOf(text).map((row) => Number(row[5])),
  answer: (text, returned) => {
    const codes = new Map(returned)
    const record = rowsOf(text).map((row, at) => ({
      ...{ rowId: at + 1, merchantId: 300200578, batchId: 10000020, transId: 500 + at },
      ...{ itemNumber: at + 1, payeeName: row[7], reference: row[6], operationType: 'C' },
      ...{ amount: Number(row[5]), bankAccountType: 'CC', secCode: 'CCD', customerCode: '' },
      ...{ stateId: codes.has(at) ? 4 : 3, stateName: codes.has(at) ? 'Complete' : 'In process' },
      ...{ statusId: 1, statusName: 'Validated/Approved', messageId: codes.get(at) ?? '' },
      ...{ settlementDate: '2026-11-24', returnedDate: codes.has(at) ? '2026-11-26' : '' },
      ...{ returnType: codes.has(at) ? 'RET' : '', nocDate: '', eftId: 0 },
    }))
    const records = { total: record.length }
    return JSON.stringify({
      response: { version: '1.0', code: 1, message: 'Report generated', records, record },
    })
  },
}

const CASES = [
  [CPA005, '905', '999'],
  [BAMBORA, '16', '99'],
] as const

describe.each(CASES)('$name, from the run to the return', (rail, known, unknown) => {
  let house: PayoutHouse
  const places: LocationId[] = []
  beforeAll(async () => {
    house = await openPayoutHouse()
    const profile = { name: rail.name, settings: rail.settings, calendar: rail.calendar }
    const rest = { timeZone: 'America/Toronto', deliveryId: null, currency: 'USD', lastFile: 0 }
    done(await house.operator.call('add-bank-profile', { ...profile, ...rest, password: PASSWORD }))
    const rule = { coolingDays: 0, bankChanges: 'approve', password: PASSWORD } as const
    done(await house.operator.call('set-bank-rule', rule))
    for (let at = 0; at < PLACES; at++) {
      const locationId = await addPlace(house, `Épicerie ${at}`)
      places.push(locationId)
      const of = { details: rail.account(at), payeeName: `Épicerie n° ${at}` }
      const rows = accountRows(house.context, house.networkId, locationId, of)
      if (!(await house.context.database.write(rows))) throw new Error('no account was written')
    }
  }, 120_000)
  afterAll(async () => house?.close())

  const put = async (text: string): Promise<TakenFile> => {
    const path = `${BANK_ANSWERS_PATH.slice(ADMIN_PREFIX.length)}?name=answer.txt`
    const headers = { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' }
    const response = await house.operator.send(path, { method: 'POST', body: text, headers })
    const parsed = parseUnknown(replySchema(takenFileSchema), (await response.json()) as unknown)
    if (!parsed.ok) throw new Error(`no reply: ${parsed.problem.message}`)
    return done(parsed.value)
  }
  const worked = () =>
    eventually(async () => {
      const { files } = done(await house.operator.call('list-bank-answer-files', {}))
      return files.length > 0 && files.every(({ waiting }) => waiting === 0)
    })
  const payables = async () => {
    const all = await accountsOf(house)
    return places.map((locationId) => all[`payable:${locationId}`] ?? 0)
  }

  let sent = ''
  let answer = ''
  const returned = [
    [1, known],
    [4, unknown],
    [7, known],
  ] as const

  test('the run makes one file that pays every location its cents', async () => {
    const trade = tradeOf(house)
    const card = await trade.sell(1_000_000)
    for (const [at, locationId] of places.entries()) {
      await trade.redeem(locationId, card, owedAt(at))
    }
    const run = await runAndApprove(house)
    expect(run.files).toHaveLength(1)
    const fileId = run.files[0]?.fileId ?? ''
    sent = await fileOf(house.operator, fileId)
    done(await house.operator.call('mark-file-sent', { fileId }))
    const amounts = places.map((_, at) => owedAt(at))
    expect(rail.amountsOf(sent).toSorted((one, other) => one - other)).toEqual(amounts)
    expect(await payables()).toEqual(places.map(() => 0))
  })

  test('three come back, one for a reason that nobody knows: they are owed again', async () => {
    answer = rail.answer(sent, returned)
    const reading = readBankFile(new TextEncoder().encode(answer))
    expect(reading).toMatchObject({ problems: [], returns: 3 })
    const taken = await put(answer)
    expect(taken, JSON.stringify(taken)).toMatchObject({ outcome: 'taken' })
    await worked()
    const back = returned.map(([at]) => rail.amountsOf(sent)[at])
    const owed = (await payables()).filter((minor) => minor > 0)
    expect(owed.toSorted()).toEqual(back.toSorted())
    const { answers } = done(await house.operator.call('list-bank-answers', {}))
    expect(answers.some(({ code }) => code === unknown)).toBe(true)
  })

  test('the same answer again changes nothing', async () => {
    const before = await accountsOf(house)
    expect(await put(answer)).toMatchObject({ outcome: 'known' })
    expect(await put(`${answer}\r\n`)).toMatchObject({ outcome: 'taken' })
    await worked()
    expect(await accountsOf(house)).toEqual(before)
  })

  test('the books are proved', async () => {
    expect((await verifyLedger(house.folder)).ok).toBe(true)
  })
})
