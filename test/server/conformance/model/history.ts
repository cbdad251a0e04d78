import { SETTLING_KINDS, type SettlingKind } from '../../../../src/contract/operations.ts'
import { openRandom, type Random } from '../../../helpers/random.ts'
import type { CardSetting, Event, NumberedStep, Step, StepOrder } from './steps.ts'
import { CALLERS, type CardRef, LOCATIONS, NETWORKS, PROGRAMS } from './world.ts'

/** How a history is made. The same settings give the same history. */
export interface HistorySettings {
  readonly seed: number
  /** Requests in all. */
  readonly steps: number
  /** Cards in stock before it begins. */
  readonly stocked: number
  /** How often the database is closed and opened again: once in so many requests. */
  readonly reopenEvery: number
  /** The most requests that are sent at once. */
  readonly batchMax: number
  /**
   * Whether cards are blocked, locked and closed in between. No operation does that yet, so that
   * the proof would take it for a planted change: such histories end without it.
   */
  readonly isAdministered: boolean
}

const DAY_MS = 86_400_000
/** Steps look back this far for what they undo or repeat, with a few that look back to the start. */
const RECENT = 600
const SALES_KEPT = 48

/** Random requests that meet each other: few orders, hot cards, voids before and after. */
export function* makeHistory(settings: HistorySettings): Generator<Event> {
  const random = openRandom(settings.seed)
  const maker = openStepMaker(random, settings.stocked)
  let number = 0
  let reopenAt = settings.reopenEvery
  while (number < settings.steps) {
    const size = Math.min(batchSize(random, settings.batchMax), settings.steps - number)
    const steps: NumberedStep[] = []
    for (let index = 0; index < size; index += 1) {
      steps.push({ number, step: maker(number) })
      number += 1
    }
    yield { is: 'batch', steps }
    if (random.oneIn(2)) yield { is: 'pass', ms: random.below(2000) }
    if (random.oneIn(60)) yield { is: 'pass', ms: DAY_MS + random.below(1000) }
    for (let rest = settings.isAdministered ? 1 + random.below(6) : 0; rest > 0; rest -= 1)
      yield {
        is: 'set card',
        setting: settingOf(random, anyCard(random, settings.stocked, number)),
      }
    if (number >= reopenAt) {
      reopenAt += settings.reopenEvery
      yield { is: 'reopen' }
    }
  }
}

/** One alone, a few, or many, so that groups of all sizes form. */
function batchSize(random: Random, max: number): number {
  if (random.oneIn(5)) return 1
  return 1 + random.below(random.oneIn(3) ? Math.min(16, max) : max)
}

/** Half of all requests go to a sixteenth of the cards. */
function anyCard(random: Random, stocked: number, number: number): CardRef {
  if (random.oneIn(2)) return random.below(Math.ceil(stocked / 16))
  if (random.oneIn(12)) return -1 - random.below(Math.max(1, number))
  return random.below(stocked + (random.oneIn(40) ? 2 : 0))
}

function settingOf(random: Random, card: CardRef): CardSetting {
  const nothing = { card, state: undefined, expiresInMs: undefined }
  if (random.oneIn(3))
    return { ...nothing, expiresInMs: random.oneIn(2) ? null : random.below(DAY_MS) }
  const states = ['active', 'active', 'active', 'blocked', 'pin_locked', 'expired', 'cancelling']
  const state = random.oneIn(30) ? 'deactivated' : random.pick(states)
  return { ...nothing, state: state as CardSetting['state'] }
}

/** A sale that later steps may send again under another id. */
type Sale = Extract<
  Step,
  { is: 'redeem' | 'fund' | 'activate' | 'issue' | 'cash out' | 'credit' | 'hold' }
>

