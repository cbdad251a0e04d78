/** An item's key is its import's number times this plus its row. */
export const IMPORT_SERIALS = 1_000_000

/** The code of a row whose card stayed when its import was reversed. */
export const STAYED = 'ORIGINAL_NOT_REVERSIBLE'

/** The tables of cards of other systems, as Kysely sees them. */
export interface ImportSchema {
  card_import: {
    id: string
    number: number
    network_id: string
    program_id: string
    source: string
    file_hash: string
    row_count: number
    initial_minor: number
    amount_minor: number
    currency: string
    state: 'staging' | 'staged' | 'committing' | 'committed' | 'reversing' | 'reversed' | 'dropped'
    attempts: number
    staged_by: string
    staged_at_ms: number
    committed_by: string | null
    committed_at_ms: number | null
    reversed_by: string | null
    reversed_at_ms: number | null
    reason: string | null
    done_rows: number
    worker: string | null
    lease_until_ms: number
  }
  card_import_item: {
    id: number
    uid: string
    sealed: Uint8Array | null
    pin_hash: string | null
    is_quick: 0 | 1
    journal_id: number | null
    /** Why the last step did not do it: a refusal code; `reversed` when it is gone again. */
    code: string | null
  }
}
