import { invariant } from '../../../src/contract/parse.ts'
import type { AddedCard, CardRow, ChangedCard, LedgerRows } from '../group/rows.ts'
import { draftJournal, isFirstLine, requestOf } from './draft.ts'
import { hexOf, NotLoaded, requestKey } from './needs.ts'
import type { Overlay } from './overlay.ts'

/** What a group does, kept in its draft: the same answers as if it were written. */
export function overlayWrites(overlay: Overlay) {
  const { draft } = overlay
  return {
    addJournal: (values) => {
      const [caller, requestId] = requestOf(values)
      if (isFirstLine(values) && isOnRecord(overlay, caller, requestId)) return false
      draftJournal(draft, values)
      return true
    },
    addCard: (card) => addCard(overlay, card),
    changeCard: (changed) => changeCard(overlay, changed),
    addClaim: (bytes, journalId) => {
      const key = hexOf(bytes)
      const own = draft.claims.get(key)
      if (own && own.releasedBy === null) return false
      draft.claims.set(key, { journalId, releasedBy: null })
      return true
    },
    releaseClaim: (bytes, journalId, releasedBy) => {
      const key = hexOf(bytes)
      const own = draft.claims.get(key)
      if (!own) draft.releases.push([key, journalId, releasedBy])
      else if (own.journalId === journalId) own.releasedBy = releasedBy
    },
    addTombstone: (bytes, journalId) => {
      const key = hexOf(bytes)
      if (!draft.tombstones.has(key)) draft.tombstones.set(key, journalId)
    },
    putReversal: (row) => {
      const id = row.journal_id
      if (!draft.reversals.has(id) && !draft.byId.has(id)) {
        const read = overlay.loaded.operations.get(id)
        invariant(read, 'what is undone was read')
        draft.reversalsWere.set(id, [read.voided_by, read.refunded_minor])
      }
      draft.reversals.set(id, row)
    },
    addSealed: (row) => {
      draft.sealed.set(row.journal_id, row)
    },
  } satisfies Partial<LedgerRows>
}

/** A request id that was not seen lately is taken to be new: the commit makes sure. */
function isOnRecord(
  { draft, loaded, needs, memory, strict }: Overlay,
  caller: string,
  requestId: string,
): boolean {
  const key = requestKey(caller, requestId)
  if (draft.byRequest.has(key)) return true
  const read = loaded.requests.get(key)
  if (read !== undefined) return read !== null
  if (!strict && !memory.recent.has(requestId)) return false
  needs.requests.set(key, [caller, requestId])
  throw new NotLoaded()
}

function addCard({ draft, memory }: Overlay, card: AddedCard): boolean {
  const program = memory.rules.program(card.program_id)
  if (!program) return false
  const row: CardRow = {
    id: card.id,
    uid: card.uid,
    program_id: card.program_id,
    form: card.form,
    state: card.state,
    currency: program.currency,
    last_four: card.last_four,
    has_pin: card.pin_hash === null ? 0 : 1,
    balance_minor: 0,
    held_minor: 0,
    last_journal_id: null,
    expires_at_ms: card.expires_at_ms,
    reloads: 0,
    activated_at_ms: null,
    successor_id: null,
  }
  draft.newCards.set(card.id, { ...card, currency: program.currency })
  draft.newLookups.set(hexOf(card.number_lookup), card.id)
  draft.newUids.set(card.uid, card.id)
  draft.cards.set(card.id, {
    row,
    previousJournalId: null,
    isChanged: false,
    isHeldChanged: false,
    activatedAtMs: undefined,
    isLifeChanged: false,
  })
  return true
}

function changeCard({ draft, memory, loaded, strict }: Overlay, changed: ChangedCard): boolean {
  const { id, previousJournalId, journalId, change } = changed
  const known = draft.cards.get(id)
  const row =
    known?.row ?? (strict ? undefined : memory.cards.byNumber(id)) ?? loaded.numbers.get(id)
  if (!row || row.last_journal_id !== previousJournalId) return false
  const changes = change ? { balance_minor: change.balanceMinor, state: change.state } : {}
  const held = change?.heldMinor === undefined ? {} : { held_minor: change.heldMinor }
  const activatedAtMs = change?.activatedAtMs
  const life = lifeOf(row, change)
  const activated = activatedAtMs === undefined ? {} : { activated_at_ms: activatedAtMs }
  const replaced = change?.successorId === undefined ? {} : { successor_id: change.successorId }
  const after = {
    ...row,
    ...changes,
    ...held,
    ...life,
    ...activated,
    ...replaced,
    last_journal_id: journalId,
  }
  draft.cards.set(id, {
    row: after,
    previousJournalId: known ? known.previousJournalId : previousJournalId,
    isChanged: change !== null || known?.isChanged === true,
    isHeldChanged: change?.heldMinor !== undefined || known?.isHeldChanged === true,
    activatedAtMs: activatedAtMs === undefined ? known?.activatedAtMs : activatedAtMs,
    isLifeChanged: life !== undefined || known?.isLifeChanged === true,
  })
  return true
}

/** Until when the card lives and how often it was loaded, when the change says anything of that. */
function lifeOf(
  row: CardRow,
  change: ChangedCard['change'],
): Pick<CardRow, 'expires_at_ms' | 'reloads'> | undefined {
  if (!change || (change.expiresAtMs === undefined && change.reloads === undefined))
    return undefined
  return {
    expires_at_ms: change.expiresAtMs === undefined ? row.expires_at_ms : change.expiresAtMs,
    reloads: change.reloads ?? row.reloads,
  }
}
