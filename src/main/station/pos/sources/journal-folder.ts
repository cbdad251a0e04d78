import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { StationProblem } from '../../../../contract/screen/state.ts'
import type { Source } from '../../ports.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import { createPositions, followFile, type JournalFile } from './journal-file.ts'
import { type Found, setupOf } from './journal-reading.ts'
import { JOURNAL_FILES_MAX, JOURNAL_LOCKED_LOOKS } from './limits.ts'
import type { SourceSurroundings } from './surroundings.ts'

type FolderConfig = SourceConfigOf<'journal-folder'>

interface Followed {
  readonly file: JournalFile
  stats: Stats | null
  /** When its last change was seen, on the clock that only goes forward. */
  changedAtMs: number
  /** Looks in a row at which it could not be opened. */
  locked: number
}

interface Folder {
  readonly config: FolderConfig
  readonly surroundings: SourceSurroundings
  readonly intake: Intake
  readonly positions: ReturnType<typeof createPositions>
  readonly followed: Map<string, Followed>
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
    ...{ config, surroundings, intake, positions, followed: new Map(), isRunning: false },
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
  const isFirst = !positions.isBegun()
  const found = new Map<string, Stats>()
  for (const name of names) {
    const stats = await stat(join(config.folder, name)).catch(() => null)
    if (stats?.isFile()) found.set(name, stats)
  }
  followRenamed(folder, found)
  for (const [name, stats] of found) {
    if (!folder.isRunning) return
    await lookAtFile(folder, name, stats, isFirst)
  }
  if (isFirst) positions.begin()
  for (const name of folder.followed.keys()) if (!found.has(name)) folder.followed.delete(name)
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
    return entries.filter(matches).toSorted().slice(-JOURNAL_FILES_MAX)
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
  // Its name is free, or another file has it by now.
  const gone = positions
    .files()
    .filter((name) => String(found.get(name)?.ino) !== positions.read(name)?.ino)
  for (const [name, stats] of found) {
    if (positions.read(name) !== null && followed.get(name)?.stats?.ino === stats.ino) continue
    const former = gone.find((other) => positions.read(other)?.ino === String(stats.ino))
    const position = former === undefined ? null : positions.read(former)
    if (former === undefined || position === null || position.safe > stats.size) continue
    positions.forget(former)
    positions.write(name, position)
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
  const entry = { file, stats: null, changedAtMs: clock.monotonicMs(), locked: 0 }
  folder.followed.set(name, entry)
  return entry
}

/** What was begun and got nothing more for a while is taken as it is. */
function settle({ surroundings, config, positions }: Folder, name: string, entry: Followed): void {
  if (!entry.file.isUnsettled()) return
  const quietMs = surroundings.clock.monotonicMs() - entry.changedAtMs
  if (quietMs < config.framing.timeoutMs) return
  entry.file.settle()
  positions.write(name, entry.file.position())
}

function hand(folder: Folder, name: string, found: readonly Found[]): void {
  const { intake } = folder
  intake.heard()
  for (const one of found) {
    if (one.kind === 'rows') intake.take(one.paper, one.complete)
    else if (one.kind === 'record') intake.hand(one.paper)
    else {
      folder.surroundings.log.warn('journal-not-understood', { why: one.message })
      become(folder, 'files-not-understood', `${name}: ${one.message}`)
    }
    const isUnderstood = one.kind !== 'problem' && folder.problem === 'files-not-understood'
    if (isUnderstood) become(folder, null, folder.config.folder)
  }
}
