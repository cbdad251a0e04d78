import { uuidV7 } from '../../src/contract/ids.ts'
import { invariant, parseUnknown } from '../../src/contract/parse.ts'
import {
  SCREEN_CODES,
  type ScreenCode,
  type ScreenState,
  screenStateSchema,
} from '../../src/contract/screen/state.ts'

/** The state of a screen as it travels: plain numbers and texts, before the schema brands them. */
export type PlainState = Record<string, unknown>

const NOW_MS = 1_795_000_000_000
const MINUTE_MS = 60_000
const CURRENCY = 'CAD'
const health = (status: string, problem: string | null = null, detail: string | null = null) => ({
  status,
  problem,
  detail,
  lastSeenAtMs: NOW_MS - 2_000,
})

/** The id of a waiting payment of these states, by its place in the list. */
export const paymentId = (index: number): string =>
  uuidV7(
    NOW_MS,
    Uint8Array.from({ length: 10 }, () => index + 1),
  )

/** SELECT of a payment, from the card that these states show. */
export const chosen = (index: number, partial: string) => ({
  paymentId: paymentId(index),
  partial,
  lastFour: '4417',
})

interface PaymentPart {
  readonly amountMinor: number
  readonly till?: string | null
  readonly receiptNumber?: string | null
  readonly agoMs?: number
  readonly fit?: string
  readonly suggested?: boolean
  readonly reasons?: readonly string[]
}

function payments(parts: readonly PaymentPart[]) {
  return parts.map(({ agoMs = 10_000, ...part }, index) => ({
    paymentId: paymentId(index),
    currency: CURRENCY,
    label: 'GIFT CARD',
    till: '1',
    receiptNumber: `00048${index}`,
    seenAtMs: NOW_MS - agoMs,
    fit: 'none',
    suggested: false,
    reasons: [],
    ...part,
  }))
}

const three = (fits: readonly string[] = ['none', 'none', 'none'], suggested = -1) =>
  payments([
    { amountMinor: 2460, receiptNumber: '000482', agoMs: 5_000 },
    { amountMinor: 5000, till: '2', receiptNumber: '000911', agoMs: 2 * MINUTE_MS },
    { amountMinor: 825, receiptNumber: '000479', agoMs: 11 * MINUTE_MS },
  ]).map((payment, index) => ({
    ...payment,
    fit: fits[index] ?? 'none',
    suggested: index === suggested,
  }))

const card = (availableMinor: number, part: PlainState = {}) => ({
  status: 'known',
  lastFour: '4417',
  balanceMinor: availableMinor,
  availableMinor,
  currency: CURRENCY,
  programName: 'Downtown Card',
  expiresAtMs: null,
  refusalCode: null,
  ...part,
})

/** A card that needs its PIN, with the prompt for it or without. */
function pinAsked(prompt: PlainState | null): PlainState {
  const open = { amountMinor: 2460, currency: CURRENCY, isChecking: false, code: null }
  return { status: 'pin-asked', lastFour: '4417', prompt: prompt && { ...open, ...prompt } }
}

/** The redemption that these states show. */
export const REFERENCE = '019aa3c1-7d10-7cc1-8b7e-1f0d2a6c9b11'
const last = {
  reference: REFERENCE,
  appliedMinor: 2460,
  currency: CURRENCY,
  lastFour: '4417',
  atMs: NOW_MS - 2_000,
}
const undoable = { ...last, undoUntilMs: NOW_MS + 58_000, state: 'posted' }
const about = { amountMinor: 2460, currency: CURRENCY, lastFour: '4417' }

const approved = {
  kind: 'approved',
  appliedMinor: 2460,
  remainingDueMinor: 0,
  balanceMinor: 1540,
  currency: CURRENCY,
  lastFour: '4417',
  reference: REFERENCE,
  undoUntilMs: NOW_MS + 58_000,
}

/** Two payments that a clerk could take for each other, one that was taken elsewhere, an old one. */
const twins = () =>
  payments([
    { amountMinor: 1375, till: '1', receiptNumber: '000482', fit: 'full', reasons: ['twin'] },
    { amountMinor: 1375, till: '2', receiptNumber: '000911', fit: 'full', reasons: ['twin'] },
    { amountMinor: 1400, fit: 'not_at_all', reasons: ['taken-elsewhere'] },
    { amountMinor: 825, fit: 'full', agoMs: 55 * MINUTE_MS, reasons: ['abandoned'] },
  ])

