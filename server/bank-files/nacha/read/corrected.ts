import { isRouting } from '../../../../src/contract/bank-numbers.ts'
import type { BankChange } from '../../rail.ts'

/** What a notice of change corrects. */
export interface CorrectedData {
  /** Null when it names nothing of a bank account that may be taken over. */
  readonly change: BankChange | null
  /** What stands there cannot be what its code says. */
  readonly isWrong: boolean
}

type Part = 'routing' | 'account' | 'name' | 'code'

/** Where the parts of each code stand among the 29 characters, from, and to before. */
const PARTS: Readonly<Record<string, ReadonlyArray<readonly [Part, number, number]>>> = {
  C01: [['account', 0, 17]],
  C02: [['routing', 0, 9]],
  C03: [
    ['routing', 0, 9],
    ['account', 12, 29],
  ],
  C04: [['name', 0, 22]],
  C05: [['code', 0, 2]],
  C06: [
    ['account', 0, 17],
    ['code', 20, 22],
  ],
  C07: [
    ['routing', 0, 9],
    ['account', 9, 26],
    ['code', 26, 28],
  ],
}

/** These correct nothing by data of their own. */
const WITHOUT_DATA = new Set(['C13', 'C14'])

/** Takes the corrected data of a code apart. A routing number without its check digit is wrong. */
export function changeOf(code: string, corrected: string): CorrectedData {
  const parts = PARTS[code]
  if (parts === undefined) {
    return { change: null, isWrong: corrected.trim() === '' && !WITHOUT_DATA.has(code) }
  }
  let change: BankChange = {}
  for (const [part, start, end] of parts) {
    const found = readPart(part, corrected.slice(start, end).trim())
    if (found === undefined) return { change: null, isWrong: true }
    change = { ...change, ...found }
  }
  return { change, isWrong: false }
}

function readPart(part: Part, text: string): BankChange | undefined {
  switch (part) {
    case 'routing':
      return isRouting(text) ? { routing: text } : undefined
    case 'account': {
      const account = text.replaceAll(' ', '')
      return /^[0-9A-Za-z-]{1,17}$/.test(account) ? { account } : undefined
    }
    case 'name':
      return text === '' ? undefined : { payeeName: text }
    case 'code':
      return accountTypeOf(text)
  }
}

/** Only checking and savings accounts can be paid here. */
function accountTypeOf(code: string): BankChange | undefined {
  if (/^2[1-46-9]$/.test(code)) return { accountType: 'checking' }
  return /^3[1-46-9]$/.test(code) ? { accountType: 'savings' } : undefined
}
