/** To a reader thread; one query at a time, its rows asked for piece by piece. */
export type ToReader =
  | { readonly is: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly is: 'more' }
  /** The rest is not wanted. */
  | { readonly is: 'stop' }

/** What a reader thread says to a question. */
export type ReaderAnswer =
  | { readonly is: 'rows'; readonly rows: readonly unknown[]; readonly isLast: boolean }
  | { readonly is: 'failed'; readonly message: string }

/** From a reader thread. `ready` comes once, as soon as the database is open. */
export type FromReader = ReaderAnswer | { readonly is: 'ready' }
