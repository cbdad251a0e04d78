import type { RailSettings } from '../../src/contract/admin/rails.ts'
import type { FrozenFile } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { renderInTurns } from './files.ts'
import { filesADay } from './rails.ts'
import type { FileRow } from './rows.ts'
import { type Profile, settingsIn } from './ways.ts'

/** Where and when files are numbered. */
interface Day {
  readonly profile: Profile
  readonly settings: RailSettings
  readonly day: string
  /** What the same approval makes for other profiles. */
  readonly before: readonly FileRow[]
}

/**
 * The next number of a day, from 0. Banks tell files of one sender apart by it, so that profiles that
 * go to one bank under one name are counted together.
 */
export async function nextOfDay(
  { database }: Pick<ServerContext, 'database'>,
  { profile, settings, day, before }: Day,
): Promise<number> {
  const kept = await database.read
    .selectFrom('payout_file')
    .where('created_on', '=', day)
    .where('rail', '=', settings.rail)
    .select(['profile_id', 'number_of_day', 'settings', 'created_on'])
    .execute()
  const sender = senderOf(settings)
  const isOwn = (row: Pick<FileRow, 'profile_id' | 'settings' | 'created_on'>) =>
    row.created_on === day &&
    (row.profile_id === profile.row.id || isOf(sender, settingsIn(row.settings)))
  return [...kept, ...before]
    .filter(isOwn)
    .reduce((next, { number_of_day }) => Math.max(next, number_of_day + 1), 0)
}

/**
 * The last number that was given. Canadian banks number the files of an originator, and refuse a number
 * that it had: profiles in use that send under one originator count on from each other.
 */
export async function lastNumber(
  { database }: Pick<ServerContext, 'database'>,
  { profile: { row }, settings, before }: Omit<Day, 'day'>,
): Promise<number> {
  if (settings.rail !== 'cpa005') return row.last_file
  const isOwn = (kept: string | null) => {
    const other = settingsIn(kept)
    return other?.rail === 'cpa005' && other.originatorId === settings.originatorId
  }
  const others = await database.read
    .selectFrom('bank_profile')
    .where('rail', '=', 'cpa005')
    .where('retired_at_ms', 'is', null)
    .select(['settings', 'last_file'])
    .execute()
  const given = others.flatMap((one) => (isOwn(one.settings) ? one.last_file : []))
  const made = before.flatMap((one) => (isOwn(one.settings) ? one.number : []))
  return Math.max(row.last_file, ...given, ...made)
}

/**
 * Statements that fit only while no profile that is numbered together with these gave a number since now:
 * of two networks with one bank that approve at one moment, one does. Asked for before any number is
 * looked up; of the answer those for the profiles that make files.
 */
export async function numbersStand(
  { database }: Pick<ServerContext, 'database'>,
  profiles: readonly Profile[],
): Promise<(making: ReadonlySet<string>) => readonly WriteQuery[]> {
  const own = new Set(profiles.map(({ row }) => row.id))
  const rows = await database.read
    .selectFrom('bank_profile')
    .where('rail', 'in', ['nacha', 'cpa005'])
    .where('retired_at_ms', 'is', null)
    .select(['id', 'settings', 'last_file'])
    .execute()
  const others = rows.filter(({ id }) => !own.has(id))
  return (making) => {
    const makers = profiles.filter(({ row }) => making.has(row.id))
    const counters = new Set(makers.flatMap(({ settings }) => counterOf(settings) ?? []))
    return others
      .filter(({ settings }) => counters.has(counterOf(settingsIn(settings)) ?? ''))
      .map((row) => stands({ database }, row))
  }
}

function stands(
  { database }: Pick<ServerContext, 'database'>,
  { id, last_file }: Pick<Profile['row'], 'id' | 'last_file'>,
): WriteQuery {
  const query = database.read
    .updateTable('bank_profile')
    .set({ last_file })
    .where('id', '=', id)
    .where('last_file', '=', last_file)
    .compile()
  return { query, changes: 1 }
}

/** Whose files a bank counts in one row; null where it counts none. */
function counterOf(settings: RailSettings | null): string | null {
  return settings?.rail === 'cpa005' ? settings.originatorId : senderOf(settings)
}

/** By what a bank knows whose files it gets; null where it numbers none by the day. */
function senderOf(settings: RailSettings | null): string | null {
  return settings?.rail === 'nacha' ? `${settings.destination} ${settings.origin}` : null
}

function isOf(sender: string | null, settings: RailSettings | null): boolean {
  return sender !== null && senderOf(settings) === sender
}

/**
 * A name for each file that no other profile gave, of other networks neither, as several may have one
 * bank: two files of one name in one folder of a bank are one file too few.
 */
export async function freeName(
  { database }: Pick<ServerContext, 'database'>,
  { profile: { row: profile }, day, before }: Omit<Day, 'settings'>,
): Promise<(name: string) => string> {
  const kept = await database.read
    .selectFrom('payout_file')
    .where('profile_id', '<>', profile.id)
    // A name has its day in it.
    .where('created_on', '=', day)
    .select('name')
    .execute()
  const taken = new Set([...kept, ...before].map(({ name }) => name))
  return (name) => (taken.has(name) ? name.replace(/(\.[a-z0-9]+)$/, `-${profile.number}$1`) : name)
}

/** Why one of these files cannot be made, in words for an operator; undefined when all of them can. */
export async function whyNoFile(
  { row, settings }: Profile,
  files: readonly FrozenFile<RailSettings>[],
): Promise<string | undefined> {
  if (settings === null) return undefined
  const most = filesADay(settings)
  const last = files.at(-1)
  if (most !== null && last !== undefined && last.numberOfDay >= most)
    return files.length > most
      ? `${row.name}: this run needs ${files.length} files, and a bank takes ${most} of a day. Let more into one file.`
      : `${row.name}: a bank takes ${most} files of a day, and they are used up. Approve the run tomorrow.`
  for (const file of files) {
    const problem = await renderProblem(file)
    if (problem !== undefined)
      return `${row.name}: its file could not be made: ${problem}. Put the bank profile right, or cancel the run and make it again.`
  }
  return undefined
}

/** Makes a file and keeps nothing of it. What rails throw names no account. */
async function renderProblem(file: FrozenFile<RailSettings>): Promise<string | undefined> {
  try {
    for await (const _piece of renderInTurns(file));
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'the file was refused'
  }
}
