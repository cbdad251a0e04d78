import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runVerify } from '../../../../commands/verify.ts'
import { startStandby, type TestStandby } from '../../../helpers/postgres.ts'
import { saidBy } from '../../commands/said-by.ts'
import { cardWith, run } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'
import { eventually } from './eventually.ts'
import { postgresHouse } from './postgres-house.ts'

const house = postgresHouse()

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-verify-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => redeemOne())

async function redeemOne(): Promise<void> {
  await run(house.network, redeem(house.network.station, await cardWith(house.network, 500), 1))
}

const verify = (url: string, ...more: readonly string[]) =>
  saidBy(() => runVerify(['--data', folder, '--database-url', url, ...more]))

function urlOf(changes: { readonly user?: string; readonly port?: number }): string {
  const url = new URL(house.url)
  if (changes.user !== undefined) url.username = changes.user
  if (changes.port !== undefined) url.port = String(changes.port)
  return url.href
}

const query = (sql: string) => house.postgres.query(house.url, sql)

describe('verify on PostgreSQL', () => {
  it('as a user who may only read: proves it', async () => {
    await query('CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader')
    expect(await verify(urlOf({ user: 'reader' }))).toMatchObject({ code: 0, err: '' })
  })

  it('as a user who may not read all of it: says what to grant', async () => {
    await query(`CREATE ROLE stranger LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO stranger;
      REVOKE SELECT ON journal FROM stranger`)
    const { code, out, err } = await verify(urlOf({ user: 'stranger' }))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('permission denied for table journal')
    expect(err).toContain('GRANT SELECT ON ALL TABLES IN SCHEMA public')
  })

  it('with time-outs that would end it: takes its time', async () => {
    await query(`CREATE ROLE hurried LOGIN SUPERUSER;
      ALTER ROLE hurried SET idle_in_transaction_session_timeout = 1;
      ALTER ROLE hurried SET statement_timeout = 40;
      CREATE FUNCTION slow() RETURNS boolean LANGUAGE sql AS 'SELECT pg_sleep(0.2) IS NOT NULL'`)
    // Any of its questions may take longer than that.
    await query(`ALTER TABLE audit RENAME TO audit_kept;
      CREATE VIEW audit AS SELECT k.* FROM (SELECT 1 WHERE slow()) s, audit_kept k`)
    expect(await verify(urlOf({ user: 'hurried' }))).toMatchObject({ code: 0, err: '' })
  })

  it('that somebody cancels, or whose server ends: says so, and what to do', async () => {
    for (const end of ['pg_cancel_backend', 'pg_terminate_backend']) {
      const lock = await house.holdLock('LOCK TABLE audit IN ACCESS EXCLUSIVE MODE')
      const told = verify(house.url)
      await eventually(() => house.isInTheWay(lock))
      await query(`SELECT ${end}(pid) FROM pg_stat_activity
        WHERE application_name = 'countermark report' AND wait_event_type = 'Lock'`)
      const { code, out, err } = await told
      await lock.end()
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toMatch(/^The database server .* run (it|this) again[^\n]*\n$/i)
    }
  })

  it('of tables that the program has not brought up to date: says so, as of a file', async () => {
    await query(`SET session_replication_role = replica;
      DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)`)
    const { code, out, err } = await verify(house.url, '--since-checkpoint')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Start the server once')
  })

  it('of a server that is not there: one sentence', async () => {
    const { code, out, err } = await verify(urlOf({ port: 1 }))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Check --database-url')
  })
})

describe('verify on a standby', () => {
  let standby: TestStandby
  const follow = async (max_standby_streaming_delay: string) => {
    standby = await startStandby(house.postgres, { settings: { max_standby_streaming_delay } })
    return urlOf({ port: standby.port })
  }

  it('proves it', async () => {
    const url = await follow('-1')
    const { code, err, out } = await verify(url)
    await standby.end()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('chain        verified')
  })

  it('whose primary takes from it what it reads: says what to set', async () => {
    const url = await follow('0')
    await eventually(() => house.network.database.trouble() === null)
    const lock = await house.holdLock('LOCK TABLE audit IN ACCESS EXCLUSIVE MODE')
    // The lock travels with the next commit, and keeps the proof from its end.
    await redeemOne()
    const seen = async (sql: string) => (await standby.query(url, sql)).length > 0
    await eventually(() => seen(`SELECT 1 FROM pg_locks WHERE relation = 'audit'::regclass`))
    const told = verify(url)
    await eventually(() =>
      seen(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'countermark report'
        AND wait_event_type = 'Lock'`),
    )
    await query('BEGIN; LOCK TABLE commit_group IN ACCESS EXCLUSIVE MODE; COMMIT')
    const { code, out, err } = await told
    await lock.end()
    await standby.end()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('max_standby_streaming_delay')
  })
})
