import pg from 'pg'
import { type Engine, postgresEngine } from '../conformance/engines.ts'
import { describeClosing } from './closing-suite.ts'
import { describeFiles } from './files-suite.ts'
import { describeInsight } from './insight-suite.ts'

const base = postgresEngine(18)
let url = ''
const engine: Engine = {
  ...base,
  makePlace: async () => {
    const place = await base.makePlace()
    url = place.options.databaseUrl ?? ''
    return place
  },
}

describeClosing({
  engine,
  days: 12,
  kindsMax: 6,
  tamper: async (_network, statement) => {
    const client = new pg.Client(url)
    await client.connect()
    // As a replica the server minds no trigger.
    await client.query('SET session_replication_role = replica')
    const { rowCount } = await client.query(statement)
    await client.end()
    if (rowCount !== 1) throw new Error(`nothing: ${statement}`)
  },
})

describeFiles(engine, 5)

describeInsight(engine)
