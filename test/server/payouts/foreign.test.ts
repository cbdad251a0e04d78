import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { BANK_ACCOUNT_ADMIN } from '../../../src/contract/admin/bank-accounts.ts'
import { BANK_DELIVERY_ADMIN } from '../../../src/contract/admin/bank-delivery.ts'
import { BANK_OUTCOME_ADMIN } from '../../../src/contract/admin/bank-outcomes.ts'
import { PAYOUT_ADMIN } from '../../../src/contract/admin/payouts.ts'
import { ROLES } from '../../../src/contract/admin/roles.ts'
import { ADMIN, type AdminName } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import {
  accountsOf,
  addNacha,
  addPlace,
  giveAccount,
  NACHA,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  signIn,
  tradeOf,
  usAccount,
} from './payout-house.ts'

let house: PayoutHouse
/** An operator of another network on the same server. */
let stranger: AdminBrowser
let ids: {
  readonly runId: string
  readonly draftId: string
  readonly fileId: string
  readonly locationId: LocationId
  readonly accountId: string
  readonly profileId: string
  readonly deliveryId: string
}
beforeAll(async () => {
  house = await openPayoutHouse()
  const profileId = await addNacha(house)
  const trade = tradeOf(house)
  const card = await trade.sell(1_000_000)
  const locationId = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, locationId, 1)
  await trade.redeem(locationId, card, 4_000)
  const run = await runAndApprove(house)
  await trade.redeem(locationId, card, 3_000)
  const draft = done(await house.operator.call('make-run', { cutOffMs: null }))
  const { accounts } = done(await house.operator.call('read-bank-accounts', { locationId }))
  const secrets = { password: '', privateKey: '', access: '', second: '' }
  const settings = { kind: 'folder', folder: 'out' } as const
  const added = await house.operator.call('add-bank-delivery', { name: 'Out', settings, secrets })
  ids = {
    ...{ runId: run.runId, draftId: draft.runId, fileId: run.files[0]?.fileId ?? '', locationId },
    ...{ accountId: accounts[0]?.accountId ?? '', profileId },
    deliveryId: done(added).deliveryId,
  }
  const networkId = await createNetwork(house.context, 'Foreign')
  const person = { networkId, name: 'Foreign', password: PASSWORD, role: 'operator' } as const
  done(await createStaff(house.context, { ...person, email: 'foreign@other.example' }))
  stranger = await signIn(house.url, 'foreign@other.example')
}, 60_000)
afterAll(() => house.close())

/** What each call that takes an id is asked for, with the ids of the other network. */
function asked(): Partial<Record<AdminName, Record<string, unknown>>> {
  const { runId, draftId, fileId, locationId, accountId, profileId, deliveryId } = ids
  const agreed = { basedOn: 0, validFrom: null, reason: 'A trial', password: PASSWORD }
  const details = usAccount(7)
  const profile = { name: 'Ours', settings: NACHA, calendar: 'us-fed', deliveryId: null }
  const secrets = { password: '', privateKey: '', access: '', second: '' }
  return {
    'read-run': { runId },
    'list-run-lines': { runId },
    'read-run-line': { runId, locationId },
    'approve-run': { runId: draftId, password: PASSWORD },
    'cancel-run': { runId: draftId, reason: 'A trial' },
    'mark-file-sent': { fileId },
    'give-up-file': { fileId, reason: 'A trial', password: PASSWORD },
    'mark-run-paid': { runId, locationId: null, reference: 'X' },
    'change-bank-profile': {
      ...{ ...profile, profileId, timeZone: 'America/New_York', password: PASSWORD },
    },
    'retire-bank-profile': { profileId, password: PASSWORD },
    'read-bank-accounts': { locationId },
    'enter-bank-account': {
      ...{ locationId, details, again: details, payeeName: 'Thief', mandate: null },
      ...{ contactEmail: 'thief@other.example', verification: 'cheque', password: PASSWORD },
    },
    'approve-bank-account': { accountId, password: PASSWORD },
    'reject-bank-account': { accountId, reason: 'A trial' },
    'check-bank-account': { accountId, note: 'A trial', password: PASSWORD },
    'confirm-bank-test': { accountId, code: '123456' },
    'repeat-bank-test': { accountId },
    'block-bank-account': { accountId, reason: 'A trial' },
    'release-bank-account': { accountId, reason: 'A trial', password: PASSWORD },
    'change-bank-delivery': {
      ...{ deliveryId, name: 'Mine', settings: { kind: 'folder', folder: 'mine' }, secrets },
    },
    'remove-bank-delivery': { deliveryId },
    'test-bank-delivery': { deliveryId },
    'confirm-host-key': {
      deliveryId,
      hostKey: 'SHA256:0000000000000000000000000000000000000000000',
    },
    'read-location-terms': { locationId },
    'change-location-terms': { locationId, terms: {}, ...agreed },
    'list-statement-mails': { runId },
    'mail-statements': { runId, locationId: null },
    'set-statement-language': { locationId, language: 'fr' },
    'adjust-payable': {
      ...{ requestId: 'stranger-1', locationId, amountMinor: 100, reason: 'A trial' },
      password: PASSWORD,
    },
  }
}

