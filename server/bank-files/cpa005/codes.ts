/**
 * What the codes of Payments Canada's Standard 007 say of a returned transaction, in our words. Banks
 * use others among themselves: an unknown one is kept as it stands.
 */
const RETURN_REASONS: Readonly<Record<string, string>> = {
  '900': 'refused by the edit rules: a field of the transaction is wrong',
  '901': 'not sufficient funds',
  '902': 'account not found',
  '903': 'payment stopped or recalled',
  '905': 'account closed',
  '907': 'no debit allowed on this account',
  '908': 'funds not cleared',
  '909': 'the account is of another currency',
  '910': 'payee or payor deceased',
  '911': 'account frozen',
  '912': 'account number invalid or incorrect',
  '914': 'name of the payee or payor incorrect',
  '915': 'no agreement existed',
  '916': 'not according to the agreement (personal)',
  '917': 'agreement revoked (personal)',
  '918': 'no confirmation or notice beforehand (personal)',
  '919': 'not according to the agreement (business)',
  '920': 'agreement revoked (business)',
  '921': 'no confirmation or notice beforehand (business)',
  '922': 'returned at the wish of the customer',
  '990': 'the institution is in default',
}

/** The words for a return code; undefined for one that is not in the list. */
export function returnReason(code: string): string | undefined {
  return RETURN_REASONS[code]
}

/** The codes of Standard 007 for payments and collections, runs of them as `from-to`. */
const TRANSACTION_CODES =
  '200-207 230-233 240 250-252 260-261 265-266 271-274 280-281 300-303 308-313 315-325 330-336 ' +
  '350-356 370-373 380-386 400-405 420 430-439 450-453 460 470 480 600-617 700-731'

const RUNS = TRANSACTION_CODES.split(' ').map((run) => {
  const [first = '', last = first] = run.split('-')
  return { first, last }
})

/** Whether a payment or a collection may carry this code. */
export function isTransactionCode(code: string): boolean {
  return /^\d{3}$/.test(code) && RUNS.some(({ first, last }) => code >= first && code <= last)
}
