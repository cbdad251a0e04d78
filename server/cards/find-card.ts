import type { Kysely } from 'kysely'
import type { CardNumber } from '../../src/contract/card-number.ts'
import type { CardId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { type Currency, currency, type Minor, minor } from '../../src/contract/money.ts'
import type { CardForm, CardState } from '../../src/contract/operations.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import { hmacOf, type Keys } from '../keys.ts'
import { rulesColumn, rulesOf } from '../programs/index.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/index.ts'
import { PIN_STANDS_WITH_BATCH } from './pin.ts'

/** A card as the edge knows it before the ledger is asked; the ledger alone decides. */
export interface KnownCard {
  /** The internal number: names the card's account. */
  readonly number: number
  readonly cardId: CardId
  readonly networkId: NetworkId
  readonly programId: ProgramId
  readonly programName: string
  /** The rules of its program that are valid now. */
  readonly rules: ProgramRules
  readonly pinHash: string | null
  readonly form: CardForm
  readonly state: CardState
  readonly currency: Currency
  readonly lastFour: string
  readonly balanceMinor: Minor
  readonly heldMinor: Minor
  readonly batch: string | null
  readonly createdAtMs: number
  readonly activatedAtMs: number | null
  readonly expiresAtMs: number | null
  /** The IANA zone of its program. */
  readonly timeZone: string
  /** Loads after the first one that stand. */
  readonly reloads: number
  /** The newest row of its journal; null before the first. */
  readonly lastJournalId: number | null
}

/** What the database finds a new card by: nothing of the number can be read back from it. */
export function lookupOf(keys: Keys, number: CardNumber): Uint8Array {
  return hmacOf(keys.numberLookup, number)
}

/** What it finds a card by that may be under any version of the keys. */
export function lookupsOf({ numberKeys }: Keys, number: CardNumber): readonly Uint8Array[] {
  return numberKeys.map(({ numberLookup }) => hmacOf(numberLookup, number))
}

/** The card of this number; undefined when there is none. */
export async function cardByNumber(
  database: Database,
  keys: Keys,
  number: CardNumber,
): Promise<KnownCard | undefined> {
  const row = await rowsWithPin(database)
    .where('card.number_lookup', 'in', lookupsOf(keys, number))
    .executeTakeFirst()
  return row && cardWithPin(row)
}

/**
 * Those of the numbers that a card has, in whichever network and under whichever version of the keys:
 * the ledger itself sees only those of the version that new cards have.
 */
export async function takenNumbers(
  { database, keys }: { readonly database: Pick<Database, 'read'>; readonly keys: Keys },
  numbers: readonly CardNumber[],
): Promise<ReadonlySet<CardNumber>> {
  const asked = numbers.flatMap((number) =>
    lookupsOf(keys, number).map((lookup) => ({ number, lookup })),
  )
  if (asked.length === 0) return new Set()
  const rows = await database.read
    .selectFrom('card')
    .where(
      'number_lookup',
      'in',
      asked.map(({ lookup }) => lookup),
    )
    .select('number_lookup')
    .execute()
  const found = new Set(rows.map((row) => hexOf(row.number_lookup)))
  return new Set(asked.filter(({ lookup }) => found.has(hexOf(lookup))).map(({ number }) => number))
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The card of this id; undefined when there is none. */
export async function cardById(database: Database, cardId: CardId): Promise<KnownCard | undefined> {
  const row = await rowsWithPin(database).where('card.uid', '=', cardId).executeTakeFirst()
  return row && cardWithPin(row)
}

/**
 * With the PIN of a card that was printed or imported, which stands with its batch or import
 * ({@link PIN_STANDS_WITH_BATCH}): read along, as one more query would tell a card that waits to be sold from a number that nobody has.
 */
function rowsWithPin(database: Database) {
  return cardRows(database)
    .leftJoin('batch_item', 'batch_item.uid', 'card.uid')
    .leftJoin('card_import_item', 'card_import_item.uid', 'card.uid')
    .select(['batch_item.pin_hash as printed_pin_hash'])
    .select(['card_import_item.pin_hash as imported_pin_hash'])
}

function cardWithPin(
  row: Awaited<ReturnType<ReturnType<typeof rowsWithPin>['execute']>>[number],
): KnownCard {
  const card = knownCard(row)
  if (card.pinHash !== PIN_STANDS_WITH_BATCH) return card
  const pinHash = row.printed_pin_hash ?? row.imported_pin_hash ?? PIN_STANDS_WITH_BATCH
  return { ...card, pinHash }
}

/** Cards with their program, to be narrowed by the caller and made {@link knownCard}s. */
export function cardRows(database: Database, from: Kysely<Schema> = database.read) {
  return from
    .selectFrom('card')
    .innerJoin('program', 'program.id', 'card.program_id')
    .select([
      'card.id',
      'card.uid',
      'card.program_id',
      'card.pin_hash',
      'card.form',
      'card.state',
      'card.currency',
      'card.last_four',
      'card.balance_minor',
      'card.held_minor',
      'card.batch',
      'card.created_at_ms',
      'card.activated_at_ms',
      'card.expires_at_ms',
      'card.reloads',
      'card.last_journal_id',
      'program.network_id',
      'program.name as program_name',
      'program.time_zone',
    ])
    .select(rulesColumn(database))
}

type CardRow = Awaited<ReturnType<ReturnType<typeof cardRows>['execute']>>[number]

/** A row of {@link cardRows} in our own words. */
export function knownCard(row: CardRow): KnownCard {
  return {
    number: row.id,
    cardId: row.uid as CardId,
    networkId: row.network_id as NetworkId,
    programId: row.program_id as ProgramId,
    programName: row.program_name,
    rules: rulesOf(row),
    timeZone: row.time_zone,
    pinHash: row.pin_hash,
    form: row.form,
    state: row.state,
    currency: currency(row.currency),
    lastFour: row.last_four,
    balanceMinor: minor(row.balance_minor),
    heldMinor: minor(row.held_minor),
    batch: row.batch,
    createdAtMs: row.created_at_ms,
    activatedAtMs: row.activated_at_ms,
    expiresAtMs: row.expires_at_ms,
    reloads: row.reloads,
    lastJournalId: row.last_journal_id,
  }
}
