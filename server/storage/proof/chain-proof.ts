import { CHAIN_START, canonicalRow, groupHash } from '../group/chain.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from '../sqlite/connection.ts'
import { expectSame } from './difference.ts'
import type { ProvenRow } from './journal-row.ts'

/** Recomputes the hash chain while the journal goes by. */
export interface ChainProof {
  readonly add: (row: ProvenRow) => void
  /** After the last row: every group must have been seen. Returns the height and last hash. */
  readonly finish: () => { readonly height: number; readonly hash: string }
}

/** Each row must lie in the group that follows the one before, and each group's hash must be its own. */
export function openChainProof(connection: Connection): ChainProof {
  const groups = connection
    .prepare<[], Schema['commit_group']>('SELECT * FROM commit_group ORDER BY id')
    .all()
  let height = 0
  let hash: Uint8Array = CHAIN_START
  let lastJournalId = 0
  let rows: string[] = []
  const closeGroup = () => {
    const group = groups[height]
    if (!group || lastJournalId < group.last_journal_id) return
    const header = {
      id: group.id,
      firstJournalId: group.first_journal_id,
      lastJournalId: group.last_journal_id,
      timeMs: group.time_ms,
    }
    hash = groupHash(hash, header, rows)
    const where = `commit group ${group.id}`
    expectSame('chain', where, hex(hash), hex(group.hash))
    height += 1
    rows = []
  }
  return {
    add: ({ row, values }) => {
      const group = groups[height]
      const where = `operation ${row.id}`
      expectSame('chain', where, 'in a commit group', group ? 'in a commit group' : 'in none')
      expectSame('chain', `commit group ${height + 1}`, height + 1, group?.id)
      if (row.line === 0) expectSame('chain', where, lastJournalId + 1, row.id)
      expectSame('chain', `time of ${where}`, group?.time_ms, row.time_ms)
      if (rows.length === 0)
        expectSame('chain', `first of commit group ${height + 1}`, row.id, group?.first_journal_id)
      lastJournalId = row.id
      rows.push(canonicalRow(values))
      closeGroup()
    },
    finish: () => {
      const next = groups[height]
      expectSame('chain', 'last commit group', height, next ? next.id : height)
      return { height, hash: hex(hash) }
    },
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
