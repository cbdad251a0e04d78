/** The tables of the books, as Kysely sees them. Each comment of a column is in the migration. */
export interface BookSchema {
  book_setting: {
    network_id: string
    time_zone: string
    changed_at_ms: number
    changed_by: string
  }
  book_account: {
    network_id: string
    account_key: string
    number: string
    name: string
    changed_at_ms: number
    changed_by: string
  }
  breakage_estimate: {
    program_id: string
    redeemed_basis_points: number
    changed_at_ms: number
    changed_by: string
    reason: string
  }
  closed_day: {
    network_id: string
    number: number
    day: string
    time_zone: string
    from_ms: number
    to_ms: number
    first_group: number
    last_group: number
    first_journal_id: number | null
    last_journal_id: number | null
    /** JSON: what was posted, one row a program, currency, kind, channel and pair of accounts. */
    postings: string
    /** JSON: how accounts stood at the end, credit above zero. */
    balances: string
    /** JSON: what the cards of each program were worth at the end. */
    cards: string
    content_hash: string
    closed_at_ms: number
  }
  book_schedule: {
    id: string
    network_id: string
    what: string
    format: string
    every: 'day' | 'month'
    delivery_id: string | null
    /** JSON: addresses. */
    emails: string
    first_day: string
    created_at_ms: number
    changed_by: string
    removed_at_ms: number | null
  }
  book_export: {
    id: string
    schedule_id: string
    network_id: string
    from_day: string
    to_day: string
    file_name: string
    size_bytes: number | null
    sha256: string | null
    state: 'waiting' | 'delivered' | 'failed'
    place: string | null
    problem: string | null
    tries: number
    try_after_ms: number
    made_at_ms: number
    link_hash: Uint8Array | null
    link_until_ms: number | null
    fetched: number
  }
  close_failure: {
    network_id: string
    day: string
    /** JSON: what differs. */
    problems: string
    found_at_ms: number
  }
}
