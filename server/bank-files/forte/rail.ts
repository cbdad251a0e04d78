import type { ForteSettings } from '../../../src/contract/admin/rails.ts'
import { isRouting } from '../../../src/contract/bank-numbers.ts'
import { decimalText } from '../../../src/contract/money.ts'
import { plainText } from '../plain-text.ts'
import type { FileRail, FrozenFile, Transfer } from '../rail.ts'
import { ENTRIES_MAX, ENTRY_MINOR_MAX, NAME_LENGTH_MAX } from './limits.ts'

/**
 * Forte's credits: one request body a line, as it is sent. Payouts are found again by their order
 * number, which is our reference.
 */
export const forteRail: FileRail<ForteSettings> = {
  name: 'forte',
  problemOf,
  entryMaxMinor: () => ENTRY_MINOR_MAX,
  filesADay: null,
  split: (transfers) => {
    const count = Math.ceil(transfers.length / ENTRIES_MAX)
    return Array.from({ length: count }, (_, at) =>
      transfers.slice(at * ENTRIES_MAX, (at + 1) * ENTRIES_MAX),
    )
  },
  render,
  fileName: ({ createdOn, number }) =>
    `forte-${createdOn.replaceAll('-', '')}-${String(number).padStart(4, '0')}.jsonl`,
  traceOf: (_, { reference }) => reference,
}

function problemOf({ purpose, bank, ...transfer }: Transfer): string | undefined {
  if (bank.country !== 'us') return 'the account is not in the United States'
  if (!isRouting(bank.routing))
    return 'the routing number is not nine digits with the right check digit: ask for it again'
  if (!/^\d{1,17}$/.test(bank.account)) return 'the account number takes 1 to 17 digits'
  if (purpose === 'collection') return 'collecting takes a sale with an authorization, not a credit'
  if (purpose === 'prenote') return 'Forte takes no prenotes: try the account out with one cent'
  if (transfer.amountMinor < 1 || transfer.amountMinor > ENTRY_MINOR_MAX)
    return 'a credit is of 0.01 to 99,999,999.99'
  if (!/^[0-9A-Z]{1,15}$/.test(transfer.reference))
    return 'the reference takes 1 to 15 capital letters and digits'
  if (holderOf(transfer.payeeName) === '')
    return 'the name has characters that cannot be sent: write it in Latin letters'
  return undefined
}

function* render(file: FrozenFile<ForteSettings>): Generator<Uint8Array> {
  if (file.currency !== 'USD') throw new Error('Forte pays US dollars only')
  for (const transfer of file.transfers) {
    const problem = problemOf(transfer)
    if (problem !== undefined) throw new Error(`${transfer.reference}: ${problem}`)
    yield Buffer.from(`${lineOf(transfer, file)}\n`, 'utf8')
  }
}

function lineOf(
  { bank, amountMinor, reference, payeeName }: Transfer,
  { currency }: Pick<FrozenFile<ForteSettings>, 'currency'>,
): string {
  if (bank.country !== 'us') throw new Error('the account is not in the United States')
  const isPerson = bank.holder === 'person'
  const holder = holderOf(payeeName)
  const [first = '', ...names] = holder.split(' ')
  const rest = {
    ...{ order_number: reference, reference_id: reference },
    billing_address: isPerson
      ? { first_name: first, last_name: names.join(' ') || first }
      : { company_name: holder },
    echeck: {
      ...{ account_holder: holder, routing_number: bank.routing, account_number: bank.account },
      account_type: bank.accountType === 'checking' ? 'Checking' : 'Savings',
      sec_code: isPerson ? 'PPD' : 'CCD',
    },
  }
  // The amount as exact digits: it never is a number of the language.
  const amount = decimalText(amountMinor, currency)
  return `{"action":"credit","authorization_amount":${amount},${JSON.stringify(rest).slice(1)}`
}

function holderOf(name: string): string {
  return plainText(name)?.slice(0, NAME_LENGTH_MAX).trim() ?? ''
}
