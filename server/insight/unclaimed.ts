import { type Kysely, sql } from 'kysely'
import { maskLastFour } from '../../src/contract/card-number.ts'
import { currency, decimalText, type Minor, minor } from '../../src/contract/money.ts'
import type { ProfileId } from '../../src/contract/program-rules.ts'
import {
  type CardThen,
  cardsAsOf,
  csvLines,
  type FileParts,
  harmless,
  jsonDocument,
} from '../books/index.ts'
import { dayAt, monthsAfter } from '../ledger/calendar.ts'
import { rulesOf } from '../programs/index.ts'
import type { Schema } from '../storage/index.ts'
import { LOOK_AT_AFTER_MONTHS, type UnclaimedFact, unclaimedFact } from './unclaimed-law.ts'

/** A program with the law that it was under on a day. */
export interface LawOfProgram {
  readonly programId: string
  readonly name: string
  readonly currency: string
  readonly profile: ProfileId
  readonly affiliated: boolean
  readonly fact: UnclaimedFact
}

/** The programs of a network by name, under the rules of that time (ms since 1970 UTC). */
export async function lawsAt(
  read: Kysely<Schema>,
  networkId: string,
  atMs: number,
): Promise<readonly LawOfProgram[]> {
  const rows = await read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .orderBy('name')
    .select(['program.id', 'program.name', 'program.currency'])
    .select(
      sql<string>`(SELECT r.rules FROM program_rule r WHERE r.program_id = program.id
        AND (r.valid_from_ms <= ${atMs} OR r.version = 1) ORDER BY r.version DESC LIMIT 1)`.as(
        'rules',
      ),
    )
    .execute()
  return rows.map((row) => {
    const { profile, affiliated } = rulesOf(row)
    return {
      ...{ programId: row.id, name: row.name, currency: row.currency, profile, affiliated },
      fact: unclaimedFact(profile, affiliated),
    }
  })
}

/** A card that nobody used for as long as the law of its program says. */
export interface UnclaimedCard {
  readonly card: CardThen
  readonly law: LawOfProgram
  readonly lastUse: string
  /** The day from which it counts as unclaimed; with no rule known, from which it is to be looked at. */
  readonly since: string
  /** What is due to a state; zero where no rule is known. */
  readonly dueMinor: Minor
}

/** The unclaimed cards of a closed day, some at a time, in the order of their numbers. */
export async function* unclaimedCards(parts: FileParts): AsyncGenerator<readonly UnclaimedCard[]> {
  const { read, networkId, last, to } = parts
  const laws = new Map(
    (await lawsAt(read, networkId, last.to_ms - 1)).map((law) => [law.programId, law]),
  )
  for await (const cards of cardsAsOf(read, networkId, last))
    yield cards.flatMap((card) => unclaimed(card, laws.get(card.programId), to, last.time_zone))
}

function unclaimed(
  card: CardThen,
  law: LawOfProgram | undefined,
  day: string,
  timeZone: string,
): UnclaimedCard[] {
  if (!law || law.fact.is === 'exempt' || card.balanceMinor === 0) return []
  const months = law.fact.is === 'due' ? law.fact.months : LOOK_AT_AFTER_MONTHS
  const lastUse = dayAt(card.lastUseAtMs, timeZone)
  const since = monthsAfter(lastUse, months)
  if (since > day) return []
  const share = law.fact.is === 'due' ? law.fact.sharePercent : 0
  // A share is rounded up: less than what is due would be kept otherwise.
  const dueMinor = minor(Math.ceil((card.balanceMinor * share) / 100))
  return [{ card, law, lastUse, since, dueMinor }]
}

const COLUMNS = [
  ...['card', 'number', 'program', 'profile', 'rule', 'balance', 'due', 'currency'],
  ...['last use', 'unclaimed since'],
] as const

/** The report of unclaimed property: card by card, for each program by the law of its place. */
export async function* unclaimedFile(parts: FileParts, isJson: boolean): AsyncGenerator<string> {
  if (isJson) {
    const head = { what: 'unclaimed', day: parts.to, timeZone: parts.last.time_zone }
    yield* jsonDocument(head, jsonRows(parts))
    return
  }
  yield csvLines([COLUMNS])
  for await (const cards of unclaimedCards(parts))
    yield csvLines(
      cards.map(({ card, law, lastUse, since, dueMinor }) => [
        ...[
          card.cardId,
          maskLastFour(card.lastFour),
          harmless(law.name),
          law.profile,
          law.fact.text,
        ],
        decimalText(card.balanceMinor, currency(card.currency)),
        decimalText(dueMinor, currency(card.currency)),
        ...[card.currency, lastUse, since],
      ]),
    )
}

async function* jsonRows(parts: FileParts): AsyncGenerator<readonly object[]> {
  for await (const cards of unclaimedCards(parts))
    yield cards.map(({ card, law, lastUse, since, dueMinor }) => ({
      ...{ cardId: card.cardId, number: maskLastFour(card.lastFour), program: law.name },
      ...{ profile: law.profile, rule: law.fact, balanceMinor: card.balanceMinor, dueMinor },
      ...{ currency: card.currency, lastUse, since },
    }))
}
