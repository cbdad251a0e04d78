import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeFile } from '../../../server/bank-outcomes/taking.ts'
import { createProgram } from '../../../server/programs/index.ts'
import type { SepaSettings } from '../../../src/contract/admin/rails.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { done, PASSWORD } from '../house/open-server.ts'
import {
  accountRows,
  accountsOf,
  fileOf,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'

const EUR = currency('EUR')
const IBAN = 'FR1420041010050500013M02606'
const SEPA: SepaSettings = {
  ...{ rail: 'sepa', debtorName: 'Old Town', iban: 'DE89370400440532013000', bic: null },
  ...{ batchBooking: true, fileMaxEntries: 3 },
}

let house: PayoutHouse
let second = ''
const places: LocationId[] = []
beforeAll(async () => {
  const opened = await openPayoutHouse()
  const made = await createProgram(opened.context, {
    ...{ networkId: opened.networkId, name: 'Old Town Euros', currency: EUR, cardPrefix: '997002' },
    ...{ pinPolicy: 'never', reloadable: true, acceptedAt: 'network' },
    ...{ loadMinMinor: minor(1), loadMaxMinor: minor(100_000_000) },
    balanceMaxMinor: minor(1_000_000_000),
  })
  house = { ...opened, programId: done(made).programId, currency: EUR }
  const added = await house.operator.call('add-bank-profile', {
    ...{ name: 'Euros', settings: SEPA, calendar: 'target2', timeZone: 'Europe/Paris' },
    ...{ deliveryId: null, currency: EUR, lastFile: 0, password: PASSWORD },
  })
  done(added)
  const trade = tradeOf(house)
  const card = await trade.sell(1_000_000)
  for (let at = 0; at < 5; at++) {
    const place = await house.operator.call('create-location', {
      ...{ name: `Épicerie ${at}`, email: 'owner@shop.example', currency: EUR },
      timeZone: 'Europe/Paris',
    })
    const { locationId } = done(place)
    places.push(locationId)
    const of = {
      details: { country: 'sepa', iban: IBAN, bic: null },
      payeeName: 'Epicerie',
    } as const
    const rows = accountRows(house.context, house.networkId, locationId, of)
    expect(await house.context.database.write(rows)).toBe(true)
    await trade.redeem(locationId, card, 1_000 + at)
  }
}, 60_000)
afterAll(() => house.close())

/** A bank's word on a whole message, in the form of the EPC's guidelines; with transfers that it names. */
function statusOf(messageId: string, status: string, code: string, named = ''): string {
  const reason = code === '' ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-${status}</MsgId><CreDtTm>2026-11-23T09:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
<GrpSts>${status}</GrpSts>${reason}</OrgnlGrpInfAndSts>
${named}</CstmrPmtStsRpt></Document>`
}

test('a bank that refuses a whole message: each of its transfers is owed again, and no other', async () => {
  const run = await runAndApprove(house)
  expect(run.files.map(({ transfers }) => transfers)).toEqual([3, 2])
  for (const { fileId } of run.files) done(await house.operator.call('mark-file-sent', { fileId }))
  const [text = '', other = ''] = await Promise.all(
    run.files.map(({ fileId }) => fileOf(house.operator, fileId)),
  )
  second = other
  const messageId = /<MsgId>([^<]+)</.exec(text)?.[1] ?? ''
  const { networkId } = house
  const bytes = Buffer.from(statusOf(messageId, 'RJCT', 'FF01'))
  const sent = { networkId, name: 'status.xml', bytes, actor: 'system', ip: null }
  expect(await takeFile(house.context, sent)).toMatchObject({
    ...{ outcome: 'taken', file: { answers: 3 } },
  })
  expect(await takeFile(house.context, sent)).toMatchObject({ outcome: 'known' })
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.every(({ waiting }) => waiting === 0)
  })
  const accounts = await accountsOf(house)
  const owed = places.map((locationId) => accounts[`payable:${locationId}`])
  expect(owed.filter((amount) => amount !== 0)).toHaveLength(3)
  expect(accounts[`settling:${networkId}`]).toBe(
    places.reduce((sum, _, at) => sum + (owed[at] === 0 ? 1_000 + at : 0), 0),
  )
})

test('a bank that refuses a whole message and names the transfer at fault: the others did not go either', async () => {
  const messageId = /<MsgId>([^<]+)</.exec(second)?.[1] ?? ''
  const [first = ''] = [...second.matchAll(/<EndToEndId>([^<]+)</g)].map(([, one]) => one)
  const named = `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${messageId}.0</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>${first}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>
`
  const { networkId } = house
  const bytes = Buffer.from(statusOf(messageId, 'RJCT', '', named))
  const sent = { networkId, name: 'named.xml', bytes, actor: 'system', ip: null }
  expect(await takeFile(house.context, sent)).toMatchObject({
    ...{ outcome: 'taken', file: { answers: 2 } },
  })
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.every(({ waiting }) => waiting === 0)
  })
  const accounts = await accountsOf(house)
  expect(places.map((locationId) => accounts[`payable:${locationId}`])).toEqual(
    places.map((_, at) => 1_000 + at),
  )
  // Only the account that the bank means is blocked: whoever stood beside it is paid by the next run.
  const { runId } = done(await house.operator.call('make-run', { cutOffMs: null }))
  const { lines } = done(await house.operator.call('list-run-lines', { runId }))
  expect(lines.map(({ payoutMinor }) => payoutMinor).sort()).toEqual([
    0, 1_000, 1_001, 1_002, 1_004,
  ])
})

test('a transfer that was refused, and is booked on our account all the same: a person looks', async () => {
  const ends = [...second.matchAll(/<EndToEndId>([^<]+)</g)].map(([, one]) => one)
  const [amount = ''] = [...second.matchAll(/<InstdAmt Ccy="EUR">([^<]+)</g)]
    .map(([, one]) => one)
    .slice(1)
  const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-25</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>${ends[1]}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`
  const { networkId } = house
  const sent = { name: 'statement.xml', bytes: Buffer.from(statement), actor: 'system', ip: null }
  const taken = await takeFile(house.context, { networkId, ...sent })
  expect(taken).toMatchObject({ outcome: 'taken', file: { answers: 1 } })
  const fileId = taken.outcome === 'taken' ? taken.file.fileId : ''
  await eventually(async () => {
    const { answers } = done(await house.operator.call('list-bank-answers', { fileId }))
    return answers.some(({ state, task }) => state === 'open' && task === 'duplicate')
  })
})
