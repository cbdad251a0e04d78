import { readFileSync } from 'node:fs'
import { KeyFileError } from '../server/keys.ts'

/**
 * The passphrase from its file (without the line's end) or from COUNTERMARK_PASSPHRASE; never from
 * the command line, which every user of the machine can read. Throws a KeyFileError when there is none.
 */
export function readPassphrase(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (file !== undefined) return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  const given = env['COUNTERMARK_PASSPHRASE']
  if (given !== undefined && given !== '') return given
  throw new KeyFileError(
    'The keys are sealed under a passphrase: give --passphrase-file FILE or COUNTERMARK_PASSPHRASE.',
  )
}
