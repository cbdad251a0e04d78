/** The tables of statements and of reconciliation, as Kysely sees them. */
export interface StatementSchema {
  statement_language: { location_id: string; language: 'en' | 'fr' }
  statement_mail: {
    run_id: string
    location_id: string
    state: 'waiting' | 'sent' | 'failed'
    tries: number
    try_after_ms: number
    at_ms: number | null
  }
  reconciliation_reach: { name: string; group_id: number }
}
