import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../src/contract/parse.ts'
import { KeyFileError } from './stored-keys.ts'

/** 128 MiB and some tenths of a second for each try: guessing is slow, and a person does not notice. */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 192 * 1024 * 1024 } as const
const FORMAT = 'countermark sealed keys 1'
const PASSPHRASE_LENGTH_MIN = 12

const sealedSchema = z.strictObject({
  format: z.literal(FORMAT),
  salt: z.base64url().max(100),
  nonce: z.base64url().max(100),
  tag: z.base64url().max(100),
  sealed: z.base64url().max(20_000),
})

/**
 * Seals the text of a key file under a passphrase: scrypt makes the key, AES-256-GCM seals. What comes
 * out may be kept where backups are kept. Throws a KeyFileError for a short passphrase.
 */
export function sealKeys(text: string, passphrase: string): string {
  if (passphrase.length < PASSPHRASE_LENGTH_MIN)
    throw new KeyFileError(
      `The passphrase has to have ${PASSPHRASE_LENGTH_MIN} characters or more: all card numbers hang on it.`,
    )
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, SCRYPT), nonce)
  cipher.setAAD(Buffer.from(FORMAT))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const content = {
    format: FORMAT,
    salt: salt.toString('base64url'),
    nonce: nonce.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
    sealed: sealed.toString('base64url'),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

/** The text that {@link sealKeys} sealed. Throws a KeyFileError when file or passphrase is another. */
export function openSealedKeys(file: string, passphrase: string): string {
  const parsed = parseJson(sealedSchema, file)
  if (!parsed.ok)
    throw new KeyFileError(
      'This is no file of sealed keys. Give the one that backup --keys-to wrote.',
    )
  const { salt, nonce, tag, sealed } = parsed.value
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const key = scryptSync(passphrase, bytes(salt), 32, SCRYPT)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes(nonce), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(FORMAT))
  try {
    decipher.setAuthTag(bytes(tag))
    const head = decipher.update(bytes(sealed))
    return Buffer.concat([head, decipher.final()]).toString('utf8')
  } catch {
    throw new KeyFileError('The passphrase does not open these keys, or the file was changed.')
  }
}
