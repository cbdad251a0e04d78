import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openedDetails,
  payableAccountOf,
  testSent,
  testsToSend,
} from '../../../server/bank-accounts/index.ts'
import { createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import {
  ACCOUNT,
  type BankHouse,
  dollars,
  entry,
  OTHER_ACCOUNT,
  openBankHouse,
  WEDNESDAY,
} from './bank-house.ts'

/** Where a suite keeps its data, and how all of it is proved. */
export interface EngineUnderTest {
  readonly start: () => Promise<readonly string[]>
  readonly prove: (folder: string) => Promise<{ readonly ok: boolean }>
  readonly end: () => Promise<void> | undefined
}

/** What both engines do alike with the accounts of locations. */
export function describeAccounts(name: string, engine: EngineUnderTest): void {
  let house: BankHouse
  beforeAll(async () => {
    house = await openBankHouse(await engine.start())
  })
  afterAll(async () => {
    await house?.close()
    await engine.end()
  })

  const payable = (locationId: LocationId) =>
    payableAccountOf(house.context, locationId, house.context.nowMs())
  const enter = async (locationId: LocationId, more: Parameters<typeof entry>[1] = {}) =>
    done(await house.olga().call('enter-bank-account', entry(locationId, more)))
  const approve = (accountId: string) =>
    house.fiona().call('approve-bank-account', { accountId, password: PASSWORD })
  /** An account that is paid to, proved by its cheque. */
  const usable = async (locationId: LocationId, more: Parameters<typeof entry>[1] = {}) => {
    const { accountId } = await enter(locationId, { verification: 'cheque', ...more })
    done(await approve(accountId))
    const note = 'Void cheque 0041, in the safe'
    return done(
      await house.fiona().call('check-bank-account', { accountId, note, password: PASSWORD }),
    )
  }
  const send = async (valueOn: string) => {
    const tests = await testsToSend(house.context, house.networkId)
    const queries = tests.map((one, at) =>
      testSent(house.context, one, { reference: `TEST${at}`, valueOn }),
    )
    return { tests, write: () => house.context.database.write(queries.flat()) }
  }
  /** The mails to an address that have these words, once there is one. */
  const mailsTo = async (address: string, words: string) => {
    const own = () =>
      house.box.mails
        .filter(({ to }) => to?.[0]?.address === address)
        .map(({ subject = '', text = '' }) => `${subject}\n${text}`)
        .filter((mail) => mail.includes(words))
    await eventually(() => own().length > 0)
    return own()
  }

  describe(`bank accounts on ${name}`, () => {
    test('what is typed: both entries the same, check digits that fit, no transit for an institution', async () => {
      await house.goTo(WEDNESDAY)
      const shop = await house.addShop('Typed')
      const refused = async (more: Parameters<typeof entry>[1]) => {
        const reply = await house.olga().call('enter-bank-account', entry(shop, more))
        expect(codeOf(reply)).toBe('REQUEST_MALFORMED')
        const text = JSON.stringify(reply)
        expect(text).not.toContain(ACCOUNT)
        return text
      }
      expect(await refused({ again: dollars(OTHER_ACCOUNT) })).toContain('the two entries differ')
      expect(await refused({ details: dollars(ACCOUNT, '021000012') })).toContain('routing:')
      const canadian = {
        country: 'ca',
        account: '1234567',
        institution: '12345',
        transit: '003',
      } as const
      expect(await refused({ details: canadian, verification: 'test' })).toContain(
        'Is it institution 003, transit 12345?',
      )
      const iban = { country: 'sepa', iban: 'FR1420041010050500013M02607', bic: null } as const
      expect(await refused({ details: iban, verification: 'cheque' })).toContain('iban:')
      const right = { ...canadian, institution: '003', transit: '12345' }
      expect(await refused({ details: right })).toContain(
        'a prenote goes to accounts in the US only',
      )
      const wrong = entry(shop, { password: 'not my password' })
      expect(codeOf(await house.olga().call('enter-bank-account', wrong))).toBe('SIGN_IN_FAILED')
      const list = done(await house.olga().call('read-bank-accounts', { locationId: shop }))
      expect(list).toEqual({ accounts: [], notices: [] })
      expect(await payable(shop)).toEqual({ ready: false, why: 'none', until: null })
    })

    test('a first account: another person agrees, a prenote goes, and it is paid to from the third bank day', async () => {
      await house.goTo(WEDNESDAY)
      const shop = await house.addShop('First')
      const entered = await enter(shop, { mandate: 'Signed 2027-06-01' })
      const { accountId } = entered
      expect(entered).toMatchObject({ state: 'waiting', isMine: true, account: '•••• 0333' })
      expect(await payable(shop)).toEqual({ ready: false, why: 'unapproved', until: null })
      expect(await testsToSend(house.context, house.networkId)).toEqual([])
      const own = await house.olga().call('approve-bank-account', { accountId, password: PASSWORD })
      expect(codeOf(own)).toBe('STATE_CONFLICT')
      const asked = { accountId, password: 'a guess' }
      const guessed = await house.fiona().call('approve-bank-account', asked)
      expect(codeOf(guessed)).toBe('SIGN_IN_FAILED')
      expect(done(await approve(accountId))).toMatchObject({ state: 'testing', untilMs: null })
      expect(codeOf(await approve(accountId))).toBe('STATE_CONFLICT')
      expect(await payable(shop)).toEqual({ ready: false, why: 'unverified', until: null })
      const first = await send('2027-07-01')
      const second = await send('2027-07-01')
      expect(first.tests).toMatchObject([
        { accountId, purpose: 'prenote', amountMinor: 0, details: { account: ACCOUNT } },
      ])
      expect([await first.write(), await second.write()]).toEqual([true, false])
      expect(await testsToSend(house.context, house.networkId)).toEqual([])
      const until = Date.parse('2027-07-07T04:00:00Z')
      expect(await payable(shop)).toEqual({ ready: false, why: 'unverified', until })
      await house.goTo('2027-07-07T03:59:00Z')
      expect(await payable(shop)).toMatchObject({ ready: false, why: 'unverified' })
      await house.goTo('2027-07-07T04:00:00Z')
      expect(await payable(shop)).toEqual({
        ...{ ready: true, accountId, version: 1, payeeName: 'Diner Inc' },
        ...{ details: dollars(), mandate: 'Signed 2027-06-01' },
      })
    })

    test('a change: told to the old contact, held while it waits and cools, then paid to', async () => {
      await house.goTo('2027-07-07T16:00:00Z')
      const shop = await house.addShop('Change')
      await usable(shop, { contactEmail: 'old@change.example' })
      const start = await payable(shop)
      expect(start).toMatchObject({ ready: true, version: 1 })
      const contactEmail = 'new@change.example'
      const details = dollars(OTHER_ACCOUNT)
      const { accountId } = await enter(shop, { details, contactEmail, verification: 'cheque' })
      expect(await payable(shop)).toEqual({ ready: false, why: 'unapproved', until: null })
      for (const address of ['old@change.example', 'new@change.example', 'change@shops.example']) {
        const [mail = '', ...more] = await mailsTo(address, '•••• 0444')
        expect(more).toEqual([])
        expect(mail).toContain('•••• 0333')
        expect(mail).toContain('compte bancaire')
      }
      const approved = done(await approve(accountId))
      expect(approved.state).toBe('cooling')
      expect(approved.untilMs).toBe(Date.parse('2027-07-12T04:00:00Z'))
      await mailsTo('old@change.example', 'Monday, July 12, 2027 at the earliest')
      const held = await payable(shop)
      expect(held).toMatchObject({ ready: false, why: 'cooling', until: approved.untilMs })
      const note = 'Letter of the bank'
      done(await house.fiona().call('check-bank-account', { accountId, note, password: PASSWORD }))
      await house.goTo(new Date((approved.untilMs ?? 0) - 1000).toISOString())
      expect(await payable(shop)).toMatchObject({ ready: false, why: 'cooling' })
      await house.goTo(new Date(approved.untilMs ?? 0).toISOString())
      expect(await payable(shop)).toMatchObject({ ready: true, version: 2, details })
      const { accounts } = done(
        await house.fiona().call('read-bank-accounts', { locationId: shop }),
      )
      expect(accounts.map(({ version, state }) => [version, state])).toEqual([
        [2, 'usable'],
        [1, 'replaced'],
      ])
    })

    test('a change that is rejected: the account before it is paid to again', async () => {
      const shop = await house.addShop('Rejected')
      await usable(shop)
      const { accountId } = await enter(shop, { details: dollars(OTHER_ACCOUNT) })
      expect(await payable(shop)).toMatchObject({ ready: false })
      const reason = 'Nobody at the shop asked for it'
      const rejected = done(await house.fiona().call('reject-bank-account', { accountId, reason }))
      expect(rejected.state).toBe('rejected')
      expect(await payable(shop)).toMatchObject({ ready: true, version: 1 })
      expect(codeOf(await approve(accountId))).toBe('STATE_CONFLICT')
    })

    test('one cent: its code lets the account be paid to, five wrong ones end it', async () => {
      const shop = await house.addShop('Cent', 'CAD', 'America/Toronto')
      const details = {
        country: 'ca',
        institution: '003',
        transit: '12345',
        account: '7654321',
      } as const
      const { accountId } = await enter(shop, { details, verification: 'test' })
      done(await approve(accountId))
      const first = await send('2027-07-12')
      expect(first.tests).toMatchObject([{ purpose: 'test', amountMinor: 1, details }])
      expect(await first.write()).toBe(true)
      const [mail = ''] = await mailsTo('owner@diner.example', 'One cent')
      const code = first.tests[0]?.remittance?.slice(-6) ?? ''
      expect(code).toMatch(/^\d{6}$/)
      expect(mail).not.toContain(code)
      const type = (typed: string) =>
        house.olga().call('confirm-bank-test', { accountId, code: typed })
      const wrong = code === '111111' ? '222222' : '111111'
      for (let tries = 0; tries < 5; tries += 1)
        expect(codeOf(await type(wrong))).toBe('STATE_CONFLICT')
      expect(codeOf(await type(code))).toBe('STATE_CONFLICT')
      expect(await payable(shop)).toMatchObject({ ready: false, why: 'unverified' })
      done(await house.olga().call('repeat-bank-test', { accountId }))
      const second = await send('2027-07-14')
      expect(await second.write()).toBe(true)
      const other = second.tests[0]?.remittance?.slice(-6) ?? ''
      expect(other).not.toBe(code)
      expect(done(await type(`CODE ${other}`)).state).toBe('usable')
      expect(await payable(shop)).toMatchObject({ ready: true })
    })

    test('held by hand: another person lets it go', async () => {
      const shop = await house.addShop('Held')
      const { accountId } = await usable(shop)
      const reason = 'The owner called: stop'
      const held = done(await house.olga().call('block-bank-account', { accountId, reason }))
      expect(held).toMatchObject({ state: 'blocked', blockedFor: reason, canRelease: true })
      expect(await payable(shop)).toEqual({ ready: false, why: 'blocked', until: null })
      const asked = { accountId, reason: 'All is well', password: PASSWORD }
      expect(codeOf(await house.olga().call('release-bank-account', asked))).toBe('STATE_CONFLICT')
      done(await house.fiona().call('release-bank-account', asked))
      expect(await payable(shop)).toMatchObject({ ready: true })
    })

    test('a change that another one overtook, and an account in use: neither is decided about', async () => {
      const shop = await house.addShop('Overtaken')
      const { accountId: inUse } = await usable(shop)
      const { accountId: first } = await enter(shop, { details: dollars(OTHER_ACCOUNT) })
      const { accountId: second } = await enter(shop, { details: dollars('123123123123') })
      expect(codeOf(await approve(first))).toBe('STATE_CONFLICT')
      const reason = 'Not theirs'
      for (const accountId of [second, first])
        done(await house.fiona().call('reject-bank-account', { accountId, reason }))
      const refused = await house.fiona().call('reject-bank-account', { accountId: inUse, reason })
      expect(codeOf(refused)).toBe('STATE_CONFLICT')
      expect(await payable(shop)).toMatchObject({ ready: true, version: 1 })
    })

    test('two decide at once: one of them does', async () => {
      const shop = await house.addShop('Twice')
      const { accountId } = await enter(shop)
      const both = await Promise.all([
        approve(accountId),
        house.fiona().call('reject-bank-account', { accountId, reason: 'No' }),
      ])
      const { accounts } = done(await house.olga().call('read-bank-accounts', { locationId: shop }))
      const kinds = accounts[0]?.steps.map(({ kind }) => kind) ?? []
      expect(kinds).toHaveLength(both.filter(({ ok }) => ok).length)
      expect(new Set(kinds).size).toBe(kinds.length)
    })

    test('an account of two shops: said of both', async () => {
      const details = dollars('555000555000')
      const [one, other] = [await house.addShop('One'), await house.addShop('Other')]
      await enter(one, { details })
      expect(await enter(other, { details })).toMatchObject({ sharedWith: ['One'] })
      const { payees } = done(await house.olga().call('list-bank-accounts', {}))
      const found = payees.find(({ locationId }) => locationId === one)
      expect(found?.latest).toMatchObject({ sharedWith: ['Other'] })
    })

    test('the rule of a network: how long a change cools', async () => {
      const shop = await house.addShop('Rule')
      await usable(shop)
      const rule = { coolingDays: 0, bankChanges: 'approve' } as const
      done(await house.olga().call('set-bank-rule', { ...rule, password: PASSWORD }))
      await usable(shop, { details: dollars(OTHER_ACCOUNT) })
      expect(await payable(shop)).toMatchObject({ ready: true, version: 2 })
      done(
        await house.olga().call('set-bank-rule', { ...rule, coolingDays: 3, password: PASSWORD }),
      )
      expect(await payable(shop)).toMatchObject({ ready: false, why: 'cooling' })
    })

    test('a person of another network: sees and does nothing', async () => {
      const { accountId } = await enter(await house.addShop('Private'))
      const networkId = await createNetwork(house.context, `Foreign ${name}`)
      const email = `foreign-${name.toLowerCase()}@other.example`
      const who = {
        networkId,
        name: 'Foreign',
        email,
        password: PASSWORD,
        role: 'operator',
      } as const
      done(await createStaff(house.context, who))
      const browser = adminBrowser(house.url)
      done(await browser.call('sign-in', { email, password: PASSWORD }))
      const asked = { accountId, password: PASSWORD }
      expect(codeOf(await browser.call('approve-bank-account', asked))).toBe('NOT_FOUND')
      expect(done(await browser.call('list-bank-accounts', {})).payees).toEqual([])
    })

    test('versions and steps: never changed, opened for as long as they are kept, and proved', async () => {
      const { database } = house.context
      const { accountId } = await usable(await house.addShop('Kept'))
      const attempts = [
        database.read.updateTable('bank_account').set({ payee_name: 'Thief' }),
        database.read.deleteFrom('bank_account'),
        database.read.updateTable('bank_account_step').set({ kind: 'verified' }),
        database.read.deleteFrom('bank_account_step'),
      ]
      for (const attempt of attempts)
        expect(await database.write([{ query: attempt.compile() }]).catch(() => false)).toBe(false)
      expect((await openedDetails(house.context, [accountId])).get(accountId)).toEqual(dollars())
      expect(await engine.prove(house.folder)).toMatchObject({ ok: true })
    })

    test('the number itself: in no log, no mail, no answer and no table', async () => {
      await eventually(async () => {
        const { reports } = house.context.database
        const waiting = reports.selectFrom('bank_notice').where('sent_at_ms', 'is', null)
        return (await waiting.select('id').execute()).length === 0
      })
      const { payees } = done(await house.fiona().call('list-bank-accounts', {}))
      const details = await Promise.all(
        payees.map(async ({ locationId }) =>
          done(await house.fiona().call('read-bank-accounts', { locationId })),
        ),
      )
      const tables = ['audit', 'change_record', 'bank_account', 'bank_notice'] as const
      const rows = await Promise.all(
        tables.map((table) => house.context.database.read.selectFrom(table).selectAll().execute()),
      )
      const mails = house.box.mails.map(({ subject, text, html }) => [subject, text, html])
      expect(mails.length).toBeGreaterThan(20)
      const seen = JSON.stringify([payees, details, rows, mails, house.logged()])
      for (const number of [ACCOUNT, OTHER_ACCOUNT, '7654321', '555000555000'])
        expect(seen).not.toContain(number)
      expect(seen).toContain('•••• 0333')
    })
  })
}
