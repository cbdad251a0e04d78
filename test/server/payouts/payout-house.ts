import { randomBytes } from 'node:crypto'
import { fingerprintOf, sealDetails } from '../../../server/bank-accounts/details.ts'
import type { BankDetails, BankOutcome } from '../../../server/bank-files/index.ts'
import { sealText } from '../../../server/cards/index.ts'
import type { ServerContext } from '../../../server/context.ts'
import type { Caller, LedgerRequest, NewCard } from '../../../server/ledger/request.ts'
import { createLocation } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import type { WriteQuery } from '../../../server/storage/index.ts'
import type { RunView } from '../../../src/contract/admin/payout-views.ts'
import type { NachaSettings } from '../../../src/contract/admin/rails.ts'
import type { LocationId, NetworkId, OperationId, ProgramId } from '../../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../../src/contract/money.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'
import { newId } from '../ledger/names.ts'
import { activate, newCard, redeem, refund, voidOf } from '../ledger/requests.ts'

/** A server whose network has a program and locations that are paid. */
export interface PayoutHouse extends TestServer {
  readonly programId: ProgramId
  readonly currency: Currency
  /** The second person: agrees to what the operator made. */
  readonly finance: AdminBrowser
}

export const FINANCE_EMAIL = 'fanny@network.example'

/** A bank that takes NACHA files of CCD and PPD entries, as they are. */
export const NACHA: NachaSettings = {
  ...{ rail: 'nacha', destination: '076401251', destinationName: 'EXAMPLE BANK' },
  ...{ origin: '1234567892', originName: 'OLD TOWN CARDS', companyName: 'OLD TOWN CARDS' },
  ...{ companyId: '1123456789', description: 'SETTLEMENT', odfi: '07640125', offset: null },
  ...{ sameDay: false, lineEnd: 'lf', entryMaxMinor: null, fileMaxMinor: null },
  fileMaxEntries: null,
}

export async function openPayoutHouse(
  settings: readonly string[] = [],
  more: Parameters<typeof openServer>[1] = {},
): Promise<PayoutHouse> {
  const server = await openServer(settings, more)
  const programId = await addDollarProgram(server.context, server.networkId)
  await server.addStaff('finance', FINANCE_EMAIL)
  const finance = await signIn(server.url, FINANCE_EMAIL)
  return { ...server, programId, finance, currency: currency('USD') }
}

