import { isIban } from '../../../src/contract/bank-numbers.ts'

/** The countries of the SEPA scheme, each with the length of its IBANs. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 ' +
    'HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 ' +
    'RS22 SE24 SI19 SK24 SM27 VA22'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** True for an IBAN of a SEPA country: right length, right check digits; capitals without blanks. */
export function isSepaIban(iban: string): boolean {
  return LENGTHS.get(iban.slice(0, 2)) === iban.length && isIban(iban)
}

/** Country and the last four: what may be shown of an IBAN or another account number. */
export function maskedIban(iban: string): string {
  return iban.length < 10 ? '••••' : `${iban.slice(0, 2)}•• •••• ${iban.slice(-4)}`
}
