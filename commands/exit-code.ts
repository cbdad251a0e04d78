import { ConfigError } from '../server/config.ts'
import { StorageError } from '../server/storage/index.ts'
import { KeyFileError } from '../server/stored-keys.ts'

/** Whether a command was pointed at a folder or database that no ledger is in. */
export function isNoLedger(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'no_ledger'
}

/**
 * What a command that failed exits with, when its error is one that a person can mend: 2 when what was
 * asked makes no sense, else 1. Undefined for a fault of the program.
 */
export function exitCodeOf(error: unknown): 1 | 2 | undefined {
  if (error instanceof ConfigError || isNoLedger(error)) return 2
  return error instanceof StorageError || error instanceof KeyFileError ? 1 : undefined
}

/** What is wrong with a file or folder that somebody named, in a sentence; undefined for any other error. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error && 'path' in error && 'code' in error)) return undefined
  const path = String(error.path)
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no ${path}, or no folder for it. Make the folder, or choose another name.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} may not be opened by whoever runs this. Permit it, or choose another name.`
    default:
      return undefined
  }
}
