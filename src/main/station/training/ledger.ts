import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { CardNumber } from '../../../contract/card-number.ts'
import { uuidV7 } from '../../../contract/ids.ts'
import { type Currency, currencyExponent, minor } from '../../../contract/money.ts'
import { type OperationAnswer, operationAnswerSchema } from '../../../contract/operations.ts'
import { parseJson } from '../../../contract/parse.ts'
import { failed, type Reply, refused, success } from '../../../contract/refusals.ts'
import {
  type CardInHand,
  cardInHandSchema,
  type WireParams,
} from '../../../contract/wire/messages.ts'
import type { Clock, Random } from '../ports.ts'

/** First digits of the cards that are only for practice; no program issues them. */
export const TRAINING_PREFIX = '9999'
/** What a practice card has when it is first read, in whole units of the currency. */
const FIRST_BALANCE_UNITS = 50

/** The books of training: a file of their own, cards of their own, and never sent anywhere. */
export interface TrainingLedger {
  readonly inquire: (number: CardNumber) => Reply<CardInHand>
  readonly redeem: (params: WireParams<'redeem'>) => Reply<OperationAnswer>
  readonly void: (params: WireParams<'void'>) => Reply<OperationAnswer>
  readonly refund: (params: WireParams<'refund'>) => Reply<OperationAnswer>
  readonly find: (requestId: string) => Reply<OperationAnswer>
  readonly close: () => void
}

const TABLES = `
CREATE TABLE IF NOT EXISTS card (
  token TEXT PRIMARY KEY,
  last_four TEXT NOT NULL,
  balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0)
) STRICT;
CREATE TABLE IF NOT EXISTS operation (
  request_id TEXT PRIMARY KEY,
  token TEXT REFERENCES card (token),
  applied_minor INTEGER NOT NULL,
  -- Given back of it since, by a void or refunds.
  back_minor INTEGER NOT NULL DEFAULT 0 CHECK (back_minor BETWEEN 0 AND applied_minor),
  answer TEXT NOT NULL CHECK (json_valid(answer))
) STRICT;
`

interface CardRow {
  readonly token: string
  readonly last_four: string
  readonly balance_minor: number
}

interface OperationRow {
  readonly request_id: string
  readonly token: string | null
  readonly applied_minor: number
  readonly back_minor: number
  readonly answer: string
}

/** Opens the books in this folder. Throws when the file cannot be used. */
export function openTrainingLedger(options: {
  readonly directory: string
  readonly clock: Clock
  readonly random: Random
  readonly currency: Currency
}): TrainingLedger {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const database = new Sqlite(join(options.directory, 'training.db'))
  database.exec(TABLES)
  const books = booksOf(database, options)
  const inOne = <Params>(run: (params: Params) => Reply<OperationAnswer>) =>
    database.transaction(run)
  return {
    inquire: (number) => books.inquire(number),
    redeem: inOne(
      (params: WireParams<'redeem'>) => books.find(params.requestId) ?? books.redeem(params),
    ),
    void: inOne((params: WireParams<'void'>) => books.find(params.requestId) ?? books.undo(params)),
    refund: inOne(
      (params: WireParams<'refund'>) => books.find(params.requestId) ?? books.refund(params),
    ),
    find: (requestId) => books.find(requestId) ?? failed('NOT_FOUND'),
    close: () => database.close(),
  }
}

