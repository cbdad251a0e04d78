import type {
  AgeLine,
  ChannelFlow,
  RollForward,
  TrialLine,
} from '../../src/contract/admin/books.ts'
import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { Channel } from '../../src/contract/operations.ts'
import { dayAt, monthsAfter } from '../ledger/calendar.ts'
import { cardsAsOf } from './cards-as-of.ts'
import { chartOf, openChart } from './chart-of-accounts.ts'
import { closedBefore, closedDaysIn } from './closed-days.ts'
import { balancesOf, cardsOf, postingsOf } from './closing.ts'
import { type FileParts, programNames } from './file-parts.ts'
import type { Posting } from './postings.ts'
import { FLOWS, flowsOf } from './roll-forward.ts'

/** Every account at the end of a closed day, with the turnover of that day. */
export async function trialBalance(parts: FileParts): Promise<TrialLine[]> {
  const account = openChart(await chartOf(parts.read, parts.networkId))
  const turnover = turnoverOf(postingsOf(parts.last))
  return balancesOf(parts.last)
    .map(([code, key, amountMinor]): TrialLine => {
      const day = turnover.get(`${code} ${key}`)
      return {
        ...{ currency: currency(code), key, number: account(key).number, name: account(key).name },
        isDefault: account(key).isDefault,
        dayDebitMinor: minor(day?.debitMinor ?? 0),
        dayCreditMinor: minor(day?.creditMinor ?? 0),
        debitMinor: minor(Math.max(-amountMinor, 0)),
        creditMinor: minor(Math.max(amountMinor, 0)),
      }
    })
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
}

function orderOf({ currency: code, number, key }: TrialLine): string {
  return `${code} ${number.padStart(20, '0')} ${key}`
}

function turnoverOf(postings: readonly Posting[]) {
  const sums = new Map<string, { debitMinor: number; creditMinor: number }>()
  const of = (code: string, key: string) => {
    const name = `${code} ${key}`
    const found = sums.get(name) ?? { debitMinor: 0, creditMinor: 0 }
    sums.set(name, found)
    return found
  }
  for (const { currency: code, debit, credit, amountMinor } of postings) {
    of(code, debit).debitMinor += amountMinor
    of(code, credit).creditMinor += amountMinor
  }
  return sums
}

/** From what cards were worth before the first day to what they were worth after the last. */
export async function rollForward(parts: FileParts): Promise<AdminResult<'read-roll-forward'>> {
  const { read, networkId, from, to, last } = parts
  const all: Posting[] = []
  const days: {
    day: string
    currency: ReturnType<typeof currency>
    closingMinor: ReturnType<typeof minor>
  }[] = []
  let firstNumber = last.number
  for await (const day of closedDaysIn(read, networkId, parts)) {
    firstNumber = Math.min(firstNumber, day.number)
    merge(all, postingsOf(day))
    for (const [code, key, amountMinor] of balancesOf(day))
      if (key === 'card')
        days.push({ day: day.day, currency: currency(code), closingMinor: minor(amountMinor) })
  }
  const before = await closedBefore(read, networkId, firstNumber)
  const opening = new Map(
    cardsOf(before.last).map(([id, code, amount]) => [`${id} ${code}`, amount]),
  )
  const names = await programNames(parts)
  const programs = cardsOf(last).map(([programId, code, closing]): RollForward => {
    const own = all.filter((one) => one.programId === programId && one.currency === code)
    return {
      ...{ programId: programId as ProgramId, programName: names.get(programId) ?? programId },
      ...{ currency: currency(code), ...flowsOf(own) },
      openingMinor: minor(opening.get(`${programId} ${code}`) ?? 0),
      closingMinor: minor(closing),
    }
  })
  return { from, to, programs, channels: channelsOf(all), days }
}

/** Adds postings to those that are alike: what a period holds in memory does not grow with its days. */
function merge(all: Posting[], more: readonly Posting[]): void {
  for (const posting of more) {
    const at = all.findIndex((one) => isAlike(one, posting))
    const known = all[at]
    if (!known) all.push(posting)
    else
      all[at] = {
        ...known,
        count: known.count + posting.count,
        amountMinor: minor(known.amountMinor + posting.amountMinor),
      }
  }
}

function isAlike(one: Posting, other: Posting): boolean {
  return (
    one.programId === other.programId &&
    one.form === other.form &&
    one.currency === other.currency &&
    one.kind === other.kind &&
    one.channel === other.channel &&
    one.debit === other.debit &&
    one.credit === other.credit
  )
}

function channelsOf(postings: readonly Posting[]): ChannelFlow[] {
  const names = new Set(postings.map(({ currency: code, channel }) => `${code} ${channel}`))
  return [...names].sort().flatMap((name): ChannelFlow[] => {
    const [code = '', channel = ''] = name.split(' ')
    const own = postings.filter((one) => one.currency === code && one.channel === channel)
    const flows = flowsOf(own)
    if (FLOWS.every((flow) => flows[flow] === 0)) return []
    return [{ currency: currency(code), channel: channel as Channel, ...flows }]
  })
}

/** Months after which a card counts as older. */
const AGE_BOUNDS = [
  [3, '0-3'],
  [6, '3-6'],
  [12, '6-12'],
  [24, '12-24'],
  [36, '24-36'],
] as const

/** How old the value is that cards held at the end of a closed day. */
export async function agesOf(parts: FileParts): Promise<AgeLine[]> {
  const { read, networkId, last, to } = parts
  const names = await programNames(parts)
  const bounds = AGE_BOUNDS.map(([months, age]) => [monthsAfter(to, -months), age] as const)
  const lines = new Map<string, AgeLine>()
  for await (const cards of cardsAsOf(read, networkId, last)) {
    for (const { programId, currency: code, balanceMinor, sinceMs } of cards) {
      if (balanceMinor === 0) continue
      const since = dayAt(sinceMs, last.time_zone)
      const age = bounds.find(([bound]) => since > bound)?.[1] ?? '36+'
      const name = `${programId} ${code} ${age}`
      const known = lines.get(name)
      lines.set(name, {
        ...{ programId: programId as ProgramId, programName: names.get(programId) ?? programId },
        ...{ currency: currency(code), age, cardCount: (known?.cardCount ?? 0) + 1 },
        balanceMinor: minor((known?.balanceMinor ?? 0) + balanceMinor),
      })
    }
  }
  return [...lines.values()]
}