function openStepMaker(random: Random, stocked: number): (number: number) => Step {
  const sales: { readonly number: number; readonly sale: Sale }[] = []
  const holds: number[] = []
  const waiting: CardRef[] = []
  const imports: number[] = []
  const made: MadeCard[] = []
  const spent: number[] = []
  const keep = (number: number, sale: Sale) => {
    sales[number % SALES_KEPT] = { number, sale }
    if ('waitsFor' in sale && sale.waitsFor) waiting.push('card' in sale ? sale.card : -number)
    return sale
  }
  return (number) => {
    const kept = sales[random.below(SALES_KEPT)]
    if (number === 0) return keep(number, activation(random, 0))
    if (kept && random.oneIn(14)) return saleAgain(random, kept.number, kept.sale)
    const choice = random.below(100)
    const fresh = recentlyMade(random, made)
    const card = fresh ?? anyCard(random, stocked, number)
    if (choice < 8) return keep(number, activation(random, card))
    if (choice < 11 && random.oneIn(2)) {
      imports.push(number)
      return importOf(random, card)
    }
    if (choice < 12) {
      const sale = issue(random)
      if (sale.is === 'issue') made.push({ number, program: sale.program })
      return keep(number, sale)
    }
    if (choice < 14) return moveOf(random, number, { made, stocked })
    if (choice < 22) return keep(number, load(random, card))
    if (choice < 47) {
      if (random.oneIn(8)) return settlingOf(random)
      if (fresh !== undefined) spent.push(number)
      return keep(number, redemption(random, number, card))
    }
    if (choice < 50 && waiting.length > 0) return endOfWaiting(random, waiting)
    if (choice < 56) return careOf(random, card, (sale) => keep(number, sale))
    if (choice < 64) {
      if (holds.length === 0 || random.oneIn(2)) {
        holds.push(number)
        return keep(number, holdOf(random, card))
      }
      const latest = holds.slice(-12)
      return endOfHold(random, random.pick(latest))
    }
    if (choice < 66) return reversalOf(random, number, imports)
    if (choice < 79) return voidOf(random, number, undoneOf(random, spent))
    if (choice < 81) return kept ? voidOrder(random, kept.sale) : voidOf(random, number)
    if (choice < 91) return refundOf(random, number, undoneOf(random, spent))
    return askAgain(random, number)
  }
}

/** The same sale under a new id, or one that differs in one thing. */
function saleAgain(random: Random, number: number, sale: Sale): Step {
  const { order } = sale
  const changed: Partial<StepOrder>[] = [
    {},
    {},
    {},
    { allowRepeat: true },
    { knownFirst: number },
    { line: '2' },
  ]
  const again = order && { ...order, ...random.pick(changed) }
  return { ...sale, order: again, ...(random.oneIn(6) && { amount: sale.amount + 1 }) }
}

function anyCaller(random: Random): number {
  if (random.oneIn(12)) return random.below(CALLERS.length)
  return random.oneIn(6) ? random.below(5) : random.below(3)
}

function anyOrder(random: Random): StepOrder | null {
  if (!random.oneIn(3)) return null
  return { order: random.below(100_000), line: null, allowRepeat: false, knownFirst: null }
}

function asking(random: Random) {
  const pin = random.oneIn(40) ? 'wrong' : random.oneIn(4) ? 'absent' : 'right'
  return {
    caller: anyCaller(random),
    pin: random.oneIn(60) ? ('locked' as const) : (pin as 'right' | 'wrong' | 'absent'),
    currency: random.oneIn(40) ? 'USD' : 'EUR',
    order: anyOrder(random),
  }
}

/** Mostly small, sometimes at a limit, seldom impossible. */
function amountOf(random: Random, most: number): number {
  if (random.oneIn(40))
    return random.pick([0, -1, 99, 100, 20_000, 50_000, 50_001, 100_000, 1_000_000_001])
  return 1 + random.below(most)
}

const sealing = (random: Random) => (random.oneIn(2) ? random.below(DAY_MS) : null)

function activation(random: Random, card: CardRef): Sale {
  const amount = 80 + amountOf(random, 20_000)
  const waits = { waitsFor: random.oneIn(8) ? ('approval' as const) : null }
  return { is: 'activate', ...asking(random), card, amount, sealedMs: sealing(random), ...waits }
}

function issue(random: Random): Sale {
  const any = random.below(PROGRAMS.length + (random.oneIn(10) ? 1 : 0))
  const program = random.oneIn(2) ? 0 : any
  const amount = 480 + amountOf(random, 20_000)
  const waitsFor = random.oneIn(2) ? random.pick(['approval', 'holder'] as const) : null
  return { is: 'issue', ...asking(random), program, amount, sealedMs: sealing(random), waitsFor }
}

