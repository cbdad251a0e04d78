/** What to do about copies of a ledger in PostgreSQL: its own tools do it better than we could. */
export function postgresAdvice(word: 'backup' | 'restore', databaseUrl: string): string {
  const url = withoutPassword(databaseUrl)
  const ways = word === 'backup' ? backupWays(url) : restoreWays(url)
  return [
    `A ledger in PostgreSQL is not ${word === 'backup' ? 'backed up' : 'restored'} by this command: PostgreSQL's own tools do it.`,
    ...ways,
    `The keys are kept apart in any case: countermark backup --data DIR --database-url '${url}' --keys-to FILE --passphrase-file FILE`,
  ].join('\n')
}

function backupWays(url: string): readonly string[] {
  return [
    `  one file, consistent, while servers run:  pg_dump --format=custom --file=countermark.dump '${url}'`,
    `  to any moment, with the archived log:     pg_basebackup --dbname='${url}' --pgdata=BACKUP --wal-method=stream --checkpoint=fast`,
    '  managed PostgreSQL: switch on automatic backups with point-in-time recovery.',
  ]
}

function restoreWays(url: string): readonly string[] {
  return [
    '  stop every server that uses the database, make an empty one, then:',
    `  pg_restore --exit-on-error --single-transaction --no-owner --dbname='${url}' countermark.dump`,
    '  from pg_basebackup: start PostgreSQL on the copied folder (with recovery_target_time for a moment).',
    `  and before any server is started: countermark verify --database-url '${url}'`,
  ]
}

/** An address without its password, to be shown. */
export function withoutPassword(databaseUrl: string): string {
  const url = URL.parse(databaseUrl)
  if (url === null) return 'postgres://…'
  url.password = ''
  return url.href
}
