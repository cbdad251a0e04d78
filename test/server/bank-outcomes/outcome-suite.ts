import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actionFor } from '../../../server/bank-outcomes/reasons.ts'
import type { AccountState } from '../../../src/contract/admin/bank-accounts.ts'
import {
  BANK_ANSWERS_PATH,
  type BankAnswerView,
  takenFileSchema,
} from '../../../src/contract/admin/bank-outcomes.ts'
import { ADMIN_PREFIX, type AdminResult } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { parseUnknown } from '../../../src/contract/parse.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import { NO_TERMS } from '../../../src/contract/terms.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import {
  accountRows,
  accountsOf,
  addNacha,
  addPlace,
  fileOf,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
  usAccount,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type Notice, readSent, type SentEntry, writeAnswers } from './bank-answers.ts'

export interface EngineUnderTest {
  readonly start: () => Promise<readonly string[]>
  readonly prove: (folder: string) => Promise<{ readonly ok: boolean }>
  readonly end: () => Promise<void> | undefined
  /** How many locations are paid: 500 of them where that is the point, fewer where it is not. */
  readonly places: number
}

/** Eight ways in which a payout comes back, five payouts each, and what has to follow. */
const RETURNS: readonly (readonly [
  code: string,
  account: AccountState,
  isTold: boolean,
  isOpen: boolean,
])[] = [
  ['R02', 'blocked', true, false],
  ['R03', 'blocked', true, false],
  ['R12', 'blocked', true, false],
  ['R23', 'blocked', true, true],
  ['R16', 'blocked', false, true],
  ['R06', 'usable', false, true],
  ['R26', 'usable', false, true],
  ['R99', 'blocked', false, true],
]
const EACH = 5
const FEE_MINOR = 250
/** Ten changes: another account, another routing number, both, another name. */
const CHANGES = ['C01', 'C02', 'C03', 'C04', 'C06', 'C01', 'C02', 'C03', 'C07', 'C01'] as const
const NEW_ROUTING = '021000021'

function corrected(code: (typeof CHANGES)[number], account: string): string {
  switch (code) {
    case 'C01':
      return account
    case 'C02':
      return NEW_ROUTING
    case 'C03':
      return `${NEW_ROUTING}   ${account}`
    case 'C04':
      return 'OTHER NAME INC'
    case 'C06':
      return `${account.padEnd(17)}   32`
    case 'C07':
      return `${NEW_ROUTING}${account.padEnd(17)}22`
  }
}