/** Mostly a number of its own; sometimes that of a card that is there. */
function importOf(random: Random, card: CardRef): Step {
  const program = random.below(PROGRAMS.length + (random.oneIn(10) ? 1 : 0))
  const amount = random.oneIn(5) ? 0 : amountOf(random, 20_000)
  return {
    is: 'import',
    caller: anyCaller(random),
    program,
    amount,
    currency: PROGRAMS[program]?.currency ?? 'EUR',
    initial: random.oneIn(20) ? amount - 1 : amount + random.below(3) * 500,
    stands: random.oneIn(6) ? 'blocked' : 'active',
    sameAs: random.oneIn(12) ? card : undefined,
  }
}

/** The kinds that move nothing that a location is owed. */
const PLACELESS: readonly SettlingKind[] = [
  'network_fee',
  'payout_confirm',
  'collect_confirm',
  'test_transfer',
  'test_return',
  'late_test_return',
]

/** Mostly possible; now and then of a foreign location, of none, or of one too many. */
function settlingOf(random: Random): Step {
  const kind = random.pick(SETTLING_KINDS)
  const isPlaceless = PLACELESS.includes(kind) !== random.oneIn(20)
  const location = random.oneIn(6) ? random.below(LOCATIONS.length + 1) : random.below(2)
  const amount = random.oneIn(20) ? 999_999_999_999 + random.below(2) : amountOf(random, 900_000)
  return {
    ...{ is: 'settling', kind, location: isPlaceless ? null : location },
    caller: random.oneIn(20) ? anyCaller(random) : CALLERS.length - 1,
    network: random.oneIn(20) ? random.below(NETWORKS.length) : 0,
    amount: kind === 'payable_adjust' && random.oneIn(2) ? -amount : amount,
    currency: random.oneIn(20) ? 'USD' : 'EUR',
    isReasoned: kind === 'payable_adjust' ? !random.oneIn(20) : random.oneIn(4),
  }
}

function load(random: Random, card: CardRef): Sale {
  const amount = random.oneIn(12) ? random.pick([50, 99, 50_001]) : 80 + amountOf(random, 20_000)
  return { is: 'fund', ...asking(random), card, amount }
}

function redemption(random: Random, number: number, card: CardRef): Sale {
  return {
    is: 'redeem',
    ...asking(random),
    card,
    amount: amountOf(random, 4000),
    partial: random.oneIn(3) ? 'allow' : 'deny',
    payment: random.oneIn(3) ? number - random.below(random.oneIn(4) ? 200 : 1) : null,
  }
}

/** A card that a step made. */
interface MadeCard {
  readonly number: number
  readonly program: number
}

/** One of the latest cards that steps made, now and then: they are spent from before they are moved. */
function recentlyMade(random: Random, made: readonly MadeCard[]): CardRef | undefined {
  if (made.length === 0 || !random.oneIn(3)) return undefined
  return -random.pick(made.slice(-LATEST_MADE)).number
}

/** Cards that are spent from and moved: few, so that a redemption and its undoing lie around a move. */
const LATEST_MADE = 5

/** Now and then one of the latest redemptions from cards that are moved. */
function undoneOf(random: Random, spent: readonly number[]): number | undefined {
  if (spent.length === 0 || !random.oneIn(3)) return undefined
  return random.pick(spent.slice(-8 * LATEST_MADE))
}

/** One card in the place of another: most are of one program, as others are refused. */
function moveOf(
  random: Random,
  number: number,
  { made, stocked }: { readonly made: MadeCard[]; readonly stocked: number },
): Step {
  const { caller, pin, currency } = asking(random)
  const latest = made.slice(-LATEST_MADE)
  const from = latest.length > 0 ? random.pick(latest) : undefined
  const card = from === undefined || random.oneIn(12) ? random.below(stocked) : -from.number
  if (from && random.oneIn(2)) {
    const same = latest.filter(({ program }) => program === from.program)
    const [other, intoPin] = [random.pick(random.oneIn(6) ? latest : same), asking(random).pin]
    const into = random.oneIn(8) ? anyCard(random, stocked, number) : -other.number
    return { is: 'merge', caller, currency, card, pin, into, intoPin }
  }
  const isNew = random.oneIn(2)
  const program = random.oneIn(12) ? random.below(PROGRAMS.length) : (from?.program ?? 0)
  if (isNew) made.push({ number, program })
  const into = isNew ? null : random.below(stocked)
  return { is: 'replace', caller, card, into, program, sealedMs: sealing(random) }
}

/** For a minute, or for a day. */
function holdOf(random: Random, card: CardRef): Sale {
  const ttlMs = random.oneIn(4) ? random.below(60_000) : DAY_MS
  return { is: 'hold', ...asking(random), card, amount: amountOf(random, 2000), ttlMs }
}

