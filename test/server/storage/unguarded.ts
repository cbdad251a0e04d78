import BetterSqlite3 from 'better-sqlite3'
import { databaseFile } from '../../../server/storage/index.ts'

/**
 * Changes the file as someone with the disk in hands would: without the guards, which are put back
 * afterwards, so that nothing but the change itself can be found.
 */
export function changeUnguarded(
  folder: string,
  change: (file: BetterSqlite3.Database) => void,
): void {
  const file = new BetterSqlite3(databaseFile(folder))
  try {
    file.pragma('foreign_keys = OFF')
    file.pragma('ignore_check_constraints = ON')
    const guards = file
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
      )
      .all()
    for (const { name } of guards) file.exec(`DROP TRIGGER ${name}`)
    change(file)
    for (const { sql } of guards) file.exec(sql)
  } finally {
    file.close()
  }
}

/** The same for statements that change something each. */
export function runUnguarded(folder: string, statements: readonly string[]): void {
  changeUnguarded(folder, (file) => {
    for (const statement of statements) {
      const { changes } = file.prepare(statement).run()
      if (changes === 0) throw new Error(`nothing was changed: ${statement}`)
    }
  })
}
