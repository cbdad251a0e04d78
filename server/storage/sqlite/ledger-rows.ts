import type { SealedGroup } from '../group/group.ts'
import type { AddedCard, ChangedCard, LedgerRows } from '../group/rows.ts'
import { type CardCache, openCardCache } from './card-cache.ts'
import type { Connection } from './connection.ts'
import { openJournalInsert } from './journal-insert.ts'
import type { ReadAhead } from './read-ahead.ts'
import { prepareStatements, type Statements } from './statements.ts'

/** The rows of this database, with what is remembered of them. */
export interface SqliteRows extends LedgerRows {
  readonly addGroup: (sealed: SealedGroup) => void
  /** After a group was undone, or something else than a group wrote. */
  readonly forget: () => void
  /** Whether a card of this id, or of this lookup, needs not to be read. */
  readonly isKnown: CardCache['has']
}

/** The tables as the statements of the one write connection see them; `ahead` hears how long cards took. */
export function openLedgerRows(
  connection: Connection,
  ahead: Pick<ReadAhead, 'waited'>,
): SqliteRows {
  const statements = prepareStatements(connection)
  const addJournal = openJournalInsert(connection)
  const cards = openCardCache()
  let anyTombstone: boolean | undefined
  return {
    ...readRows(statements, cards, ahead),
    isKnown: cards.has,
    hasAnyTombstone: () => {
      anyTombstone ??= statements.anyTombstone.get() !== undefined
      return anyTombstone
    },
    addJournal,
    addGroup: ({ id, firstJournalId, lastJournalId, timeMs, hash }) => {
      statements.addGroup.run(id, firstJournalId, lastJournalId, timeMs, hash)
    },
    addCard: (card) => addCard(statements, card),
    changeCard: (changed) => changeCard(statements, cards, changed),
    addClaim: (key, journalId) => statements.addClaim.run(key, journalId).changes === 1,
    releaseClaim: (key, journalId, releasedBy) => {
      statements.releaseClaim.run(releasedBy, key, journalId)
    },
    addTombstone: (key, journalId) => {
      anyTombstone = true
      statements.addTombstone.run(key, journalId)
    },
    putReversal: (row) => {
      const { journal_id, amount_minor, voided_by, refunded_minor } = row
      statements.putReversal.run(journal_id, amount_minor, voided_by, refunded_minor)
    },
    addSealed: ({ journal_id, sealed, expires_at_ms }) => {
      statements.addSealed.run(journal_id, sealed, expires_at_ms)
    },
    forget: () => {
      cards.forget()
      anyTombstone = undefined
    },
  }
}

function readRows(statements: Statements, cards: CardCache, ahead: Pick<ReadAhead, 'waited'>) {
  const timed = <Row>(read: () => Row): Row => {
    const beganMs = performance.now()
    const row = read()
    ahead.waited(performance.now() - beganMs)
    return row
  }
  return {
    stored: (caller, requestId) => statements.stored.get(caller, requestId),
    hasTombstone: (key) => statements.tombstone.get(key) !== undefined,
    claim: (key) => statements.claim.get(key),
    cardByLookup: (lookup) =>
      cards.byLookup(lookup, () => timed(() => statements.cardByLookup.get(lookup))),
    cardByUid: (uid) => cards.byUid(uid, () => timed(() => statements.cardByUid.get(uid))),
    cardByNumber: (id) => cards.byNumber(id, () => statements.cardByNumber.get(id)),
    originalById: (id) => statements.originalById.get(id),
    originalByRequest: (caller, requestId) => statements.originalByRequest.get(caller, requestId),
    originalsByOrder: (orderId, line, card) => statements.originalsByOrder.all(orderId, line, card),
    sealed: (journalId, nowMs) => statements.sealed.get(journalId, nowMs),
  } satisfies Partial<LedgerRows>
}

function addCard(statements: Statements, card: AddedCard): boolean {
  const added = statements.addCard.run(
    card.id,
    card.uid,
    card.form,
    card.state,
    card.number_lookup,
    card.number_sealed,
    card.key_version,
    card.last_four,
    card.pin_hash,
    card.batch,
    card.created_at_ms,
    card.expires_at_ms,
    card.program_id,
  )
  return added.changes === 1
}

function changeCard(statements: Statements, cards: CardCache, changed: ChangedCard): boolean {
  const { id, change } = changed
  if (runChange(statements, cards, changed) !== 1) return false
  cards.change(changed)
  if (change?.activatedAtMs !== undefined) statements.changeActivation.run(change.activatedAtMs, id)
  if (change?.expiresAtMs !== undefined) statements.changeExpiry.run(change.expiresAtMs, id)
  if (change?.reloads !== undefined) statements.changeReloads.run(change.reloads, id)
  if (change?.successorId !== undefined) statements.changeSuccessor.run(change.successorId, id)
  return true
}

/** Writes no more than what most operations change. Returns how many cards it changed. */
function runChange(
  statements: Statements,
  cards: CardCache,
  { id, previousJournalId: previous, journalId, change }: ChangedCard,
): number {
  if (!change) return statements.linkCard.run(journalId, id, previous).changes
  const { balanceMinor, heldMinor, state } = change
  if (heldMinor !== undefined) {
    return statements.changeHeld.run(balanceMinor, heldMinor, state, journalId, id, previous)
      .changes
  }
  if (cards.isIn(id, state))
    return statements.changeBalance.run(balanceMinor, journalId, id, previous).changes
  return statements.changeCard.run(balanceMinor, state, journalId, id, previous).changes
}