function endOfHold(random: Random, target: number): Step {
  const by = random.oneIn(4) ? 'operation' : 'request'
  const named = { caller: voider(random), by, target } as const
  if (random.oneIn(2)) return { is: 'release', ...named, whenOver: random.oneIn(3) }
  if (random.oneIn(6)) return { is: 'void', ...named }
  const currency = random.oneIn(40) ? 'USD' : 'EUR'
  const isAll = random.oneIn(2)
  return { is: 'capture', ...named, currency, amount: amountOf(random, 2000), isAll }
}

/** Mostly of one that was sold lately; of the wrong sort, or twice, now and then. */
function endOfWaiting(random: Random, waiting: readonly CardRef[]): Step {
  const card = random.pick(waiting.slice(-12))
  const kind = card < 0 && random.oneIn(2) ? 'claim' : 'approve'
  return { is: 'standing', caller: anyCaller(random), card, kind }
}

/** What people do to a card: now and then, and most blocked cards are let go on. */
function careOf(random: Random, card: CardRef, keep: (sale: Sale) => Sale): Step {
  const choice = random.below(20)
  const amount = amountOf(random, 3000)
  if (choice < 6) {
    const [isAll, close] = [random.oneIn(3), random.oneIn(12)]
    return keep({ is: 'cash out', ...asking(random), card, amount, isAll, close })
  }
  if (choice < 9) return keep({ is: 'credit', ...asking(random), card, amount })
  if (choice < 13) {
    const { caller, currency } = asking(random)
    return { is: 'adjust', caller, currency, card, amount: random.oneIn(2) ? amount : -amount }
  }
  if (choice < 15) {
    const forMs = random.oneIn(3) ? null : random.below(90 * DAY_MS)
    return { is: 'extension', caller: anyCaller(random), card, forMs }
  }
  const ending = random.oneIn(3) ? 'expire' : random.oneIn(8) ? 'deactivate' : 'block'
  const kind = choice < 18 ? 'unblock' : ending
  return { is: 'standing', caller: anyCaller(random), card, kind }
}

function recent(random: Random, number: number): number {
  if (random.oneIn(20)) return random.below(Math.max(1, number))
  return Math.max(0, number - 1 - random.below(RECENT))
}

function voidOf(random: Random, number: number, spent?: number): Step {
  if (random.oneIn(10)) {
    const target = number + 1 + random.below(60)
    return { is: 'void', caller: random.below(5), by: 'request', target }
  }
  const by = random.oneIn(4) ? 'operation' : 'request'
  return { is: 'void', caller: voider(random), by, target: spent ?? recent(random, number) }
}

/** -1: whoever made the request. */
function voider(random: Random): number {
  return random.oneIn(6) ? anyCaller(random) : -1
}

/** Mostly of an import of late. */
function reversalOf(random: Random, number: number, imports: readonly number[]): Step {
  const by = random.oneIn(4) ? 'operation' : 'request'
  const isAny = imports.length === 0 || random.oneIn(6)
  const target = isAny ? recent(random, number) : random.pick(imports.slice(-12))
  return { is: 'reverse import', caller: voider(random), by, target }
}

function voidOrder(random: Random, sale: Sale): Step {
  const { order, amount, currency, caller } = sale
  return {
    is: 'void order',
    caller: random.oneIn(5) ? anyCaller(random) : caller,
    card: 'card' in sale ? sale.card : 0,
    order: order?.order ?? random.below(100_000),
    line: order?.line ?? null,
    amount: random.oneIn(5) ? amount + 1 : amount,
    currency: random.oneIn(10) ? 'USD' : currency,
  }
}

function refundOf(random: Random, number: number, spent?: number): Step {
  const by = random.oneIn(4) ? 'operation' : 'request'
  const target = spent ?? recent(random, number)
  const amount = amountOf(random, 1500)
  return {
    is: 'refund',
    caller: voider(random),
    by,
    target,
    amount,
    currency: random.oneIn(40) ? 'USD' : 'EUR',
  }
}

function askAgain(random: Random, number: number): Step {
  const target = recent(random, number)
  if (random.oneIn(5)) return { is: 'outcome', target }
  if (random.oneIn(6)) return { is: 'same id', target, caller: anyCaller(random) }
  return { is: 'again', target, isOther: random.oneIn(6) }
}