/** A sale that the till took back after it was paid from a card. */
const takenBack = (change: PlainState = {}): PlainState => ({
  reversalId: paymentId(90),
  kind: 'void',
  status: 'proposed',
  action: 'void',
  amountMinor: 1_234_500,
  currency: CURRENCY,
  takenMinor: 1_234_500,
  takenAtMs: NOW_MS - 5 * MINUTE_MS,
  lastFour: '4417',
  till: '2',
  receiptNumber: '000911',
  seenAtMs: NOW_MS - MINUTE_MS,
  code: null,
  ...change,
})

/** A station with nothing going on; the other states say how they differ. */
export const READY: PlainState = {
  revision: 1,
  nowMs: NOW_MS,
  activation: 'active',
  activationProblem: null,
  language: 'en',
  locationName: 'Main Street Bakery',
  deviceName: 'Counter 1',
  deviceCode: 'K7QM-4T2X',
  clerk: 'Dana',
  currency: CURRENCY,
  server: health('ok', null, 'wss://cards.example.net'),
  printer: health('ok', null, '192.168.1.50:9100'),
  scanner: health('ok', null, '/dev/ttyACM0'),
  journal: health('ok', null, '/var/lib/countermark/journal.db'),
  waiting: [],
  waitingMore: 0,
  takenBack: { reversals: [], byRule: false, unpairedCount: 0 },
  counter: {
    isTraining: false,
    mustSignIn: false,
    hasCashiers: false,
    learningBadgeOf: null,
    shift: null,
    receiptPrinter: null,
  },
  card: null,
  outcome: { kind: 'idle' },
  lastRedemption: null,
  unsettledCount: 0,
  setup: { everHeard: true, lesson: null },
}

