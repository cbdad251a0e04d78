import BetterSqlite3 from 'better-sqlite3'
import { databaseFile } from '../../../server/storage/index.ts'
import { SQLITE } from '../conformance/engines.ts'
import { describeClosing } from './closing-suite.ts'
import { describeFiles } from './files-suite.ts'
import { describeEarned, describeInsight } from './insight-suite.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'

describeClosing({
  engine: SQLITE,
  days: IS_FULL ? 400 : 100,
  kindsMax: 100,
  tamper: async ({ folder }, statement) => {
    const file = new BetterSqlite3(databaseFile(folder))
    const guards = file
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
      )
      .all()
    file.transaction(() => {
      for (const { name } of guards) file.exec(`DROP TRIGGER ${name}`)
      if (file.prepare(statement).run().changes !== 1) throw new Error(`nothing: ${statement}`)
      for (const { sql } of guards) file.exec(sql)
    })()
    file.close()
  },
})

describeFiles(SQLITE, IS_FULL ? 120 : 12)

describeInsight(SQLITE)
describeEarned()
