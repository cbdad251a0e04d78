import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { StationProblem } from '../../../../contract/screen/state.ts'
import type { Source } from '../../ports.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import { createPositions, followFile, type JournalFile } from './journal-file.ts'
import { type Found, setupOf } from './journal-reading.ts'
import {
  JOURNAL_FILES_MAX,
  JOURNAL_FORGOTTEN_AT_ONCE,
  JOURNAL_LOCKED_LOOKS,
  JOURNAL_UNFINISHED_MS,
} from './limits.ts'
import type { SourceSurroundings } from './surroundings.ts'

type FolderConfig = SourceConfigOf<'journal-folder'>

interface Followed {
  readonly file: JournalFile
  stats: Stats | null
  /** When its last change was seen, on the clock that only goes forward. */
  changedAtMs: number
  /** Looks in a row at which it could not be opened. */
  locked: number
  /** Its end was looked at, and got no more since. */
  isEndGivenUp: boolean
}

interface Folder {
  readonly config: FolderConfig
  readonly surroundings: SourceSurroundings
  readonly intake: Intake
  readonly positions: ReturnType<typeof createPositions>
  readonly followed: Map<string, Followed>
  /** When each file that lies there was last changed, as far as was looked. */
  readonly changedMs: Map<string, number>
  isRunning: boolean
  problem: StationProblem | null
  detail: string
  areEarlierLeft: boolean
}

/**
 * Reads the files that a POS writes into a folder: those that grow, those that are written and then
 * renamed, those that are begun anew. The folder is looked at again and again by size and time, for a
 * network share tells of no change. How far each file was read outlasts a restart.
 */
export function journalFolder(config: FolderConfig, surroundings: SourceSurroundings): Source {
  const { clock } = surroundings
  const intake = createIntake({ config, surroundings })
  const positions = createPositions(surroundings.memoryOf(config.id))
  const folder: Folder = {
    ...{ config, surroundings, intake, positions, isRunning: false },
    ...{ followed: new Map(), changedMs: new Map() },
    ...{ problem: null, detail: config.folder, areEarlierLeft: false },
  }
  let cancel = () => {}
  let looking: Promise<void> = Promise.resolve()
  const loop = () => {
    looking = lookAtFolder(folder)
      .catch((error: unknown) => become(folder, 'source-failed', String(error)))
      .then(() => {
        if (folder.isRunning) cancel = clock.after(config.pollMs, loop)
      })
  }
  const state = (): SourceState => ({
    isRunning: folder.isRunning,
    problem: folder.problem,
    detail: folder.detail.slice(-200),
  })
  return {
    name: config.id,
    kind: 'journal-folder',
    start: async (sink) => {
      setupOf(config)
      intake.attach(sink)
      folder.isRunning = true
      folder.followed.clear()
      loop()
      await looking
    },
    stop: async () => {
      folder.isRunning = false
      cancel()
      await looking
    },
    health: () => intake.health(state()),
    test: async () => {
      await looking
      return intake.test(state())
    },
    details: () => ({ notes: folder.areEarlierLeft ? ['earlier-files-left'] : [] }),
  }
}

function become(folder: Folder, problem: StationProblem | null, detail: string): void {
  if (folder.problem === problem && folder.detail === detail) return
  folder.intake.change(() => {
    folder.problem = problem
    folder.detail = detail
  })
}

async function lookAtFolder(folder: Folder): Promise<void> {
  const { config, positions } = folder
  const names = await listFiles(folder)
  if (names === null) return
  // Other files than before are looked at for the first time, whatever the source is called.
  const place = `${resolve(config.folder)} ${config.pattern}`
  const isFirst = !positions.isBegun(place)
  const found = await newestOf(folder, names)
  followRenamed(folder, found)
  for (const [name, stats] of found) {
    if (!folder.isRunning) return
    await lookAtFile(folder, name, stats, isFirst)
  }
  positions.begin(place)
  for (const name of folder.followed.keys()) if (!found.has(name)) folder.followed.delete(name)
  forgetLongGone(folder, new Set(names))
}

/**
 * The files that were changed last, in the order of their names. Of more than are looked at, names
 * tell nothing: `sale-10000` comes before `sale-9999`.
 */
async function newestOf(
  { config, changedMs }: Folder,
  names: readonly string[],
): Promise<ReadonlyMap<string, Stats>> {
  const newest = newestNames(names, changedMs)
  const found = new Map<string, Stats>()
  for (const name of names) {
    if (changedMs.has(name) && !newest.has(name)) continue
    const stats = await stat(join(config.folder, name)).catch(() => null)
    changedMs.set(name, stats?.mtimeMs ?? 0)
    if (stats?.isFile()) found.set(name, stats)
  }
  const present = new Set(names)
  for (const name of changedMs.keys()) if (!present.has(name)) changedMs.delete(name)
  const kept = newestNames([...found.keys()], changedMs)
  return new Map([...found].filter(([name]) => kept.has(name)))
}

function newestNames(
  names: readonly string[],
  changedMs: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  if (names.length <= JOURNAL_FILES_MAX) return new Set(names)
  const atMs = (name: string) => changedMs.get(name) ?? 0
  const byAge = names.toSorted((one, other) => atMs(other) - atMs(one))
  return new Set(byAge.slice(0, JOURNAL_FILES_MAX))
}

/** Files that were taken away are known for long, should they come back, and not for ever. */
function forgetLongGone({ positions }: Folder, present: ReadonlySet<string>): void {
  // An empty folder may be one of another machine that is not there just now.
  if (present.size === 0) return
  const gone = positions.files().filter((name) => !present.has(name))
  if (gone.length <= JOURNAL_FILES_MAX) return
  const oldest = gone.toSorted().slice(0, -JOURNAL_FILES_MAX)
  for (const name of oldest.slice(0, JOURNAL_FORGOTTEN_AT_ONCE)) positions.forget(name)
}

