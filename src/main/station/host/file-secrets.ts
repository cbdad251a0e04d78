import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { Secrets } from '../ports.ts'
import { SECRETS_BYTES_MAX } from './limits.ts'

/** The secrets file cannot be used as it is; the message says what to do. */
export class SecretsFileError extends Error {
  override readonly name = 'SecretsFileError'
}

/**
 * The device's key in a file that only its owner can read, for PCs without a key store. A file that
 * others may read is refused: whoever read it could already be this device.
 */
export function fileSecrets(path: string): Secrets {
  return {
    load: async () => {
      const file = await openExisting(path)
      if (file === undefined) return undefined
      try {
        return await readOwn(file, path)
      } finally {
        await file.close()
      }
    },
    save: async (secret) => {
      const draft = `${path}.new`
      await rm(draft, { force: true })
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(secret)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    },
    clear: () => rm(path, { force: true }),
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function readOwn(file: FileHandle, path: string): Promise<Uint8Array> {
  const stat = await file.stat()
  if (!stat.isFile() || stat.size === 0 || stat.size > SECRETS_BYTES_MAX) {
    throw new SecretsFileError(
      `${path} is not a station's key file. Move it away and activate the station again.`,
    )
  }
  // Windows has no such bits: there the folder of the user's profile keeps others out.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw new SecretsFileError(
      `${path} can be read by others. Run: chmod 600 "${path}" - and if the PC is shared, have the station revoked and activate it again.`,
    )
  }
  return new Uint8Array(await file.readFile())
}
