import type { FileEvent } from './trace.ts'

/** The path of the folder itself. */
const FOLDER = ''
/** What a disk writes as a whole. */
const SECTOR_BYTES = 512

type Change =
  | { readonly is: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly is: 'truncate'; readonly size: number }
  | { readonly is: 'unlink' }

/** One change that is not on the disk for certain: a piece of a write lies within one sector. */
export interface Pending {
  readonly path: string
  readonly change: Change
  /** Pieces of one write have the same number; later calls have higher ones. */
  readonly call: number
}

/** Files by path; what is not there is no file. */
export type Image = ReadonlyMap<string, Uint8Array>

/** A disk whose system promises to keep what was synced, and nothing else. */
export interface Disk {
  readonly apply: (event: FileEvent) => void
  /** What may or may not be on the disk, oldest first. */
  readonly pending: () => readonly Pending[]
  /** The files after a power cut that the chosen ones of the pending changes survived. */
  readonly image: (survives: (pending: Pending, index: number) => boolean) => Image
}

/**
 * A disk with nothing on it. A file's name is on the disk with its content; writes reach it in any
 * order, sector by sector.
 */
export function openDisk(): Disk {
  const durable = new Map<string, Uint8Array>()
  let pending: Pending[] = []
  return {
    apply: (event) => {
      if (event.is === 'sync') {
        const isSettled = settledBy(event, pending)
        for (const item of pending) if (isSettled(item)) setFile(durable, item.path, item.change)
        pending = pending.filter((item) => !isSettled(item))
        return
      }
      const { path, call } = event
      for (const change of changesOf(event)) pending.push({ path, change, call })
    },
    pending: () => pending,
    image: (survives) => {
      const files = new Map([...durable].map(([path, bytes]) => [path, bytes.slice()]))
      pending.forEach((item, index) => {
        if (survives(item, index)) setFile(files, item.path, item.change)
      })
      return files
    },
  }
}

type SyncEvent = Extract<FileEvent, { is: 'sync' }>

/** A sync settles what was written to its file; that of the folder settles which files are gone. */
function settledBy(
  { path: synced, settles }: SyncEvent,
  pending: readonly Pending[],
): (item: Pending) => boolean {
  if (synced !== FOLDER) return ({ path, call }) => path === synced && settles(call)
  const gone = new Map<string, number>()
  for (const { path, change, call } of pending)
    if (change.is === 'unlink' && settles(call)) gone.set(path, call)
  return ({ path, call }) => call <= (gone.get(path) ?? -1)
}

function changesOf(event: Exclude<FileEvent, { is: 'sync' }>): Change[] {
  if (event.is !== 'write') return [event]
  const { offset, bytes } = event
  if (offset === undefined) throw new Error(`${event.path} is written at no place`)
  const pieces: Change[] = []
  for (let at = offset; at < offset + bytes.length; ) {
    const end = Math.min(offset + bytes.length, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES)
    pieces.push({ is: 'write', offset: at, bytes: bytes.subarray(at - offset, end - offset) })
    at = end
  }
  return pieces
}

function setFile(files: Map<string, Uint8Array>, path: string, change: Change): void {
  if (change.is === 'unlink') files.delete(path)
  else files.set(path, changed(files.get(path) ?? new Uint8Array(0), change))
}

function changed(before: Uint8Array, change: Exclude<Change, { is: 'unlink' }>): Uint8Array {
  const isWrite = change.is === 'write'
  const size = isWrite ? Math.max(before.length, change.offset + change.bytes.length) : change.size
  const after = sized(before, size)
  if (isWrite) after.set(change.bytes, change.offset)
  return after
}

/** The bytes at this length, with zeros where nothing was written; grows in place when it can. */
function sized(bytes: Uint8Array, size: number): Uint8Array {
  if (size === bytes.length) return bytes
  const room = bytes.buffer.byteLength
  if (size <= room && bytes.byteOffset === 0) {
    const view = new Uint8Array(bytes.buffer, 0, size)
    if (size > bytes.length) view.fill(0, bytes.length)
    return view
  }
  const grown = new Uint8Array(Math.max(size, room * 2))
  grown.set(bytes.subarray(0, Math.min(bytes.length, size)))
  return new Uint8Array(grown.buffer, 0, size)
}
