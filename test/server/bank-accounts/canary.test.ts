import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeForteReport } from '../../../server/bank-files/index.ts'
import { maskedWords } from '../../../server/bank-outcomes/rows.ts'
import { takeFile } from '../../../server/bank-outcomes/taking.ts'
import type { TypedDetails } from '../../../src/contract/admin/bank-accounts.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { readSent, writeAnswers } from '../bank-outcomes/bank-answers.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import {
  addNacha,
  addPlace,
  fileOf,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'

/** Numbers that may stand in a bank's file, and nowhere else. */
const PAID = '8642097531864'
const CORRECTED = '9753186420975'
const REFUSED = '7531902468013'
const CANADIAN = '975318642'
const IBAN = 'FR1420041010050500013M02606'
const CANARIES = [PAID, CORRECTED, REFUSED, CANADIAN, IBAN]

let house: PayoutHouse
let box: MailBox
beforeAll(async () => {
  box = await openMailBox()
  house = await openPayoutHouse(senderOf(box.port))
  await addNacha(house)
})
afterAll(async () => {
  await house?.close()
  await box?.close()
})

/** Every byte below the server's folder: the database, its log, and whatever else is kept. */
function kept(folder = house.folder): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? kept(path) : readFileSync(path, 'latin1')))
    .join('\n')
}

const dollars = (account: string): TypedDetails => ({
  ...{ country: 'us', routing: '231380104', account, accountType: 'checking', holder: 'business' },
})
const answers: unknown[] = []
const enter = async (locationId: LocationId, details: TypedDetails, again = details) => {
  const reply = await house.operator.call('enter-bank-account', {
    ...{ locationId, details, again, payeeName: 'Shop', contactEmail: 'owner@shop.example' },
    ...{ verification: 'cheque', mandate: null, password: PASSWORD },
  })
  answers.push(reply)
  return reply
}
const agree = async (accountId: string) => {
  const { finance } = house
  answers.push(done(await finance.call('approve-bank-account', { accountId, password: PASSWORD })))
}

test('account numbers: in the bank’s file, and in no log, table, answer, statement or mail', async () => {
  const shop = await addPlace(house, 'Canary Shop')
  const { accountId } = done(await enter(shop, dollars(PAID)))
  await agree(accountId)
  const checked = { accountId, note: 'Cheque 12', password: PASSWORD }
  answers.push(done(await house.finance.call('check-bank-account', checked)))
  // Whatever is refused repeats nothing either.
  await enter(shop, dollars(REFUSED), dollars(`${REFUSED}1`))
  await enter(shop, { country: 'sepa', iban: IBAN, bic: 'NOTABIC' })
  const branch = { country: 'ca', institution: '12345', transit: '003', account: CANADIAN } as const
  await enter(shop, branch)
  const trade = tradeOf(house)
  const card = await trade.sell(1_000_000)
  await trade.redeem(shop, card, 4_000)
  const run = await runAndApprove(house)
  const { fileId = '' } = run.files[0] ?? {}
  const file = await fileOf(house.operator, fileId)
  expect(file).toContain(PAID)
  answers.push(done(await house.operator.call('mark-file-sent', { fileId })))

  const [entry] = readSent(file)
  if (entry === undefined) throw new Error('there is no entry')
  const take = async (name: string, bytes: Uint8Array) => {
    const { networkId } = house
    answers.push(
      await takeFile(house.context, { networkId, name, bytes, actor: 'system', ip: null }),
    )
  }
  const change = { entry, code: 'C01', corrected: CORRECTED }
  await take('back.ach', Buffer.from(writeAnswers([{ entry, code: 'R03' }, change])))
  await take('cut.ach', Buffer.from(writeAnswers([{ entry, code: 'R03' }], 'B').slice(0, 700)))
  const said = { transactionId: 'trn_1', kind: 'refused', code: 'U19', currency: 'USD' } as const
  const text = `ACCOUNT ${PAID} IS CLOSED; ALSO ${CANADIAN} AND ${IBAN.replace(/(.{4})/g, '$1 ')}`
  await take(
    'forte.json',
    writeForteReport([{ ...said, reference: entry.identification, text, amountMinor: 4_000 }]),
  )
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.length > 1 && files.every(({ waiting }) => waiting === 0)
  })
  await eventually(async () => {
    const { reports } = house.context.database
    const waiting = reports.selectFrom('bank_notice').where('sent_at_ms', 'is', null)
    return (await waiting.select('id').execute()).length === 0
  })
  const { runId } = run
  answers.push(
    await house.operator.call('read-bank-accounts', { locationId: shop }),
    await house.operator.call('list-bank-accounts', {}),
    await house.operator.call('list-bank-answers', {}),
    await house.operator.call('read-run-line', { runId, locationId: shop }),
  )
  for (const format of ['csv', 'pdf', 'xlsx']) {
    const path = `/statement?locationId=${shop}&format=${format}&runId=${runId}`
    const response = await house.operator.send(path)
    expect(response.status).toBe(200)
    answers.push(Buffer.from(await response.arrayBuffer()).toString('latin1'))
  }
  const mails = box.mails.map(({ subject, text: words, html }) => [subject, words, html])
  expect(mails.length).toBeGreaterThan(2)
  const everything = [house.logged(), kept(), JSON.stringify(answers), JSON.stringify(mails)]
  // What may be seen is there, so that the search would have found the rest.
  for (const place of everything.slice(1)) expect(place).toContain('Canary Shop')
  expect(JSON.stringify(answers)).toContain(`•••• ${PAID.slice(-4)}`)
  expect(JSON.stringify(answers)).toContain(`•••• ${CORRECTED.slice(-4)}`)
  for (const [at, place] of everything.entries())
    expect([at, CANARIES.filter((number) => place.includes(number))]).toEqual([at, []])
})

test('words of a bank: numbers of accounts are masked, codes and days stay', () => {
  expect(maskedWords(`IBAN ${IBAN} is closed`)).toBe('IBAN •••• 2606 is closed')
  expect(maskedWords('FR14 2004 1010 0505 0001 3M02 606: closed')).toBe('•••• 2606: closed')
  expect(maskedWords('account 1234567 unknown')).toBe('account ••••4567 unknown')
  expect(maskedWords('AC04 CLOSED ACCOUNT NUMBER on 2026-11-20')).toBe(
    'AC04 CLOSED ACCOUNT NUMBER on 2026-11-20',
  )
})
