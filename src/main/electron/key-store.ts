import { safeStorage } from 'electron'
import { fileSecrets } from '../station/host/file-secrets.ts'
import type { Secrets } from '../station/ports.ts'

/** This PC cannot keep a secret; the message says what to do. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError'
}

/**
 * Throws a {@link KeyStoreError} where there is no real key store: a key sealed with a fixed
 * password is not sealed. Asked at the start, before an activation link is spent on this PC.
 */
export async function requireKeyStore(): Promise<void> {
  const isPlain =
    process.platform === 'linux' &&
    ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  if (isPlain || !(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new KeyStoreError(
      'This PC has no key store. Set up GNOME Keyring or KWallet and sign in again, or run the station as a kiosk, which keeps its key in a file.',
    )
  }
}

/**
 * The device's key, sealed by the key store of the operating system, in a file.
 */
export function keyStoreSecrets(path: string): Secrets {
  const file = fileSecrets(path)
  return {
    load: async () => {
      const sealed = await file.load()
      if (sealed === undefined) return undefined
      return new Uint8Array(Buffer.from(await unseal(sealed, path), 'base64'))
    },
    save: async (secret) => {
      const text = Buffer.from(secret).toString('base64')
      await file.save(new Uint8Array(await safeStorage.encryptStringAsync(text)))
    },
    clear: () => file.clear(),
  }
}

/** A key that was copied from another PC or user stays shut: that is what it is sealed for. */
async function unseal(sealed: Uint8Array, path: string): Promise<string> {
  try {
    return (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result
  } catch {
    throw new KeyStoreError(
      `The device key in ${path} was sealed for another user or PC. Move the file away, have the old station revoked, and activate this one.`,
    )
  }
}