export async function signIn(url: string, email: string): Promise<AdminBrowser> {
  const browser = adminBrowser(url)
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

async function addDollarProgram(context: ServerContext, networkId: NetworkId): Promise<ProgramId> {
  const made = await createProgram(context, {
    ...{ networkId, name: 'Old Town Dollars', currency: currency('USD'), cardPrefix: '997001' },
    ...{ pinPolicy: 'never', reloadable: true, acceptedAt: 'network' },
    ...{ loadMinMinor: minor(1), loadMaxMinor: minor(100_000_000) },
    balanceMaxMinor: minor(1_000_000_000),
  })
  return done(made).programId
}

/** A location that is paid in dollars. */
export async function addPlace(
  { context, networkId }: Pick<PayoutHouse, 'context' | 'networkId'>,
  name: string,
  timeZone = 'America/New_York',
): Promise<LocationId> {
  const place = { name, email: 'owner@shop.example', currency: currency('USD'), timeZone }
  return done(await createLocation(context, networkId, place)).locationId
}

/** Where a location is paid: its account number is made of `number`. */
export function usAccount(number: number): BankDetails {
  return {
    ...{ country: 'us', routing: '231380104', account: String(100_000_000 + number) },
    ...{ accountType: 'checking', holder: number % 5 === 0 ? 'person' : 'business' },
  }
}

/** Rows of an account that was agreed to and proved, without the days that this takes. */
export function accountRows(
  context: ServerContext,
  networkId: NetworkId,
  locationId: LocationId,
  of: { readonly details: BankDetails; readonly payeeName: string; readonly mandate?: string },
): WriteQuery[] {
  const { database, nowMs } = context
  const parts = { keys: context.keys, randomBytes: context.randomBytes }
  const id = newId()
  const step = { account_id: id, at_ms: nowMs(), done_by: 'staff:two', detail: '{}' }
  const account = database.read
    .insertInto('bank_account')
    .values({
      ...{ id, network_id: networkId, location_id: locationId, version: 1 },
      ...{ country: of.details.country, sealed: sealDetails(parts, id, of.details) },
      ...{ fingerprint: fingerprintOf(parts, of.details), bank: '-', account_masked: '-' },
      ...{ payee_name: of.payeeName, contact_email: 'owner@shop.example' },
      ...{ verification: 'cheque', mandate: of.mandate ?? null, origin: 'entered' },
      ...{ answer_id: null, made_by: 'staff:one', made_at_ms: nowMs() },
    })
    .compile()
  const steps = database.read
    .insertInto('bank_account_step')
    .values([
      { ...step, step: 1, kind: 'approved' },
      { ...step, step: 2, kind: 'verified' },
    ])
    .compile()
  return [
    { query: account, changes: 1 },
    { query: steps, changes: 2 },
  ]
}

/** Lets a location be paid. */
export async function giveAccount(
  { context, networkId }: Pick<PayoutHouse, 'context' | 'networkId'>,
  locationId: LocationId,
  number: number,
  mandate?: string,
): Promise<void> {
  const of = { details: usAccount(number), payeeName: `Payee ${number}` }
  const rows = accountRows(context, networkId, locationId, mandate ? { ...of, mandate } : of)
  if (!(await context.database.write(rows))) throw new Error('no account was written')
}

/** A way to the bank for dollars. */
export async function addNacha(
  house: Pick<PayoutHouse, 'operator'>,
  settings: Partial<NachaSettings> = {},
): Promise<string> {
  const added = await house.operator.call('add-bank-profile', {
    ...{ name: 'Dollars', settings: { ...NACHA, ...settings }, calendar: 'us-fed' },
    ...{ timeZone: 'America/New_York', deliveryId: null, currency: 'USD', lastFile: 0 },
    password: PASSWORD,
  })
  return done(added).profileId
}

function stationAt(networkId: NetworkId, locationId: LocationId | null): Caller {
  const key = locationId === null ? 'client:shop' : `device:${locationId}`
  return { key, locationId, networkId, channel: locationId ? 'station' : 'webstore', clerk: null }
}

/** One whose number the keys open: without any such card no server starts on the ledger again. */
function sealedCard({ keys, randomBytes }: ServerContext, programId: ProgramId): NewCard {
  const card = newCard(programId)
  const sealing = { key: keys.numberSeal, text: '9900001234567890', boundTo: card.cardId }
  return { ...card, sealed: sealText({ ...sealing, randomBytes }) }
}

/** What clerks and shops do, straight to the ledger. */
export function tradeOf({
  context,
  networkId,
  programId,
  currency: code,
}: Pick<PayoutHouse, 'context' | 'networkId' | 'programId' | 'currency'>) {
  const ask = async (request: LedgerRequest): Promise<OperationAnswer> => {
    const { reply } = await context.database.ledger.execute(request)
    return done(reply)
  }
  const dollars = { currency: code }
  return {
    /** A card worth that much. */
    sell: async (amountMinor: number) => {
      const card = sealedCard(context, programId)
      const from = stationAt(networkId, null)
      await ask(activate(from, { by: 'new', card }, amountMinor, dollars))
      return { by: 'lookup', lookup: card.lookup } as const
    },
    redeem: async (
      locationId: LocationId,
      card: { by: 'lookup'; lookup: Uint8Array },
      amountMinor: number,
    ) =>
      (await ask(redeem(stationAt(networkId, locationId), card, amountMinor, dollars))).operationId,
    undo: async (locationId: LocationId, operationId: OperationId) => {
      await ask(voidOf(stationAt(networkId, locationId), { by: 'operation', operationId }))
    },
    giveBack: async (locationId: LocationId, operationId: OperationId, amountMinor: number) => {
      const original = { by: 'operation', operationId } as const
      await ask(refund(stationAt(networkId, locationId), original, amountMinor, dollars))
    },
  }
}

/** What is on each account of the ledger that has anything. */
export async function accountsOf({
  context,
}: Pick<PayoutHouse, 'context'>): Promise<Readonly<Record<string, number>>> {
  const rows = await context.database.read
    .selectFrom('entry')
    .groupBy('account')
    .select(['account', ({ fn }) => fn.sum<number>('amount_minor').as('sum')])
    .execute()
  return Object.fromEntries(rows.map(({ account, sum }) => [account, Number(sum)]))
}

/** Waits until a run is in one of these states. */
export async function untilRun(
  browser: AdminBrowser,
  runId: string,
  ...states: readonly RunView['state'][]
): Promise<RunView> {
  for (;;) {
    const view = done(await browser.call('read-run', { runId }))
    if (states.includes(view.state)) return view
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Makes a run, agrees to it, and waits until its files are made. */
export async function runAndApprove(house: PayoutHouse): Promise<RunView> {
  const { runId } = done(await house.operator.call('make-run', { cutOffMs: null }))
  done(await house.finance.call('approve-run', { runId, password: PASSWORD }))
  return untilRun(house.operator, runId, 'generated', 'settled', 'sent')
}

/** The bytes of a file, as a person downloads them. */
export async function fileOf(browser: AdminBrowser, fileId: string): Promise<string> {
  const response = await browser.send(`/payout-file?fileId=${fileId}`)
  if (!response.ok) throw new Error(`no file: ${response.status}`)
  return response.text()
}

/** What a bank says of a transfer. */
export function outcome(kind: BankOutcome['kind'], more: Partial<BankOutcome> = {}): BankOutcome {
  return {
    ...{ kind, trace: null, reference: null, amountMinor: null, currency: null, code: 'R03' },
    ...{ text: 'No account', change: null, line: 3, ...more },
    noticeKey: more.noticeKey ?? randomBytes(8).toString('hex'),
  }
}
