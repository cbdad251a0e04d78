import type { TypedDetails } from '../../../../../src/contract/admin/bank-accounts.ts'
import { isIban, isRouting, readBranch } from '../../../../../src/contract/bank-numbers.ts'

/** The fields of all countries as they stand in the dialog. */
export interface AccountFields {
  readonly country: TypedDetails['country']
  readonly routing: string
  readonly institution: string
  readonly transit: string
  readonly iban: string
  readonly bic: string
  readonly account: string
  readonly accountType: 'checking' | 'savings'
  readonly holder: 'business' | 'person'
}

export const NO_FIELDS: AccountFields = {
  ...{ country: 'us', routing: '', institution: '', transit: '', iban: '', bic: '', account: '' },
  ...{ accountType: 'checking', holder: 'business' },
}

/** The names of the fields that are typed, of each country. */
export const NUMBER_FIELDS = {
  us: ['routing', 'account'],
  ca: ['transit', 'institution', 'account'],
  sepa: ['iban', 'bic'],
} as const satisfies Readonly<Record<TypedDetails['country'], readonly (keyof AccountFields)[]>>
export type NumberField = (typeof NUMBER_FIELDS)[TypedDetails['country']][number]

/** Which country's account a location of this currency has; Canada and the US share dollars by choice. */
export function countryOf(currency: string): TypedDetails['country'] {
  if (currency === 'EUR') return 'sepa'
  return currency === 'CAD' ? 'ca' : 'us'
}

/** What is sent. */
export function detailsOf(fields: AccountFields): TypedDetails {
  const { country, routing, institution, transit, iban, bic, account } = fields
  const { accountType, holder } = fields
  switch (country) {
    case 'us':
      return { country, routing, account, accountType, holder }
    case 'ca':
      return { country, institution, transit, account }
    case 'sepa':
      return { country, iban, bic: bic.trim() === '' ? null : bic }
  }
}

/** The fields whose numbers cannot be right. */
export function wrongFields(fields: AccountFields): readonly NumberField[] {
  const account = compact(fields.account)
  switch (fields.country) {
    case 'us':
      return [
        ...(isRouting(compact(fields.routing)) ? [] : ['routing' as const]),
        ...(/^[0-9A-Za-z]{1,17}$/.test(account) ? [] : ['account' as const]),
      ]
    case 'ca': {
      const isRight = readBranch(fields.institution, fields.transit).is === 'right'
      return [
        ...(isRight ? [] : (['transit', 'institution'] as const)),
        ...(/^\d{7,12}$/.test(account) ? [] : ['account' as const]),
      ]
    }
    case 'sepa':
      return isIban(compact(fields.iban).toUpperCase()) ? [] : ['iban']
  }
}

/** A branch whose numbers stand each in the other's place, the right way round; undefined when not. */
export function swappedBranch(
  fields: AccountFields,
): { readonly institution: string; readonly transit: string } | undefined {
  if (fields.country !== 'ca') return undefined
  const reading = readBranch(fields.institution, fields.transit)
  return reading.is === 'swapped' ? reading.branch : undefined
}

/** The numbers of both entries are the same, blanks aside. */
export function isSameEntry(first: AccountFields, second: AccountFields): boolean {
  return NUMBER_FIELDS[first.country].every(
    (name) => compact(first[name]).toUpperCase() === compact(second[name]).toUpperCase(),
  )
}

function compact(text: string): string {
  return text.replace(/[\s.-]/g, '')
}
