import { createHash } from 'node:crypto'
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2'
import type { DeliveryProblem } from '../../../src/contract/admin/bank-delivery.ts'
import { DeliveryError } from '../bringing.ts'
import { CONNECT_TIMEOUT_MS, STEP_TIMEOUT_MS } from '../limits.ts'

export interface SftpPlace {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Where files are put on that server. */
  readonly folder: string
  /** Opens the account, or the private key where there is one. */
  readonly password: string
  readonly privateKey: string
  /** As `SHA256:…`; null when nobody confirmed it yet: then nothing but the key is asked for. */
  readonly hostKey: string | null
}

/** The server is not the one that was confirmed; nothing was told to it. */
export class HostKeyError extends DeliveryError {
  /** What it showed. */
  readonly hostKey: string

  constructor(problem: 'host-key-unknown' | 'host-key-changed', hostKey: string) {
    super(problem)
    this.hostKey = hostKey
  }
}

/** An open SFTP session. */
export interface SftpSession {
  /** Runs one step; rejects with a DeliveryError when the connection breaks or the time is up. */
  readonly step: <Value>(run: (sftp: SFTPWrapper, done: Done<Value>) => void) => Promise<Value>
  readonly close: () => void
}

type Done<Value> = (error: Error | null | undefined, value?: Value) => void

/** Signs in at the server. Rejects with a DeliveryError. */
export async function openSftp(place: SftpPlace): Promise<SftpSession> {
  const client = new Client()
  const broken = Promise.withResolvers<never>()
  // Whoever does not wait for it right now is told by the next step.
  broken.promise.catch(() => undefined)
  let seen: string | undefined
  const fail = (error: Error) => broken.reject(deliveryErrorOf(error, place, seen))
  client.on('error', fail)
  client.on('close', () => broken.reject(new DeliveryError('unreachable')))
  client.on('keyboard-interactive', (_name, _words, _language, prompts, finish) =>
    finish(prompts.map(() => place.password)),
  )
  const close = () => {
    client.destroy()
  }
  try {
    const ready = new Promise<void>((resolve) => client.once('ready', resolve))
    client.connect(
      configOf(place, (key) => {
        seen = fingerprintOf(key)
        return seen === place.hostKey
      }),
    )
    await Promise.race([ready, broken.promise])
    // Each step waits for its answer: without this the system waits 40 ms for more to send.
    client.setNoDelay(true)
    const sftp = await withinTime(
      Promise.race([
        new Promise<SFTPWrapper>((resolve, reject) =>
          client.sftp((error, wrapper) => (error ? reject(error) : resolve(wrapper))),
        ),
        broken.promise,
      ]),
    )
    sftp.on('error', fail)
    return {
      step: (run) => stepOf(run, sftp, broken.promise),
      close,
    }
  } catch (error) {
    close()
    throw error instanceof Error ? deliveryErrorOf(error, place, seen) : error
  }
}

function configOf(place: SftpPlace, verify: (key: Buffer) => boolean): ConnectConfig {
  const { host, port, user, password, privateKey } = place
  return {
    ...{ host, port, username: user },
    ...(privateKey === ''
      ? { password, tryKeyboard: true }
      : { privateKey, ...(password !== '' && { passphrase: password }) }),
    readyTimeout: CONNECT_TIMEOUT_MS,
    keepaliveInterval: STEP_TIMEOUT_MS / 3,
    hostVerifier: verify,
  }
}

/** As `ssh-keygen -l` shows it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

async function stepOf<Value>(
  run: (sftp: SFTPWrapper, done: Done<Value>) => void,
  sftp: SFTPWrapper,
  broken: Promise<never>,
): Promise<Value> {
  const asked = new Promise<Value>((resolve, reject) => {
    run(sftp, (error, value) => (error ? reject(error) : resolve(value as Value)))
  })
  return withinTime(Promise.race([asked, broken]))
}

async function withinTime<Value>(waited: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeliveryError('timed-out')), STEP_TIMEOUT_MS)
  })
  try {
    return await Promise.race([waited, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Status codes of the protocol, as servers of version 3 give them. */
export const STATUS = { noSuchFile: 2, permissionDenied: 3, failure: 4, unsupported: 8 } as const

/** The protocol's status of an error; undefined when it is of another kind. */
export function statusOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'number' ? code : undefined
}

function deliveryErrorOf(error: Error, place: SftpPlace, seen: string | undefined): DeliveryError {
  if (error instanceof DeliveryError && seen === undefined) return error
  if (seen !== undefined && seen !== place.hostKey)
    return new HostKeyError(place.hostKey === null ? 'host-key-unknown' : 'host-key-changed', seen)
  if (error instanceof DeliveryError) return error
  return new DeliveryError(problemOf(error))
}

function problemOf(error: Error): DeliveryProblem {
  const level = 'level' in error ? error.level : undefined
  if (level === 'client-authentication') return 'credentials'
  // A key that cannot be read, or whose passphrase is another.
  if (/privateKey|passphrase/i.test(error.message)) return 'credentials'
  if (level === 'client-timeout') return 'timed-out'
  return 'unreachable'
}
