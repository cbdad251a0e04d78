import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import { isRouting } from '../../../../src/contract/bank-numbers.ts'
import { plainText } from '../../plain-text.ts'
import type { Transfer } from '../../rail.ts'
import { ENTRY_MAX_MINOR, SAME_DAY_MAX_MINOR } from '../limits.ts'

/** Why this transfer fits in no file of these settings, in words for an operator. */
export function problemOf(transfer: Transfer, settings: NachaSettings): string | undefined {
  return (
    knownSettingsProblem(settings) ??
    accountProblem(transfer) ??
    wordsProblem(transfer) ??
    amountProblem(transfer, settings)
  )
}

/** Settings are the same for all transfers of a file, so they are looked at once. */
const LOOKED_AT = new WeakMap<NachaSettings, { readonly problem: string | undefined }>()

function knownSettingsProblem(settings: NachaSettings): string | undefined {
  const known = LOOKED_AT.get(settings) ?? { problem: settingsProblem(settings) }
  LOOKED_AT.set(settings, known)
  return known.problem
}

/** Why no file of these settings would be taken, whatever it paid. */
function settingsProblem(settings: NachaSettings): string | undefined {
  const { destination, offset, destinationName, originName, companyName, description } = settings
  if (!isRouting(destination)) {
    return "the destination of the bank's profile is no routing number with the right check digit"
  }
  if (offset !== null && !isRouting(offset.routing)) {
    return "our own account in the bank's profile has no routing number with the right check digit"
  }
  const names = [destinationName, originName, companyName, description]
  if (names.every((name) => /[1-9A-Z]/.test(plainText(name) ?? ''))) return undefined
  return "a name in the bank's profile cannot stand in a US bank file: write it in Latin letters"
}

function accountProblem({ bank }: Transfer): string | undefined {
  if (bank.country !== 'us') return 'the account is not in the United States'
  if (!isRouting(bank.routing)) {
    return 'the routing number is not nine digits with the right check digit: ask for it again'
  }
  const account = bank.account.replaceAll(' ', '')
  if (!/^[0-9A-Za-z-]{1,17}$/.test(account) || !/[1-9A-Za-z]/.test(account)) {
    return 'the account number takes 1 to 17 digits, letters and dashes'
  }
  return undefined
}

function wordsProblem(transfer: Transfer): string | undefined {
  if (!/^[ -~]{1,15}$/.test(transfer.reference) || transfer.reference.trim() === '') {
    return 'the reference takes 1 to 15 plain characters'
  }
  if (!Number.isSafeInteger(transfer.sequence) || transfer.sequence < 1) {
    return 'the sequence number counts from 1'
  }
  const name = plainText(transfer.payeeName)
  if (name === undefined) {
    return "the payee's name has characters that a US bank file cannot hold: write it in Latin letters"
  }
  if (!/[1-9A-Z]/.test(name)) return 'the payee has no name'
  if (transfer.remittance !== null && plainText(transfer.remittance) === undefined) {
    return 'the note has characters that a US bank file cannot hold: write it in Latin letters'
  }
  return undefined
}

function amountProblem(transfer: Transfer, settings: NachaSettings): string | undefined {
  const { amountMinor, purpose } = transfer
  if (purpose === 'prenote') return amountMinor === 0 ? undefined : 'a prenote carries no amount'
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'the amount is not above zero'
  const passed = entryLimits(settings).find(([limit]) => amountMinor > limit)
  return passed === undefined ? undefined : `the amount is above ${passed[1]}: pay it in parts`
}

/** The most that one entry may carry, each with the words for it. */
export function entryLimits(settings: NachaSettings): readonly (readonly [number, string])[] {
  const limits = [
    [ENTRY_MAX_MINOR, 'what the format holds in one entry'],
    [settings.entryMaxMinor, 'what the bank takes in one entry'],
    [settings.fileMaxMinor, 'what the bank takes in one file'],
    [settings.sameDay ? SAME_DAY_MAX_MINOR : null, 'what may be paid on the day itself'],
  ] as const
  return limits.flatMap(([limit, words]) => (limit === null ? [] : [[limit, words] as const]))
}
