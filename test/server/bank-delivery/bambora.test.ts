import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bankDayOnOrAfter } from '../../../server/bank-days/index.ts'
import { pollDestination } from '../../../server/bank-delivery/api/polling.ts'
import { deliver } from '../../../server/bank-delivery/index.ts'
import {
  type BankOutcome,
  bamboraRail,
  readBankFile,
  type Transfer,
} from '../../../server/bank-files/index.ts'
import { takeFile } from '../../../server/bank-outcomes/index.ts'
import { dayAt } from '../../../server/ledger/calendar.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import {
  codeOf,
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'
import { type BamboraBank, CODES, MERCHANT, openBamboraBank } from './bambora-bank.ts'
import { openStandIn, type StandIn } from './bank-stand-in.ts'

const MINUTE_MS = 60_000
const UPLOAD = '/v1/batchpayments'
const REPORT = '/scripts/reporting'
const SETTINGS = {
  ...{
    rail: 'bambora' as const,
    merchantId: MERCHANT,
    subMerchantId: null,
    accounts: 'ca' as const,
  },
  ...{ descriptor: 'GIFT CARDS', fileMaxEntries: null },
}

describe('Bambora: batches by upload, and their reports', () => {
  let server: TestServer
  let bank: BamboraBank
  let standIn: StandIn
  let deliveryId: string
  let serial = 0

  beforeAll(async () => {
    server = await openServer([], { bankOrigin: () => standIn.url })
  }, 120_000)
  afterAll(() => server?.close())
  beforeEach(async () => {
    bank = openBamboraBank()
    standIn = await openStandIn((came) => bank.answer(came))
    const person = { email: OPERATOR_EMAIL, password: PASSWORD }
    done(await server.operator.call('sign-in', person))
    deliveryId = await add(CODES)
    return () => standIn.close()
  })

  const add = async (secrets: typeof CODES) => {
    serial += 1
    const view = await server.operator.call('add-bank-delivery', {
      ...{ name: `Bambora ${serial}`, settings: { kind: 'bambora', merchantId: MERCHANT } },
      secrets: { password: '', privateKey: '', ...secrets },
    })
    return done(view).deliveryId
  }
  const fileOf = (count: number, valueOn = '2099-11-23') => {
    serial += 1
    const transfers: Transfer[] = Array.from({ length: count }, (_, index) => ({
      ...{ reference: `P${serial}X${index}`, sequence: index + 1, purpose: 'payout' as const },
      ...{ amountMinor: minor(1_000 + index), payeeName: 'ACME Corp', remittance: null },
      bank: {
        country: 'ca' as const,
        institution: '003',
        transit: '99001',
        account: '09400313371',
      },
    }))
    const frozen = {
      ...{ settings: SETTINGS, number: serial, numberOfDay: 0, currency: currency('CAD') },
      ...{ createdOn: '2026-11-20', createdAt: '09:41', valueOn, transfers },
    }
    const bytes = Buffer.concat([...bamboraRail.render(frozen)])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const traces = transfers.map((one) => bamboraRail.traceOf(frozen, one))
    return { fileName: bamboraRail.fileName(frozen), bytes, sha256, valueOn, traces }
  }
  const send = (file: ReturnType<typeof fileOf>) => deliver(server.context, deliveryId, file, [])
  const poll = async (): Promise<BankOutcome[]> => {
    const outcomes: BankOutcome[] = []
    await pollDestination(server.context, deliveryId, async ({ bytes }) => {
      const read = readBankFile(bytes)
      expect(read).toMatchObject({ format: 'bambora-report', problems: [] })
      outcomes.push(...read.outcomes)
      return true
    })
    return outcomes
  }

  test('the form as documented, with the value date; the same file again is not sent', async () => {
    const file = fileOf(3)
    expect(done(await send(file)).where).toBe('bambora EFT 10000001')
    expect(bank.batches).toMatchObject([{ date: '20991123', csv: file.bytes.toString() }])
    done(await send(file))
    expect(standIn.calls(UPLOAD)).toBe(1)
  })

  test('brought when its day is over: it is processed on the next one, and none that has gone is asked for', async () => {
    const dayThere = () =>
      bankDayOnOrAfter(
        'ca-payments',
        dayAt(server.context.nowMs(), 'America/Vancouver'),
      ).replaceAll('-', '')
    const before = dayThere()
    done(await send(fileOf(1, '2020-01-02')))
    expect([before, dayThere()]).toContain(bank.batches[0]?.date)
  })

  test('busy with another file: nothing was taken, and it is sent again later', async () => {
    const file = fileOf(1)
    bank.busy = 1
    expect(codeOf(await send(file))).toBe('UNAVAILABLE')
    expect(bank.batches).toEqual([])
    done(await send(file))
    expect(bank.batches).toHaveLength(1)
  })

  test.each(['answer lost', 'answer cut', 'strange page'] as const)(
    '%s: found by the references of its rows, and never sent twice',
    async (mishap) => {
      const file = fileOf(600)
      standIn.plan(UPLOAD, mishap)
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      expect(done(await send(file)).where).toBe('bambora EFT 10000001')
      expect(standIn.happened(mishap)).toBe(1)
      expect(bank.batches).toHaveLength(1)
    },
  )

  test('never arrived: sent again only when no report can show it any more', async () => {
    const file = fileOf(2)
    standIn.plan(UPLOAD, 'request lost')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    server.advance(61 * MINUTE_MS)
    standIn.plan(REPORT, 'request lost')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    done(await send(file))
    expect(standIn.happened('request lost')).toBe(2)
    expect(bank.batches).toHaveLength(1)
  })

  test('arrived late, between two look-ups: found', async () => {
    const file = fileOf(2)
    standIn.plan(UPLOAD, 'late')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    standIn.arriveLate()
    server.advance(61 * MINUTE_MS)
    done(await send(file))
    expect(standIn.happened('late')).toBe(1)
    expect(bank.batches).toHaveLength(1)
  })

  test('a server that stood still while another one uploaded: it does not do it again', async () => {
    const file = fileOf(2)
    const [stood, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let writes = 0
    const { database } = server.context
    const write: typeof database.write = async (queries) => {
      // It is kept that the file is to go there, then taken, then kept that it is asked for.
      if (++writes === 3) {
        stood.resolve()
        await goOn.promise
      }
      return database.write(queries)
    }
    const still = { ...server.context, database: { ...database, write } }
    const late = deliver(still, deliveryId, file, []).catch(() => undefined)
    await stood.promise
    expect(codeOf(await send(file))).toBe('UNAVAILABLE')
    server.advance(11 * MINUTE_MS)
    done(await send(file))
    goOn.resolve()
    await late
    done(await send(file))
    expect(bank.batches).toHaveLength(1)
  })

  test('not known yet whether it arrived: no other merchant is asked for it', async () => {
    const file = fileOf(2)
    standIn.plan(UPLOAD, 'answer lost')
    expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
    const [first, other] = [bank, '300200999']
    const change = (merchantId: string) =>
      server.operator.call('change-bank-delivery', {
        ...{ deliveryId, name: `Elsewhere ${serial}`, settings: { kind: 'bambora', merchantId } },
        secrets: { password: '', privateKey: '', ...CODES },
      })
    const moved = await change(other)
    server.advance(61 * MINUTE_MS)
    bank = openBamboraBank(other)
    await send(file)
    expect(bank.batches).toEqual([])
    expect(codeOf(moved)).toBe('STATE_CONFLICT')
    const second = bank
    bank = first
    done(await send(file))
    bank = second
    done(await server.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    done(await change(other))
    done(await send(fileOf(1)))
    expect([first.batches.length, second.batches.length]).toEqual([1, 1])
  })

  test('reports, page by page: what came back, by the references of the rows', async () => {
    const file = fileOf(1_201)
    done(await send(file))
    const [one = '', two = ''] = [file.traces[0], file.traces[1_200]]
    bank.reject(one, '16')
    bank.reject(two, '3,17')
    const back = (await poll()).filter(({ kind }) => kind === 'returned' || kind === 'refused')
    expect(back.map(({ trace }) => trace).sort()).toEqual([one, two].sort())
    expect(standIn.calls(REPORT)).toBe(3)
  })

  test('a report that does not come is a problem that is shown, and comes the next time', async () => {
    done(await send(fileOf(1)))
    standIn.plan(REPORT, 'answer cut')
    expect(await poll()).toEqual([])
    const { deliveries } = done(await server.operator.call('list-bank-deliveries', {}))
    expect(deliveries.find((one) => one.deliveryId === deliveryId)?.problem).toBe('unreachable')
    expect(standIn.happened('answer cut')).toBe(1)
    expect((await poll()).length).toBeGreaterThan(0)
  })

  test('a report that is broken is a problem that is shown, and holds up no other', async () => {
    const [broken, whole] = [fileOf(2), fileOf(1)]
    done(await send(broken))
    done(await send(whole))
    bank.garble(broken.traces[1] ?? '')
    const taken: (string | undefined)[] = []
    await pollDestination(server.context, deliveryId, async (told) => {
      const { outcome } = await takeFile(server.context, { ...told, actor: 'system', ip: null })
      taken.push(outcome)
      return outcome !== 'refused'
    })
    expect(taken.sort()).toEqual(['refused', 'taken'])
    const { deliveries } = done(await server.operator.call('list-bank-deliveries', {}))
    const shown = deliveries.find((one) => one.deliveryId === deliveryId)
    expect(shown?.problem).toBe('not-understood')
  })

  test('a wrong pass code, of uploads or of reports', async () => {
    const noUpload = await add({ ...CODES, access: 'wrong' })
    expect(codeOf(await deliver(server.context, noUpload, fileOf(1), []))).toBe('STATE_CONFLICT')
    const tried = async (id: string) =>
      done(await server.operator.call('test-bank-delivery', { deliveryId: id })).problem
    expect(await tried(deliveryId)).toBeNull()
    expect(await tried(await add({ ...CODES, second: 'wrong' }))).toBe('credentials')
    expect(server.logged()).not.toMatch(/upload-code-1|report-code-1|09400313371/)
  })
})