/** Every state worth looking at, by name. */
export const STATES: Readonly<Record<string, PlainState>> = {
  'ready-empty': {},
  'ready-waiting': { waiting: three() },
  'ready-suggested': {
    waiting: three(['full', 'partial', 'full'], 0),
    card: card(4000),
    lastRedemption: undoable,
  },
  'ready-partial': {
    waiting: three(['partial', 'partial', 'full'], 0),
    card: card(1240, { balanceMinor: 2240, expiresAtMs: NOW_MS + 90 * 24 * 60 * MINUTE_MS }),
  },
  'ready-taken-back': {
    waiting: three(['full', 'partial', 'full'], 0),
    card: card(4000),
    takenBack: {
      reversals: [takenBack(), takenBack({ status: 'not_found' })],
      byRule: false,
      unpairedCount: 0,
    },
  },
  'ready-taken-back-refused': {
    waiting: twins(),
    card: card(4000),
    takenBack: {
      reversals: [takenBack({ status: 'refused', code: 'ORIGINAL_NOT_REVERSIBLE' })],
      byRule: false,
      unpairedCount: 0,
    },
  },
  'ready-given-back': {
    waiting: twins(),
    takenBack: {
      reversals: [takenBack({ status: 'given_back', action: null })],
      byRule: true,
      unpairedCount: 0,
    },
  },
  'ready-choose': { waiting: three(['full', 'full', 'full']), card: card(12_345_678) },
  'ready-no-payment': { card: card(4000) },
  'ready-empty-card': { waiting: three(['not_at_all', 'not_at_all', 'not_at_all']), card: card(0) },
  'ready-blocked': {
    waiting: three(['not_at_all', 'not_at_all', 'not_at_all']),
    card: card(4000, { refusalCode: 'CARD_NOT_ACTIVE' }),
  },
  'ready-asking': { waiting: three(), card: { status: 'asking', lastFour: '4417' } },
  'ready-pin': { waiting: three(), card: pinAsked(null) },
  'ready-pin-suggested': { waiting: three(['none', 'none', 'none'], 0), card: pinAsked(null) },
  'ready-pin-no-payment': { card: pinAsked(null) },
  'pin-payment': { waiting: three(), card: pinAsked({}) },
  'pin-large': { waiting: three(), card: pinAsked({ amountMinor: 999_999_999 }) },
  'pin-balance': { card: pinAsked({ amountMinor: null, currency: null }) },
  'pin-checking': { waiting: three(), card: pinAsked({ isChecking: true }) },
  'pin-wrong': { waiting: three(), card: pinAsked({ code: 'CARD_NOT_FOUND_OR_PIN_INVALID' }) },
  'pin-offline': { waiting: three(), card: pinAsked({ code: 'NOT_CONNECTED' }) },
  'pin-busy': { waiting: three(), card: pinAsked({ code: 'RATE_LIMITED' }) },
  'ready-many': {
    waiting: payments([
      { amountMinor: 1_000_000_000, till: 'Terrasse Nord 12', receiptNumber: '2026-000123456789' },
      ...Array.from({ length: 12 }, (_, index) => ({
        amountMinor: 1000 + index * 333,
        till: index === 3 ? null : '1',
        receiptNumber: index === 3 ? null : `0004${index}`,
        agoMs: index * 25 * MINUTE_MS,
      })),
    ]),
    waitingMore: 7,
  },
  'ready-troubled': {
    waiting: three(),
    server: health('attention', 'server-unreachable', 'wss://cards.example.net'),
    printer: health('attention', 'printer-unreachable', '192.168.1.50:9100'),
    scanner: health('off'),
    journal: health('attention', 'journal-full'),
    unsettledCount: 2,
    locationName: 'Boulangerie-Pâtisserie de la Grand-Place de Saint-Hyacinthe',
    deviceName: 'Comptoir principal, entrée ouest',
  },
  'ready-earlier': {
    waiting: three(['full', 'partial', 'full'], 0),
    card: card(4000),
    lastRedemption: undoable,
    journal: health(
      'attention',
      'earlier-operations-open',
      `${REFERENCE} 019aa3c1-7d10-7cc1-8b7e-1f0d2a6c9b12`,
    ),
    unsettledCount: 2,
  },
  approved: { outcome: approved, lastRedemption: undoable },
  'approved-too-late': {
    outcome: { ...approved, undoUntilMs: NOW_MS - 1 },
    lastRedemption: { ...undoable, undoUntilMs: NOW_MS - 1 },
  },
  'approved-large': { outcome: { ...approved, appliedMinor: 999_999_999, balanceMinor: 1 } },
  'approved-partial': {
    outcome: { ...approved, appliedMinor: 1240, remainingDueMinor: 760, balanceMinor: 0 },
    lastRedemption: { ...undoable, appliedMinor: 1240 },
  },
  'working-slow': { outcome: { kind: 'working', what: 'redeem', slow: true, ...about } },
  'working-undo': { outcome: { kind: 'working', what: 'undo', slow: false, ...about } },
  'working-cancel': { outcome: { kind: 'working', what: 'cancel', slow: false, ...about } },
  'unknown-redeem': unknown('redeem'),
  'unknown-undo': unknown('undo'),
  'unknown-cancel': unknown('cancel'),
  'voided-undo': { outcome: { kind: 'voided', what: 'undo', ...about, balanceMinor: 4000 } },
  'voided-elsewhere': {
    outcome: { kind: 'voided', what: 'elsewhere', ...about, balanceMinor: null },
    waiting: three(),
  },
  'voided-cancel': { outcome: { kind: 'voided', what: 'cancel', ...about, balanceMinor: null } },
  'refused-undo': {
    outcome: { kind: 'refused', what: 'undo', code: 'ORIGINAL_NOT_REVERSIBLE', ...about },
  },
  'refused-cancel': {
    outcome: { kind: 'refused', what: 'cancel', code: 'ORIGINAL_NOT_REVERSIBLE', ...about },
  },
  inactive: inactive({ activation: 'inactive' }),
  'inactive-problem': inactive({
    activation: 'inactive',
    activationProblem: 'ENROLMENT_INVALID',
  }),
  activating: inactive({ activation: 'activating' }),
  revoked: {
    activation: 'revoked',
    activationProblem: 'DEVICE_REVOKED',
    server: health('attention', 'device-revoked'),
  },
}

/** The refused screen of a code. */
export function refusedState(code: ScreenCode): PlainState {
  const asked = { what: 'redeem', amountMinor: null, currency: null }
  return { outcome: { kind: 'refused', ...asked, code, lastFour: '4417' } }
}

/** A card in hand that would get this refusal now. */
export function unusableState(code: ScreenCode): PlainState {
  return { ...STATES['ready-blocked'], card: card(4000, { refusalCode: code }) }
}

export const ALL_CODES = SCREEN_CODES

/** A whole state in a language, checked by the schema that the screen itself parses with. */
export function stateOf(part: PlainState, revision: number, language: 'en' | 'fr'): ScreenState {
  const plain: unknown = { ...READY, ...part, revision, language }
  const parsed = parseUnknown(screenStateSchema, plain)
  invariant(parsed.ok, `a state of the tests is a state: ${JSON.stringify(parsed)}`)
  return parsed.value
}

function unknown(what: string): PlainState {
  return {
    outcome: { kind: 'unknown', what, ...about, sinceMs: NOW_MS - 14_000, attempts: 3 },
    server: health('attention', 'server-unreachable'),
    unsettledCount: 1,
  }
}

function inactive(part: PlainState): PlainState {
  return {
    locationName: '',
    deviceName: '',
    deviceCode: null,
    clerk: null,
    currency: null,
    server: health('off', 'not-activated'),
    ...part,
  }
}