/** Null when the folder itself cannot be read: said, and tried again. */
async function listFiles(folder: Folder): Promise<readonly string[] | null> {
  const { config } = folder
  try {
    const entries = await readdir(config.folder)
    if (folder.problem === 'folder-missing' || folder.problem === 'source-failed') {
      become(folder, null, config.folder)
    }
    const matches = matcherOf(config.pattern)
    return entries.filter(matches).toSorted()
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && error.code === 'EACCES'
    become(folder, isDenied ? 'files-unreadable' : 'folder-missing', config.folder)
    return null
  }
}

/** Files under way carry such names until they are renamed. */
const UNDER_WAY = /^[.~]|\.(?:tmp|temp|part|partial|lock|swp|crdownload)$|~$/i

function matcherOf(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`^${parts.join('.*')}$`, 'iu')
  return (name) => expression.test(name) && !UNDER_WAY.test(name)
}

/** A file of a new name may be one that was followed under another: rotated, or moved on. */
function followRenamed({ positions, followed }: Folder, found: ReadonlyMap<string, Stats>): void {
  const inoOf = (name: string) => String(found.get(name)?.ino)
  // Its name is free, or another file has it by now.
  const gone = positions.files().filter((name) => inoOf(name) !== positions.read(name)?.ino)
  if (gone.length === 0) return
  const formers = new Map(gone.map((name) => [positions.read(name)?.ino, name]))
  // All are found before any is written: rotated by numbers, files take each other's names.
  const moved = [...found].flatMap(([name, { ino, size }]) => {
    if (positions.read(name) !== null && followed.get(name)?.stats?.ino === ino) return []
    const former = formers.get(String(ino)) ?? name
    const position = positions.read(former)
    return former === name || position === null || position.safe > size
      ? []
      : [{ name, former, position }]
  })
  for (const { name, position } of moved) positions.write(name, position)
  const taken = new Set(moved.map(({ name }) => name))
  for (const { name, former } of moved) {
    if (!taken.has(former)) positions.forget(former)
    followed.delete(former)
    followed.delete(name)
  }
}

async function lookAtFile(folder: Folder, name: string, stats: Stats, isFirst: boolean) {
  const { clock } = folder.surroundings
  const entry = folder.followed.get(name) ?? follow(folder, name, stats, isFirst)
  const { stats: before } = entry
  const isChanged =
    before === null ||
    before.size !== stats.size ||
    before.mtimeMs !== stats.mtimeMs ||
    before.ino !== stats.ino
  if (!isChanged) return settle(folder, name, entry)
  try {
    const isMore = await entry.file.look(stats)
    entry.stats = isMore ? null : stats
    entry.changedAtMs = clock.monotonicMs()
    entry.locked = 0
    entry.isEndGivenUp = false
    folder.positions.write(name, entry.file.position())
    if (folder.problem === 'files-unreadable') become(folder, null, folder.config.folder)
  } catch (error) {
    // Another program holds it: it is opened again at the next look.
    entry.locked += 1
    const why = error instanceof Error ? error.message : 'unknown reason'
    if (entry.locked < JOURNAL_LOCKED_LOOKS) return
    folder.surroundings.log.warn('journal-file-unreadable', { why })
    become(folder, 'files-unreadable', name)
  }
}

function follow(folder: Folder, name: string, stats: Stats, isFirst: boolean): Followed {
  const { config, surroundings, positions } = folder
  const { currency, clock } = surroundings
  const oldestMs = clock.nowMs() - config.backfillHours * 3_600_000
  const isSkipped = isFirst || stats.mtimeMs < oldestMs
  if (isFirst && stats.size > 0) folder.areEarlierLeft = true
  const file = followFile({
    ...{ config, currency, nowMs: clock.nowMs, isSkipped },
    path: join(config.folder, name),
    known: positions.read(name),
    onFound: (found) => hand(folder, name, found),
  })
  const changedAtMs = clock.monotonicMs()
  const entry = { file, stats: null, changedAtMs, locked: 0, isEndGivenUp: false }
  folder.followed.set(name, entry)
  return entry
}

/** What was begun and got nothing more for a while is taken as it is; after long it is said. */
function settle({ surroundings, config, positions }: Folder, name: string, entry: Followed): void {
  const { file } = entry
  if (!file.isUnsettled() && entry.isEndGivenUp) return
  const quietMs = surroundings.clock.monotonicMs() - entry.changedAtMs
  const isQuiet = file.isUnsettled() && quietMs >= config.framing.timeoutMs
  const isOver = !entry.isEndGivenUp && quietMs >= JOURNAL_UNFINISHED_MS
  if (isQuiet) file.settle()
  if (isOver) file.giveUpEnd()
  entry.isEndGivenUp ||= isOver
  if (isQuiet || isOver) positions.write(name, file.position())
}

function hand(folder: Folder, name: string, found: readonly Found[]): void {
  const { intake, problem: before } = folder
  intake.heard()
  for (const one of found) {
    if (one.kind === 'rows') intake.take(one.paper, one.complete)
    else if (one.kind === 'record') intake.hand(one.paper)
    else {
      folder.surroundings.log.warn('journal-not-understood', { why: one.message })
      become(folder, 'files-not-understood', `${name}: ${one.message}`)
    }
  }
  // A sale that was left out is not made good by the one behind it: the sign stays until the next.
  const isUnderstood = found.length > 0 && found.every(({ kind }) => kind !== 'problem')
  if (isUnderstood && before === 'files-not-understood') become(folder, null, folder.config.folder)
}
