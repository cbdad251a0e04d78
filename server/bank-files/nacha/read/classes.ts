import { ADDENDA_MAX } from '../limits.ts'

/** What the entries of one class (SEC code) are held to. */
export interface ClassRule {
  /** Which way money may go; the other way too where the batch reverses an earlier one. */
  readonly direction: 'any' | 'credit' | 'debit'
  /** The addenda that an entry may carry, and how many. */
  readonly addenda: {
    readonly type: '02' | '05'
    readonly min: number
    readonly max: number
  } | null
  /** The transaction codes that may stand there; null for all. */
  readonly codes: readonly string[] | null
  /** The receiver has to be named. */
  readonly hasName: boolean
  /** A check's serial number has to stand in the identification. */
  readonly hasSerial: boolean
  /** How a card was used has to stand in the discretionary data. */
  readonly hasCardUse: boolean
  readonly isZero: boolean
  readonly maxMinor: number | null
  /** What the batch has to be called. */
  readonly description: string | null
}

const PLAIN: ClassRule = {
  direction: 'any',
  addenda: null,
  codes: null,
  hasName: false,
  hasSerial: false,
  hasCardUse: false,
  isZero: false,
  maxMinor: null,
  description: null,
}
const ONE_NOTE = { type: '05', min: 0, max: 1 } as const
const NOTES = { type: '05', min: 0, max: ADDENDA_MAX } as const
const TERMINAL = { type: '02', min: 1, max: 1 } as const
const NAMED: ClassRule = { ...PLAIN, addenda: ONE_NOTE, hasName: true }
/** Checks made into debits; banks may convert those of up to 25,000 dollars. */
const CHECK: ClassRule = { ...PLAIN, direction: 'debit', hasSerial: true, maxMinor: 2_500_000 }
/** Checks presented again or lost: up to 2,500 dollars. */
const SMALL_CHECK: ClassRule = { ...CHECK, maxMinor: 250_000 }
const CARD: ClassRule = { ...PLAIN, addenda: TERMINAL, hasCardUse: true }

const CLASSES: ReadonlyMap<string, ClassRule> = new Map(
  Object.entries({
    ACK: { ...PLAIN, addenda: ONE_NOTE, codes: ['24', '34'], isZero: true },
    ADV: PLAIN,
    ARC: CHECK,
    ATX: { ...PLAIN, addenda: NOTES, codes: ['24', '34'], isZero: true },
    BOC: CHECK,
    CCD: NAMED,
    CIE: { ...NAMED, direction: 'credit', hasName: false },
    COR: PLAIN,
    CTX: { ...NAMED, addenda: NOTES },
    DNE: { ...PLAIN, addenda: { type: '05', min: 1, max: 1 }, codes: ['23', '33'], isZero: true },
    ENR: {
      ...PLAIN,
      addenda: { type: '05', min: 1, max: ADDENDA_MAX },
      codes: ['22', '23', '27', '28', '32', '33', '37', '38'],
      isZero: true,
      description: 'AUTOENROLL',
    },
    IAT: PLAIN,
    MTE: { ...PLAIN, addenda: TERMINAL },
    POP: CHECK,
    POS: CARD,
    PPD: NAMED,
    RCK: { ...SMALL_CHECK, hasName: true, description: 'REDEPCHECK' },
    SHR: CARD,
    TEL: { ...NAMED, addenda: null, direction: 'debit' },
    TRC: { ...PLAIN, direction: 'debit' },
    TRX: { ...PLAIN, direction: 'debit', addenda: NOTES },
    WEB: NAMED,
    XCK: SMALL_CHECK,
  } satisfies Record<string, ClassRule>),
)

/** The rules of a class; undefined for one that is not known. */
export function classRule(sec: string): ClassRule | undefined {
  return CLASSES.get(sec)
}

/** What a transaction code says. */
export interface CodeMeaning {
  readonly direction: 'credit' | 'debit'
  readonly use: 'return' | 'live' | 'prenote' | 'zero' | 'advice'
}

const USES = ['return', 'live', 'prenote', 'zero'] as const

/** The meaning of two digits; undefined for those that no bank knows. */
export function codeMeaning(code: string): CodeMeaning | undefined {
  const [account = '', kind = ''] = code
  const number = Number(kind)
  if (account === '8') return advice(number)
  if (account === '5' && code > '54') {
    if (code === '55') return { direction: 'debit', use: 'live' }
    return code === '56' ? { direction: 'debit', use: 'return' } : undefined
  }
  if (!/^[2345][1-46-9]$/.test(code)) return undefined
  const use = USES[(number - 1) % 5]
  return use === undefined ? undefined : { direction: number < 5 ? 'credit' : 'debit', use }
}

function advice(kind: number): CodeMeaning | undefined {
  if (!(kind >= 1 && kind <= 8)) return undefined
  return { direction: kind % 2 === 1 ? 'credit' : 'debit', use: 'advice' }
}