function booksOf(
  database: Sqlite.Database,
  { clock, random, currency }: Omit<Parameters<typeof openTrainingLedger>[0], 'directory'>,
) {
  const cardOf = (token: string | null) =>
    database.prepare<[string | null], CardRow>('SELECT * FROM card WHERE token = ?').get(token)
  const rowOf = (requestId: string) =>
    database
      .prepare<[string], OperationRow>('SELECT * FROM operation WHERE request_id = ?')
      .get(requestId)
  const move = (token: string, byMinor: number) =>
    database
      .prepare('UPDATE card SET balance_minor = balance_minor + ? WHERE token = ?')
      .run(byMinor, token)
  const giveBack = (row: OperationRow, amountMinor: number) => {
    if (row.token !== null) move(row.token, amountMinor)
    database
      .prepare('UPDATE operation SET back_minor = back_minor + ? WHERE request_id = ?')
      .run(amountMinor, row.request_id)
  }
  /** Keeps the answer of what was done to this card. */
  const post = (
    token: string | null,
    part: Pick<OperationAnswer, 'requestId' | 'kind'> & Moved,
  ) => {
    const card = cardOf(token)
    const balanceMinor = card === undefined ? null : minor(card.balance_minor)
    const answer = operationAnswerSchema.parse({
      ...UNUSUAL,
      operationId: uuidV7(clock.nowMs(), random.bytes(10)),
      currency,
      ...{ balanceMinor, availableMinor: balanceMinor },
      cardLastFour: card?.last_four ?? null,
      cardState: card === undefined ? null : 'active',
      committedAtMs: clock.nowMs(),
      ...part,
    })
    database
      .prepare(
        'INSERT INTO operation (request_id, token, applied_minor, answer) VALUES (?, ?, ?, ?)',
      )
      .run(
        part.requestId,
        token,
        part.kind === 'redeem' ? part.appliedMinor : 0,
        JSON.stringify(answer),
      )
    return success(answer)
  }
  return {
    inquire: (number: CardNumber): Reply<CardInHand> => {
      if (!number.startsWith(TRAINING_PREFIX)) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
      const token = createHash('sha256').update(number).digest('base64url')
      const first = FIRST_BALANCE_UNITS * 10 ** currencyExponent(currency)
      database
        .prepare('INSERT OR IGNORE INTO card (token, last_four, balance_minor) VALUES (?, ?, ?)')
        .run(token, number.slice(-4), first)
      return success(inHand(cardOf(token), currency))
    },
    find: (requestId: string): Reply<OperationAnswer> | undefined => {
      const row = rowOf(requestId)
      const answer = row && parseJson(operationAnswerSchema, row.answer)
      return answer?.ok ? success({ ...answer.value, replayed: true }) : undefined
    },
    redeem: ({ requestId, cardToken, amountMinor, partial }: WireParams<'redeem'>) => {
      const card = cardOf(cardToken)
      if (card === undefined) return refused('CARD_NOT_FOUND_OR_PIN_INVALID')
      const taken = Math.min(amountMinor, card.balance_minor)
      if (taken === 0 || (taken < amountMinor && partial === 'deny')) {
        return refused('INSUFFICIENT_FUNDS')
      }
      move(cardToken, -taken)
      return post(cardToken, {
        ...{ requestId, kind: 'redeem' },
        requestedMinor: amountMinor,
        appliedMinor: minor(taken),
        remainingDueMinor: minor(amountMinor - taken),
      })
    },
    undo: ({ requestId, originalRequestId }: WireParams<'void'>) => {
      const original = rowOf(originalRequestId)
      const left = original === undefined ? 0 : original.applied_minor - original.back_minor
      if (original !== undefined) giveBack(original, left)
      return post(original?.token ?? null, {
        ...{ requestId, kind: 'void', applied: original !== undefined },
        requestedMinor: minor(left),
        appliedMinor: minor(left),
        originalOperationId: original === undefined ? null : operationIdOf(original),
      })
    },
    refund: ({ requestId, original: named, amountMinor }: WireParams<'refund'>) => {
      const original =
        'requestId' in named ? rowOf(named.requestId) : byOperationId(database, named)
      if (original === undefined) return refused('ORIGINAL_NOT_FOUND')
      if (amountMinor > original.applied_minor - original.back_minor) {
        return refused('REFUND_EXCEEDS_REDEEMED')
      }
      giveBack(original, amountMinor)
      return post(original.token, {
        ...{ requestId, kind: 'refund' },
        ...{ requestedMinor: amountMinor, appliedMinor: amountMinor },
        originalOperationId: operationIdOf(original),
      })
    },
  }
}

type Moved = Pick<OperationAnswer, 'requestedMinor' | 'appliedMinor'> & Partial<OperationAnswer>

/** What an answer says when there is nothing special to say. */
const UNUSUAL = {
  remainingDueMinor: 0,
  replacedLastFour: null,
  originalOperationId: null,
  applied: true,
  alreadyVoided: false,
  replayed: false,
  replayedOf: null,
}

function operationIdOf(row: OperationRow): OperationAnswer['operationId'] | null {
  const answer = parseJson(operationAnswerSchema, row.answer)
  return answer.ok ? answer.value.operationId : null
}

function byOperationId(
  database: Sqlite.Database,
  { operationId }: { readonly operationId: string },
): OperationRow | undefined {
  return database
    .prepare<[string], OperationRow>(
      "SELECT * FROM operation WHERE json_extract(answer, '$.operationId') = ?",
    )
    .get(operationId)
}

function inHand(card: CardRow | undefined, currency: Currency): CardInHand {
  return cardInHandSchema.parse({
    cardToken: card?.token,
    lastFour: card?.last_four,
    form: 'physical',
    state: 'active',
    currency,
    ...{ balanceMinor: card?.balance_minor, availableMinor: card?.balance_minor },
    programName: 'Training',
    ...{ expiresAtMs: null, refusal: null },
  })
}
