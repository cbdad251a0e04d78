import { sql } from 'kysely'
import type { AlarmView } from '../../src/contract/admin/guards.ts'
import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { SignedIn } from '../staff/index.ts'
import { ALARM_ACTIONS, type AlarmAction } from './alarms.ts'
import { ALARMS_LISTED_MAX } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** The newest alarms of a network, with who sees to each. */
export async function listAlarms(context: Parts, networkId: NetworkId): Promise<AlarmView[]> {
  const rows = await alarmRows(context, networkId)
    .orderBy('audit.id', 'desc')
    .limit(ALARMS_LISTED_MAX)
    .execute()
  return rows.map(alarmView)
}

/** Takes an alarm, or closes it. NOT_FOUND when the network has no such alarm. */
export async function seeToAlarm(
  context: Parts,
  who: SignedIn,
  change: {
    readonly alarmId: number
    readonly state: 'taken' | 'closed'
    readonly note: string | null
  },
): Promise<Reply<AlarmView>> {
  const { alarmId, state, note } = change
  if ((await oneAlarm(context, who.networkId, alarmId)) === undefined) return noAlarm()
  const { database, nowMs } = context
  const values = { state, owner: who.staffId, note, changed_at_ms: nowMs() }
  const query = database.read
    .insertInto('alarm_case')
    .values({ alarm_id: alarmId, network_id: who.networkId, ...values })
    .onConflict((on) => on.column('alarm_id').doUpdateSet(values))
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, subject: `alarm:${alarmId}` },
    action: state === 'taken' ? 'alarm-take' : 'alarm-close',
    ...(note !== null && { detail: { note } }),
  })
  const written = await database.write([{ query, changes: 1 }, audit])
  const alarm = written ? await oneAlarm(context, who.networkId, alarmId) : undefined
  return alarm ? success(alarm) : noAlarm()
}

function noAlarm(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such alarm.')
}

async function oneAlarm(
  context: Parts,
  networkId: NetworkId,
  alarmId: number,
): Promise<AlarmView | undefined> {
  const row = await alarmRows(context, networkId).where('audit.id', '=', alarmId).executeTakeFirst()
  return row && alarmView(row)
}

function alarmRows({ database }: Parts, networkId: NetworkId) {
  return database.reports
    .selectFrom('audit')
    .leftJoin('card', (on) => on.on(sql<boolean>`card.uid = substr(audit.subject, 6)`))
    .leftJoin('program', 'program.id', 'card.program_id')
    .leftJoin('alarm_case', 'alarm_case.alarm_id', 'audit.id')
    .leftJoin('staff', 'staff.id', 'alarm_case.owner')
    .leftJoin('api_client', (on) => on.on(sql<boolean>`api_client.id = substr(audit.actor, 8)`))
    .where('audit.action', 'in', ALARM_ACTIONS)
    .where(({ eb, or }) =>
      or([
        eb('program.network_id', '=', networkId),
        eb('audit.subject', '=', `network:${networkId}`),
      ]),
    )
    .select(['audit.id', 'audit.time_ms', 'audit.action', 'audit.actor'])
    .select(['card.uid', 'card.last_four', 'staff.name as owner', 'api_client.name as key_name'])
    .select(['alarm_case.state', 'alarm_case.note', 'alarm_case.changed_at_ms'])
}

type Row = Awaited<ReturnType<ReturnType<typeof alarmRows>['execute']>>[number]

function alarmView(row: Row): AlarmView {
  return {
    ...{ alarmId: row.id, atMs: row.time_ms, kind: row.action as AlarmAction },
    ...{ cardId: row.uid as CardId | null, lastFour: row.last_four, by: row.key_name ?? row.actor },
    ...{ state: row.state ?? 'open', owner: row.owner, note: row.note },
    changedAtMs: row.changed_at_ms,
  }
}