/** Calls that need an answer of a bank: the same look-up by network as the others. */
const WITHOUT = new Set(['see-to-bank-answer', 'match-bank-answer', 'list-bank-answers'])

test('every call of settlement that takes an id: knows none of another network', async () => {
  const before = await accountsOf(house)
  const calls = asked()
  const tables = { ...PAYOUT_ADMIN, ...BANK_ACCOUNT_ADMIN, ...BANK_DELIVERY_ADMIN }
  const taking = Object.entries({ ...tables, ...BANK_OUTCOME_ADMIN }).filter(([, { path }]) =>
    path.includes('{'),
  )
  expect(taking.filter(([name]) => !(name in calls) && !WITHOUT.has(name))).toEqual([])
  const codes = new Map<string, string>()
  for (const [name, params] of Object.entries(calls))
    codes.set(name, codeOf(await stranger.call(name as AdminName, params as never)))
  expect([...codes].filter(([, code]) => code !== 'NOT_FOUND')).toEqual([])
  expect(codes.size).toBeGreaterThan(25)
  const run = done(await house.operator.call('read-run', { runId: ids.draftId }))
  expect(run).toMatchObject({ state: 'draft' })
  expect(await accountsOf(house)).toEqual(before)
})

test('every list: has nothing of another network', async () => {
  const lists = [
    await stranger.call('list-runs', {}),
    await stranger.call('list-bank-profiles', {}),
    await stranger.call('list-bank-accounts', {}),
    await stranger.call('list-bank-answer-files', {}),
    await stranger.call('list-bank-answers', {}),
    await stranger.call('list-bank-deliveries', {}),
    await stranger.call('list-delivered-files', {}),
    await stranger.call('list-terms', {}),
    await stranger.call('list-exceptions', {}),
    await stranger.call('list-payables', { from: '2026-01-01', to: '2026-02-01' } as never),
  ]
  expect(lists.filter(({ ok }) => !ok)).toEqual([])
  const told = JSON.stringify(lists)
  for (const word of ['Bakery', ...Object.values(ids)]) expect(told).not.toContain(word)
})

test('every file: is for its own network, and for those who may have it', async () => {
  const { runId, fileId, locationId } = ids
  const days = 'from=2026-01-01&to=2026-01-31'
  const routes = [
    `/payout-file?fileId=${fileId}`,
    `/statement?locationId=${locationId}&format=csv&runId=${runId}`,
    `/statement?locationId=${locationId}&format=xlsx&${days}`,
    `/run-table?runId=${runId}&format=csv`,
    `/payables/statement.csv?locationId=${locationId}&${days}`,
  ]
  for (const route of routes) {
    expect([route, (await stranger.send(route)).status]).toEqual([route, 404])
    expect([route, (await adminBrowser(house.url).send(route)).status]).toEqual([route, 401])
    expect([route, (await house.finance.send(route)).status]).toEqual([route, 200])
  }
  await house.addStaff('support', 'sam@network.example')
  const support = await signIn(house.url, 'sam@network.example')
  await house.addStaff('auditor', 'ada@network.example')
  const auditor = await signIn(house.url, 'ada@network.example')
  const [bankFile = '', ...statements] = routes
  for (const route of routes)
    expect([route, (await support.send(route)).status]).toEqual([route, 403])
  expect((await auditor.send(bankFile)).status).toBe(403)
  for (const route of statements)
    expect([route, (await auditor.send(route)).status]).toEqual([route, 200])
  const headers = { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' }
  for (const browser of [support, auditor]) {
    const sent = await browser.send('/bank-answers?name=x', { method: 'POST', body: 'x', headers })
    expect(sent.status).toBe(403)
  }
})

/** Only works something out, or looks again; nothing is other afterwards. */
const CHANGES_NOTHING = new Set([
  'preview-terms',
  'preview-schedule',
  'check-close',
  'replay-request',
  'search-cards',
])
/** What support does at once: money is stopped, and a code that a location read out is typed. */
const FOR_SUPPORT = new Set(['confirm-bank-test', 'repeat-bank-test', 'block-bank-account'])

test('an auditor: changes nothing, by no call of the whole table', () => {
  const open = Object.entries(ROLES).filter(([name, roles]) => {
    const { method } = ADMIN[name as AdminName]
    return method !== 'GET' && roles.includes('auditor') && !CHANGES_NOTHING.has(name)
  })
  expect(open.map(([name]) => name).sort()).toEqual(['revoke-session', 'sign-out'])
})

test('support: moves no money to locations, and changes not where it goes', () => {
  const tables = { ...PAYOUT_ADMIN, ...BANK_ACCOUNT_ADMIN, ...BANK_DELIVERY_ADMIN }
  const open = Object.entries({ ...tables, ...BANK_OUTCOME_ADMIN }).filter(
    ([name, { method }]) =>
      method !== 'GET' && ROLES[name as keyof typeof ROLES].includes('support'),
  )
  expect(open.map(([name]) => name).filter((name) => !FOR_SUPPORT.has(name))).toEqual([])
})
