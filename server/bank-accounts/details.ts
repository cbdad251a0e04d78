import { z } from 'zod'
import type { TypedDetails } from '../../src/contract/admin/bank-accounts.ts'
import { isIban, isRouting, readBranch } from '../../src/contract/bank-numbers.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { BankDetails } from '../bank-files/index.ts'
import { openSealed, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey, hmacOf } from '../keys.ts'

type Parts = Pick<ServerContext, 'keys' | 'randomBytes'>

/** What people see of an account. */
export interface MaskedDetails {
  readonly country: BankDetails['country']
  /** Routing number; institution and transit; BIC, or the country of the IBAN without one. */
  readonly bank: string
  /** `•••• 6789` */
  readonly account: string
}

/** The account as people may see it: its last digits, and fewer of a short one. */
export function maskedDetails(details: BankDetails): MaskedDetails {
  switch (details.country) {
    case 'us':
      return { country: 'us', bank: details.routing, account: lastOf(details.account) }
    case 'ca': {
      const bank = `${details.institution}-${details.transit}`
      return { country: 'ca', bank, account: lastOf(details.account) }
    }
    case 'sepa': {
      const bank = details.bic ?? details.iban.slice(0, 2)
      return { country: 'sepa', bank, account: lastOf(details.iban) }
    }
  }
}

function lastOf(account: string): string {
  return `•••• ${account.slice(-Math.min(4, Math.floor(account.length / 3)))}`
}

/** Details that can be paid to, or a sentence for whoever typed them; it repeats no account number. */
export type DetailsReading =
  | { readonly ok: true; readonly details: BankDetails }
  | { readonly ok: false; readonly message: string }

/** Reads what was typed: blanks and dashes count for nothing, check digits have to fit. */
export function readDetails(typed: TypedDetails): DetailsReading {
  switch (typed.country) {
    case 'us':
      return readUs(typed)
    case 'ca':
      return readCanadian(typed)
    case 'sepa':
      return readSepa(typed)
  }
}

function readUs({ routing, account, ...rest }: TypedDetails & { country: 'us' }): DetailsReading {
  const bank = compact(routing)
  if (!isRouting(bank))
    return wrong('routing: nine digits, of which the last checks the others. Copy it again.')
  const number = compact(account)
  if (!/^[0-9A-Za-z]{1,17}$/.test(number))
    return wrong('account: up to 17 digits and letters, as the cheque has it.')
  return { ok: true, details: { ...rest, routing: bank, account: number } }
}

function readCanadian(typed: TypedDetails & { country: 'ca' }): DetailsReading {
  const reading = readBranch(typed.institution, typed.transit)
  if (reading.is === 'wrong')
    return wrong('institution: three digits; transit: five digits, the branch.')
  if (reading.is === 'swapped') {
    const { institution, transit } = reading.branch
    return wrong(
      `institution: a cheque says transit, then institution. Is it institution ${institution}, transit ${transit}?`,
    )
  }
  const account = compact(typed.account)
  if (!/^\d{7,12}$/.test(account)) return wrong('account: 7 to 12 digits.')
  return { ok: true, details: { country: 'ca', ...reading.branch, account } }
}

function readSepa(typed: TypedDetails & { country: 'sepa' }): DetailsReading {
  const iban = compact(typed.iban).toUpperCase()
  if (!isIban(iban)) return wrong('iban: its check digits do not fit. Copy it again.')
  const bic = typed.bic === null ? null : compact(typed.bic).toUpperCase()
  if (bic !== null && !/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic))
    return wrong('bic: 8 or 11 letters and digits. It may be left out.')
  return { ok: true, details: { country: 'sepa', iban, bic } }
}

function compact(text: string): string {
  return text.replace(/[\s.-]/g, '')
}

function wrong(message: string): DetailsReading {
  return { ok: false, message }
}

const detailsSchema = z.discriminatedUnion('country', [
  z.strictObject({
    country: z.literal('us'),
    routing: z.string(),
    account: z.string(),
    accountType: z.enum(['checking', 'savings']),
    holder: z.enum(['business', 'person']),
  }),
  z.strictObject({
    country: z.literal('ca'),
    institution: z.string(),
    transit: z.string(),
    account: z.string(),
  }),
  z.strictObject({ country: z.literal('sepa'), iban: z.string(), bic: z.string().nullable() }),
])

/** Seals the details of one version; they open for that version only. */
export function sealDetails(
  { keys, randomBytes }: Parts,
  accountId: string,
  details: BankDetails,
): Uint8Array {
  const text = JSON.stringify(details)
  return sealText({ key: sealKey(keys), text, boundTo: boundTo(accountId), randomBytes })
}

/** Throws when they were sealed under other keys: then nobody knows who is paid. */
export function openDetails(
  { keys }: Pick<Parts, 'keys'>,
  accountId: string,
  sealed: Uint8Array,
): BankDetails {
  const text = openSealed({ key: sealKey(keys), sealed, boundTo: boundTo(accountId) })
  invariant(text !== undefined, 'bank details open with the keys of this server')
  const details = parseJson(detailsSchema, text)
  invariant(details.ok, 'what was sealed are bank details')
  return details.value
}

/** The same for the same account, whoever is paid there; says nothing of its number without the keys. */
export function fingerprintOf({ keys }: Pick<Parts, 'keys'>, details: BankDetails): Uint8Array {
  const parts =
    details.country === 'us'
      ? ['us', details.routing, details.account]
      : details.country === 'ca'
        ? ['ca', details.institution, details.transit, details.account]
        : ['sepa', details.iban]
  return hmacOf(deriveKey(keys.cardToken, 'countermark bank fingerprint'), parts.join(' '))
}

/** Of a key that is not rotated: versions are never written anew, and open for as long as they are kept. */
function sealKey({ cardToken }: Parts['keys']): Uint8Array {
  return deriveKey(cardToken, 'countermark bank details')
}

function boundTo(accountId: string): string {
  return `bank-account ${accountId}`
}
