import { createHash } from 'node:crypto'
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises'
import path from 'node:path'
import type { Brought, DeliveryFile, Steps } from './bringing.ts'

/** A folder for each network under the server's folder for deliveries. */
export interface FolderPlace {
  /** The server's, which may be a link to where a bank's program looks. */
  readonly root: string
  readonly networkId: string
  readonly folder: string
}

/**
 * Writes the file under another name, forces it to the disk and then names it. What lies there under its
 * name stays: the same bytes are done, others are `name-taken`.
 */
export async function bringToFolder(
  place: FolderPlace,
  file: DeliveryFile,
  steps: Steps,
): Promise<Brought> {
  try {
    const folder = await openFolder(place)
    const target = path.join(folder, file.fileName)
    const there = await hashOf(target)
    if (there === file.sha256) return { ok: true, place: target }
    if (there !== undefined) return { ok: false, problem: 'name-taken' }
    const part = path.join(folder, `.${file.fileName}.part`)
    // It had its name, and whoever fetches files there has fetched it.
    if (steps.wasNaming && (await hashOf(part)) === undefined) return { ok: true, place: target }
    await writeDurably(part, file.bytes)
    // Else a power cut could take it away again, and leave that it had its name.
    await syncFolder(folder)
    await steps.naming()
    await rename(part, target)
    await syncFolder(folder)
    return { ok: true, place: target }
  } catch (error) {
    return { ok: false, problem: problemOf(error) }
  }
}

/** Tries whether a file could be written there. */
export async function tryFolder(place: FolderPlace): Promise<Brought> {
  try {
    const folder = await openFolder(place)
    const probe = path.join(folder, '.countermark-test.part')
    await writeDurably(probe, new Uint8Array(1))
    await unlink(probe)
    return { ok: true, place: folder }
  } catch (error) {
    return { ok: false, problem: problemOf(error) }
  }
}

/** Makes the folder, which has to lie inside of the network's also when links were laid. */
async function openFolder({ root, networkId, folder }: FolderPlace): Promise<string> {
  const own = path.join(root, networkId)
  const asked = path.join(own, folder)
  await mkdir(asked, { recursive: true, mode: 0o750 })
  const [realOwn, realAsked] = [await realpath(own), await realpath(asked)]
  if (realAsked !== realOwn && !realAsked.startsWith(`${realOwn}${path.sep}`))
    throw Object.assign(new Error('the folder leads elsewhere'), { code: 'EACCES' })
  return realAsked
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'w', 0o640)
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle?.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function hashOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return undefined
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

function problemOf(error: unknown) {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no-space'
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'folder-missing'
  return 'no-permission'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