/** What both engines do alike with what a bank answers. */
export function describeOutcomes(name: string, engine: EngineUnderTest): void {
  let house: PayoutHouse
  let box: MailBox
  const places: LocationId[] = []
  beforeAll(async () => {
    box = await openMailBox()
    house = await openPayoutHouse([...(await engine.start()), ...senderOf(box.port)])
    await addNacha(house)
    const terms = {
      ...NO_TERMS,
      payoutReturnFee: { amountMinor: minor(FEE_MINOR), tax: null, collection: 'netted' as const },
    }
    const agreed = { currency: currency('USD'), basedOn: 0, validFrom: null, password: PASSWORD }
    done(await house.operator.call('change-terms', { ...agreed, terms, reason: 'Agreed' }))
    const rule = { coolingDays: 0, bankChanges: 'approve', password: PASSWORD } as const
    done(await house.operator.call('set-bank-rule', rule))
    for (let at = 0; at < engine.places; at += 1) {
      const locationId = await addPlace(house, `Shop ${String(at).padStart(3, '0')}`)
      places.push(locationId)
      const of = { details: usAccount(at), payeeName: `Payee ${at}` }
      const rows = accountRows(house.context, house.networkId, locationId, of)
      if (!(await house.context.database.write(rows))) throw new Error('no account was written')
    }
  }, 120_000)
  afterAll(async () => {
    await house?.close()
    await box?.close()
    await engine.end()
  })

  const owedAt = (at: number) => 1_000 + at * 7
  const put = async (text: string, fileName = 'returns.ach') => {
    const response = await house.operator.send(
      `${BANK_ANSWERS_PATH.slice(ADMIN_PREFIX.length)}?name=${fileName}`,
      {
        ...{ method: 'POST', body: text },
        headers: {
          'content-type': 'application/octet-stream',
          'x-countermark-admin': '1',
        },
      },
    )
    const parsed = parseUnknown(replySchema(takenFileSchema), (await response.json()) as unknown)
    if (!parsed.ok) throw new Error(`no reply: ${parsed.problem.message}`)
    return done(parsed.value)
  }
  const worked = async () => {
    await eventually(async () => {
      const { files } = done(await house.operator.call('list-bank-answer-files', {}))
      return files.every(({ waiting }) => waiting === 0)
    })
  }
  const pageOf = async (fileId: string, cursor: string) =>
    done(await house.operator.call('list-bank-answers', { fileId, cursor }))
  const answersOf = async (fileId: string) => {
    const found: BankAnswerView[] = []
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page: AdminResult<'list-bank-answers'> = await pageOf(fileId, cursor)
      found.push(...page.answers)
      cursor = page.next
    }
    return found
  }
  const payable = async () => {
    const all = await accountsOf(house)
    return places.map((locationId) => all[`payable:${locationId}`] ?? 0)
  }
  const latest = async () => {
    const { payees } = done(await house.operator.call('list-bank-accounts', {}))
    return new Map(payees.map((payee) => [payee.locationId, payee]))
  }
  const sendFiles = async () => {
    const run = await runAndApprove(house)
    const texts = await Promise.all(run.files.map(({ fileId }) => fileOf(house.operator, fileId)))
    for (const { fileId } of run.files)
      done(await house.operator.call('mark-file-sent', { fileId }))
    return { run, entries: texts.flatMap(readSent) }
  }
  const placeOf = ({ account }: SentEntry) => Number(account) - 100_000_000

  let answers = ''
  let sent: readonly SentEntry[] = []
  const returnedAt = new Map<number, (typeof RETURNS)[number]>()
  const changedAt = new Map<number, (typeof CHANGES)[number]>()

  describe(`answers of banks on ${name}`, () => {
    test('a run of payouts, of which forty come back in eight ways and ten bring changes', async () => {
      const trade = tradeOf(house)
      const card = await trade.sell(50_000_000)
      for (const [at, locationId] of places.entries())
        await trade.redeem(locationId, card, owedAt(at))
      const { entries } = await sendFiles()
      sent = entries
      expect(entries).toHaveLength(engine.places)
      expect(await payable()).toEqual(places.map(() => 0))
      const notices: Notice[] = []
      for (const [at, way] of RETURNS.flatMap((one) => Array(EACH).fill(one)).entries()) {
        const entry = entries[at * 2]
        if (entry === undefined) throw new Error('too few payouts')
        returnedAt.set(placeOf(entry), way)
        notices.push({ entry, code: way[0] })
      }
      for (const [at, code] of CHANGES.entries()) {
        const entry = entries[at * 2 + 1]
        if (entry === undefined) throw new Error('too few payouts')
        changedAt.set(placeOf(entry), code)
        notices.push({ entry, code, corrected: corrected(code, `77000${at}`) })
      }
      answers = writeAnswers(notices)
      const taken = await put(answers)
      expect(taken, JSON.stringify(taken)).toMatchObject({
        outcome: 'taken',
        file: { format: 'nacha', answers: 50, repeated: 0 },
      })
      await worked()
    }, 120_000)

    test('payables, fees and the money on its way: to the cent', async () => {
      const owed = places.map((_, at) => {
        return returnedAt.has(at) ? owedAt(at) : 0
      })
      expect(await payable()).toEqual(owed)
      const all = await accountsOf(house)
      const back = [...returnedAt.keys()].reduce((sum, at) => sum + owedAt(at), 0)
      const total = places.reduce((sum, _, at) => sum + owedAt(at), 0)
      expect(all[`settling:${house.networkId}`]).toBe(total - back)
      expect(all[`fee:${house.networkId}`] ?? 0).toBe(0)
    })

    test('accounts: blocked, held or left alone by the reason; changes are versions that wait', async () => {
      const now = await latest()
      for (const [at, [code, state]] of returnedAt) {
        const payee = now.get(places[at] as LocationId)
        expect([code, payee?.latest?.state]).toEqual([code, state])
        if (state === 'blocked') {
          const canRelease = actionFor(code)?.account !== 'block'
          expect([code, payee?.latest?.canRelease]).toEqual([code, canRelease])
          expect(payee?.latest?.blockedFor).toContain(code)
        }
      }
      for (const [at, code] of changedAt) {
        const payee = now.get(places[at] as LocationId)
        expect(payee).toMatchObject({ why: 'unapproved', latest: { version: 2, origin: 'notice' } })
        const isOther = code !== 'C02' && code !== 'C04'
        const account = String(
          isOther ? `77000${[...changedAt.keys()].indexOf(at)}` : 100_000_000 + at,
        )
        const shown = account.slice(-Math.min(4, Math.floor(account.length / 3)))
        expect(payee?.latest?.account).toBe(`•••• ${shown}`)
        const bank = ['C02', 'C03', 'C07'].includes(code) ? NEW_ROUTING : '231380104'
        expect(payee?.latest?.bank).toBe(bank)
      }
    })

    test('who is told: the locations by mail, an operator by one alarm, a person by the queue', async () => {
      const told = [...returnedAt.values()].filter((way) => way[2]).length + changedAt.size
      const count = async () => {
        const { read } = house.context.database
        const rows = await read.selectFrom('bank_notice').select(['sent_at_ms', 'kind']).execute()
        return rows.filter(({ sent_at_ms }) => sent_at_ms !== null).length
      }
      // Owner and contact share one address here, so each location gets one mail.
      await eventually(async () => (await count()) === told)
      expect(box.mails).toHaveLength(told)
      const returned = box.mails.filter(({ subject }) => subject?.includes('came back'))
      expect(returned).toHaveLength(20)
      expect(returned[0]?.text).toMatch(/\$\d+\.\d\d/)
      const { alarms } = done(await house.operator.call('list-alarms', {}))
      expect(alarms.filter(({ kind }) => kind === 'bank-answer-open')).toHaveLength(1)
      const { open } = done(await house.operator.call('list-bank-answer-files', {}))
      const waiting = [...returnedAt.values()].filter((way) => way[3]).length + changedAt.size
      expect(open).toBe(waiting)
      const { answers: queue } = done(await house.operator.call('list-bank-answers', {}))
      expect(queue).toHaveLength(waiting)
      const unknown = queue.filter(({ code }) => code === 'R99')
      expect(unknown).toHaveLength(EACH)
      for (const { deeds } of unknown) expect(deeds[0]?.did).toBe('unknown-code')
    })

    test('the same file again, and its notices in another file: nothing changes', async () => {
      const before = [await payable(), await accountsOf(house)]
      expect(await put(answers)).toMatchObject({ outcome: 'known' })
      const [first, second] = answers.split('\n')
      const other = answers.replace(
        `${first}\n${second}`,
        `${first?.slice(0, 33)}B${first?.slice(34)}\n${second}`,
      )
      expect(other).not.toBe(answers)
      expect(await put(other, 'again.ach')).toMatchObject({
        outcome: 'taken',
        file: { answers: 0, repeated: 50 },
      })
      await worked()
      expect([await payable(), await accountsOf(house)]).toEqual(before)
    })

    test('all of it worked on once more, as after a crash: nothing is done twice', async () => {
      const { database } = house.context
      const told = async () => {
        const tables = ['bank_account', 'bank_account_step', 'bank_notice'] as const
        const counts = tables.map(async (table) => {
          const { read } = database
          const rows = await read
            .selectFrom(table)
            .select(({ fn }) => fn.countAll().as('n'))
            .execute()
          return Number(rows[0]?.n)
        })
        return [await payable(), await accountsOf(house), await Promise.all(counts)]
      }
      const before = await told()
      const again = database.read.updateTable('bank_answer').set({ state: 'new' })
      await database.write([{ query: again.compile(), changes: 50 }])
      await worked()
      expect(await told()).toEqual(before)
      const { open } = done(await house.operator.call('list-bank-answer-files', {}))
      const waiting = [...returnedAt.values()].filter((way) => way[3]).length + changedAt.size
      expect(open).toBe(waiting)
    })

    test('a broken file: changes nothing, and says the rule and the line', async () => {
      const before = await accountsOf(house)
      const lines = answers.split('\n')
      const broken = lines.map((line) => (line.startsWith('8') ? line.replace(/.$/, '9') : line))
      const refused = await put(broken.join('\n'), 'broken.ach')
      expect(refused).toMatchObject({ outcome: 'refused', format: 'nacha' })
      if (refused.outcome === 'refused') {
        expect(refused.problems[0]?.rule).toMatch(/^[a-z0-9-]+$/)
        expect(refused.problems[0]?.line).toBeGreaterThan(1)
      }
      expect(await put('what is this', 'note.txt')).toMatchObject({ outcome: 'refused' })
      expect(await accountsOf(house)).toEqual(before)
    })

    test('one that nobody sent: waits with an owner and a note, and can be matched by hand', async () => {
      const [entry] = sent.filter(
        (one) => !returnedAt.has(placeOf(one)) && !changedAt.has(placeOf(one)),
      )
      if (entry === undefined) throw new Error('no payout is left')
      const lost = { ...entry, trace: '999999990000001', identification: 'NOT OURS' }
      const taken = await put(writeAnswers([{ entry: lost, code: 'R03' }], 'C'), 'lost.ach')
      await worked()
      const fileId = taken.outcome === 'taken' ? taken.file.fileId : ''
      const [answer] = await answersOf(fileId)
      expect(answer).toMatchObject({ state: 'open', deeds: [{ did: 'unmatched' }] })
      const answerId = answer?.answerId ?? ''
      const owned = await house.finance.call('see-to-bank-answer', {
        answerId,
        state: 'taken',
        note: null,
      })
      expect(done(owned)).toMatchObject({ state: 'taken', owner: 'Person finance' })
      const empty = await house.finance.call('see-to-bank-answer', {
        answerId,
        state: 'settled',
        note: null,
      })
      expect(codeOf(empty)).toBe('REQUEST_MALFORMED')
      const asked = { answerId, reference: entry.identification, password: PASSWORD }
      const guess = await house.finance.call('match-bank-answer', {
        ...asked,
        reference: 'NOTHING',
      })
      expect(codeOf(guess)).toBe('NOT_FOUND')
      const matched = done(await house.finance.call('match-bank-answer', asked))
      expect(matched.deeds.map(({ did }) => did)).toContain('payable-reopened')
      expect(matched).toMatchObject({ state: 'done', payoutReference: entry.identification })
      returnedAt.set(placeOf(entry), RETURNS[1] as (typeof RETURNS)[number])
      expect((await payable())[placeOf(entry)]).toBe(owedAt(placeOf(entry)))
    })

    test('the next run: pays what came back, to what is right now', async () => {
      const now = await latest()
      for (const [at, [code, state]] of returnedAt) {
        const locationId = places[at] as LocationId
        const account = now.get(locationId)?.latest
        if (state !== 'blocked') continue
        const accountId = account?.accountId ?? ''
        const asked = { accountId, reason: 'Called them: all is well', password: PASSWORD }
        const released = await house.finance.call('release-bank-account', asked)
        if (actionFor(code)?.account !== 'block') done(released)
        else {
          expect(codeOf(released)).toBe('STATE_CONFLICT')
          await giveOther(locationId, at)
        }
      }
      for (const at of changedAt.keys()) {
        const locationId = places[at] as LocationId
        const accountId = now.get(locationId)?.latest?.accountId ?? ''
        done(await house.finance.call('approve-bank-account', { accountId, password: PASSWORD }))
        const trade = tradeOf(house)
        await trade.redeem(locationId, await trade.sell(5_000), 5_000)
      }
      const owed = await payable()
      const { entries } = await sendFiles()
      const expected = owed
        .map((amount, at) => amount - (returnedAt.has(at) ? FEE_MINOR : 0))
        .filter((amount) => amount > 0)
        .sort((one, other) => one - other)
      expect(entries.map(({ amount }) => amount).sort((one, other) => one - other)).toEqual(
        expected,
      )
      expect(entries).toHaveLength(returnedAt.size + changedAt.size)
      const accounts = entries.map(({ account }) => account)
      for (const [at, [code]] of returnedAt) {
        const isOther = actionFor(code)?.account === 'block'
        expect(accounts).toContain(String((isOther ? 200_000_000 : 100_000_000) + at))
      }
      expect(accounts.filter((account) => account.startsWith('77000'))).toHaveLength(7)
      expect(await payable()).toEqual(places.map(() => 0))
      // What the bank takes for a return is passed on by the run that pays it again, as agreed.
      const fees = (await accountsOf(house))[`fee:${house.networkId}`]
      expect(fees).toBe(returnedAt.size * FEE_MINOR)
      expect(await engine.prove(house.folder)).toMatchObject({ ok: true })
    }, 120_000)

    const giveOther = async (locationId: LocationId, at: number) => {
      const details = { ...usAccount(at), account: String(200_000_000 + at) } as ReturnType<
        typeof usAccount
      > & { country: 'us' }
      const entered = await house.operator.call('enter-bank-account', {
        ...{ locationId, details, again: details, payeeName: 'Payee', verification: 'cheque' },
        ...{ contactEmail: 'owner@shop.example', mandate: null, password: PASSWORD },
      })
      const { accountId } = done(entered)
      const asked = { accountId, password: PASSWORD }
      done(await house.finance.call('approve-bank-account', asked))
      done(await house.finance.call('check-bank-account', { ...asked, note: 'Cheque 12' }))
    }
  })
}
