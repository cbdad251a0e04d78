import { createHash } from 'node:crypto'
import path from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { bringToBambora } from './api/bambora.ts'
import { bringToForte } from './api/forte.ts'
import { type Brought, type DeliveryFile, isPassing, type Steps } from './bringing.ts'
import { type Destination, findDestination, openSecrets } from './destinations.ts'
import { bringToFolder, type FolderPlace, tryFolder } from './folder.ts'
import { FILE_BYTES_MAX, FILE_NAME_LENGTH_MAX, RETRY_DELAYS_MS } from './limits.ts'
import { problemReply } from './problem-text.ts'
import {
  beginFile,
  changeFile,
  claimFile,
  type FileRecord,
  findFile,
  noteHealth,
} from './records.ts'
import type { SftpPlace } from './sftp/connection.ts'
import { bringBySftp, trySftp } from './sftp/upload.ts'

export interface Delivered {
  /** When it was there, in ms since 1970 UTC. */
  readonly at: number
  /** Where it lies, for people: `sftp://bank.example/in/ach-20261120-0007.txt`. */
  readonly where: string
}

/**
 * Brings a file to a destination of a network; `null` leaves it to be downloaded. Of an API that means
 * that each payment in it was taken in or refused; what it says of them comes later. The same
 * name with the same bytes is there once however often this is called; with other bytes it is refused
 * (STATE_CONFLICT). What broke off goes on where it was, at this call or the next one (UNAVAILABLE);
 * what may have arrived is looked up before it is sent again (TIMEOUT_UNKNOWN).
 */
export async function deliver(
  context: ServerContext,
  deliveryId: string | null,
  file: DeliveryFile,
  retryDelaysMs: readonly number[] = RETRY_DELAYS_MS,
): Promise<Reply<Delivered>> {
  if (deliveryId === null) return success({ at: context.nowMs(), where: 'download' })
  const wrong = whatIsWrong(file)
  if (wrong !== undefined) return failed('REQUEST_MALFORMED', wrong)
  const destination = await findDestination(context, deliveryId)
  if (destination === undefined) return noDestination()
  const claimed = await claim(context, destination, file)
  if (!claimed.ok) return claimed
  const record = claimed.value
  if (record.state === 'done') return success(deliveredOf(record))
  return bring(context, destination, record, file, retryDelaysMs)
}

/** The file's record, taken by us; its state is `done` when nothing has to be brought any more. */
export async function claim(
  context: ServerContext,
  { deliveryId }: Destination,
  file: DeliveryFile,
): Promise<Reply<FileRecord>> {
  const { fileName } = file
  if ((await findFile(context, deliveryId, fileName)) === undefined)
    await beginFile(context, deliveryId, file)
  const record = await findFile(context, deliveryId, fileName)
  if (record === undefined) return failed('UNAVAILABLE')
  if (record.sha256 !== file.sha256) return problemReply('name-taken')
  if (record.state === 'done') return success(record)
  if (await claimFile(context, record)) {
    const claimed = await findFile(context, deliveryId, fileName)
    return claimed === undefined ? failed('UNAVAILABLE') : success(claimed)
  }
  return failed('UNAVAILABLE', 'The file is being handed over right now. Look again in a minute.')
}

async function bring(
  context: ServerContext,
  destination: Destination,
  record: FileRecord,
  file: DeliveryFile,
  retryDelaysMs: readonly number[],
): Promise<Reply<Delivered>> {
  let wasNaming = record.state === 'naming'
  const keep = async (state: 'begun' | 'naming') => {
    const isKept = await context.database.write([changeFile(context, record, { state })])
    if (!isKept) throw new Error('it could not be kept whether a file gets its name')
    wasNaming = state === 'naming'
  }
  const steps: Steps = {
    get wasNaming() {
      return wasNaming
    },
    naming: () => keep('naming'),
    unnamed: () => keep('begun'),
  }
  let brought = await bringOnce(context, destination, record, file, steps)
  for (const delayMs of retryDelaysMs) {
    if (brought.ok || !isPassing(brought.problem)) break
    await rest(delayMs)
    const now = (await findFile(context, record.deliveryId, record.fileName)) ?? record
    brought = await bringOnce(context, destination, now, file, steps)
  }
  return conclude(context, record, brought)
}

/** Writes down how it ended. */
async function conclude(
  context: ServerContext,
  record: FileRecord,
  brought: Brought,
): Promise<Reply<Delivered>> {
  const { deliveryId } = record
  const at = context.nowMs()
  if (brought.ok) {
    const { place } = brought
    await context.database.write([
      changeFile(context, record, { state: 'done', place, problem: null, lease_until_ms: 0 }),
      noteHealth(context, deliveryId, null, { delivered_at_ms: at }),
    ])
    return success({ at, where: place })
  }
  const { problem, hostKey } = brought
  context.log.warn({ deliveryId, file: record.fileName, problem }, 'a file was not handed over')
  await context.database.write([
    changeFile(context, record, { problem, lease_until_ms: 0 }),
    noteHealth(
      context,
      deliveryId,
      problem,
      hostKey === undefined ? {} : { seen_host_key: hostKey },
    ),
  ])
  return problemReply(problem)
}

function bringOnce(
  context: ServerContext,
  destination: Destination,
  record: FileRecord,
  file: DeliveryFile,
  steps: Steps,
): Promise<Brought> {
  switch (destination.settings.kind) {
    case 'sftp':
      return bringBySftp(sftpPlace(context, destination), file, steps)
    case 'folder':
      return bringToFolder(folderPlace(context, destination), file, steps)
    case 'bambora':
      return bringToBambora(context, destination, record, file)
    case 'forte':
      return bringToForte(context, destination, record, file)
  }
}

/** Goes to a folder or an SFTP server and leaves nothing. */
export function tryPlace(context: ServerContext, destination: Destination): Promise<Brought> {
  return destination.settings.kind === 'sftp'
    ? trySftp(sftpPlace(context, destination))
    : tryFolder(folderPlace(context, destination))
}

function sftpPlace(context: ServerContext, destination: Destination): SftpPlace {
  const { settings, hostKey } = destination
  if (settings.kind !== 'sftp') throw new Error('this destination is no SFTP server')
  const { password, privateKey } = openSecrets(context, destination)
  const { host, port, user, folder } = settings
  return { host, port, user, folder, password, privateKey, hostKey }
}

function folderPlace({ config }: ServerContext, { settings, networkId }: Destination): FolderPlace {
  if (settings.kind !== 'folder') throw new Error('this destination is no folder')
  const root = path.join(config.dataDirectory, 'deliveries')
  return { root, networkId, folder: settings.folder }
}

export function deliveredOf({ changedAtMs, place }: FileRecord): Delivered {
  return { at: changedAtMs, where: place ?? '' }
}

export function noDestination(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such destination. Choose one that is there.')
}

/** A sentence for whoever made the file; undefined when it can go anywhere. */
export function whatIsWrong({ fileName, bytes, sha256 }: DeliveryFile): string | undefined {
  const isName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(fileName) && !fileName.endsWith('.part')
  if (!isName || fileName.length > FILE_NAME_LENGTH_MAX)
    return 'A file’s name has letters, digits, dots and dashes, 120 at most.'
  if (bytes.length === 0) return 'The file is empty.'
  if (bytes.length > FILE_BYTES_MAX) return 'The file is too large. Split it.'
  const isHash = createHash('sha256').update(bytes).digest('hex') === sha256
  return isHash ? undefined : 'The file is not the one that was meant: its SHA-256 is another.'
}
