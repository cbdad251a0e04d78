import { createHash } from 'node:crypto'
import type { Stats } from 'ssh2'
import { type Brought, DeliveryError, type DeliveryFile, type Steps } from '../bringing.ts'
import { WRITE_BYTES } from '../limits.ts'
import {
  HostKeyError,
  openSftp,
  type SftpPlace,
  type SftpSession,
  STATUS,
  statusOf,
} from './connection.ts'

/**
 * Uploads the file under another name, goes on where an earlier try broke off, proves what lies there
 * and only then names it. Once it was to get its name, it is never sent anew: whoever fetches
 * files there may have fetched it.
 */
export function bringBySftp(place: SftpPlace, file: DeliveryFile, steps: Steps): Promise<Brought> {
  return withSession(place, async (session) => {
    const target = pathOf(place, file.fileName)
    const part = `${target}.part`
    const where = `sftp://${place.host}${target.startsWith('/') ? '' : '/'}${target}`
    const there = await sizeOf(session, target)
    if (there !== undefined) {
      if (!(await isSame(session, target, there, file))) throw new DeliveryError('name-taken')
      return { ok: true, place: where }
    }
    if (steps.wasNaming && (await sizeOf(session, part)) === undefined)
      return { ok: true, place: where }
    await uploadPart(session, part, file)
    await steps.naming()
    try {
      await rename(session, part, target)
    } catch (error) {
      // Refused for sure. Else it would count as fetched as soon as it is looked for elsewhere.
      if (statusOf(error) !== undefined && (await sizeOf(session, part)) !== undefined)
        await steps.unnamed()
      throw error
    }
    return { ok: true, place: where }
  })
}

/** Goes there, looks into the folder and leaves nothing. */
export function trySftp(place: SftpPlace): Promise<Brought> {
  return withSession(place, async (session) => {
    const found = await sizeOf(session, place.folder)
    if (found === undefined) throw new DeliveryError('folder-missing')
    const probe = pathOf(place, 'countermark-test.part')
    await write(session, probe, 'w', 0, Buffer.from('.'))
    await session.step<void>((sftp, done) => sftp.unlink(probe, done))
    return { ok: true, place: `sftp://${place.host}` }
  })
}

async function withSession(
  place: SftpPlace,
  work: (session: SftpSession) => Promise<Brought>,
): Promise<Brought> {
  let session: SftpSession | undefined
  try {
    session = await openSftp(place)
    return await work(session)
  } catch (error) {
    if (error instanceof HostKeyError)
      return { ok: false, problem: error.problem, hostKey: error.hostKey }
    if (error instanceof DeliveryError) return { ok: false, problem: error.problem }
    return { ok: false, problem: problemOf(error) }
  } finally {
    session?.close()
  }
}

/** Brings the whole file to lie under the other name, however much of it lies there. */
async function uploadPart(session: SftpSession, part: string, file: DeliveryFile): Promise<void> {
  const begin = await placeToGoOn(session, part, file.bytes)
  if (begin < file.bytes.length || begin === 0)
    await write(session, part, begin === 0 ? 'w' : 'r+', begin, file.bytes)
  const size = await sizeOf(session, part)
  // Other bytes than were written: the next try finds that out too, and begins anew.
  if (size === undefined || !(await isSame(session, part, size, file)))
    throw new DeliveryError('unreachable')
}

/** How many bytes lie there already and are those of the file; 0 to begin anew. */
async function placeToGoOn(session: SftpSession, part: string, bytes: Uint8Array): Promise<number> {
  const size = await sizeOf(session, part)
  if (size === undefined || size === 0 || size > bytes.length) return 0
  const read = await readHash(session, part, size)
  return read === hashOf(bytes.subarray(0, size)) ? size : 0
}

/** Whether it is the file; where nothing can be read, as in letter-box folders, the size has to do. */
async function isSame(
  session: SftpSession,
  path: string,
  size: number,
  { bytes, sha256 }: DeliveryFile,
): Promise<boolean> {
  if (size !== bytes.length) return false
  const read = await readHash(session, path, size)
  return read === undefined || read === sha256
}

/** SHA-256 of the first bytes there, in hex; undefined where they must not be read. */
async function readHash(
  session: SftpSession,
  path: string,
  size: number,
): Promise<string | undefined> {
  let handle: Buffer
  try {
    handle = await session.step<Buffer>((sftp, done) => sftp.open(path, 'r', done))
  } catch (error) {
    if (statusOf(error) === STATUS.permissionDenied) return undefined
    throw error
  }
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(WRITE_BYTES)
  for (let position = 0; position < size; ) {
    const length = Math.min(WRITE_BYTES, size - position)
    const read = await session.step<number>((sftp, done) =>
      sftp.read(handle, buffer, 0, length, position, done),
    )
    if (read === 0) break
    hash.update(buffer.subarray(0, read))
    position += read
  }
  await session.step<void>((sftp, done) => sftp.close(handle, done))
  return hash.digest('hex')
}

/** Writes from a place on, and has it on the other side's disk where the server can do that. */
async function write(
  session: SftpSession,
  path: string,
  mode: 'w' | 'r+',
  begin: number,
  bytes: Uint8Array,
): Promise<void> {
  const handle = await session.step<Buffer>((sftp, done) => sftp.open(path, mode, done))
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let position = begin; position < buffer.length; position += WRITE_BYTES) {
    const length = Math.min(WRITE_BYTES, buffer.length - position)
    await session.step<void>((sftp, done) =>
      sftp.write(handle, buffer, position, length, position, done),
    )
  }
  await session
    .step<void>((sftp, done) => sftp.ext_openssh_fsync(handle, (error) => done(error)))
    .catch((error: unknown) => {
      if (error instanceof DeliveryError) throw error
    })
  await session.step<void>((sftp, done) => sftp.close(handle, done))
}

/** Names it, and never over something else: the protocol's own rename refuses that. */
async function rename(session: SftpSession, from: string, to: string): Promise<void> {
  try {
    await session.step<void>((sftp, done) => sftp.rename(from, to, done))
  } catch (error) {
    if (error instanceof DeliveryError) throw error
    const isTaken = (await sizeOf(session, to)) !== undefined
    throw isTaken ? new DeliveryError('name-taken') : error
  }
}

async function sizeOf(session: SftpSession, path: string): Promise<number | undefined> {
  try {
    const found = await session.step<Stats>((sftp, done) => sftp.stat(path, done))
    return found.size
  } catch (error) {
    if (statusOf(error) === STATUS.noSuchFile) return undefined
    throw error
  }
}

function pathOf({ folder }: SftpPlace, fileName: string): string {
  return `${folder.replace(/\/+$/, '')}/${fileName}`
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function problemOf(error: unknown) {
  const status = statusOf(error)
  if (status === STATUS.noSuchFile) return 'folder-missing'
  if (status === STATUS.permissionDenied) return 'no-permission'
  // A full disk has no status of its own in this version of the protocol.
  if (status === STATUS.failure) return 'no-space'
  return 'unreachable'
}
