import { StorageError } from '../errors.ts'

/** Something does not fit; nothing was changed. */
export function notFitting(message: string): StorageError {
  return new StorageError('database_not_fitting', message, 'not_done')
}

/** An address without its password, to be shown and kept. */
export function withoutPassword(databaseUrl: string): string {
  const url = URL.parse(databaseUrl)
  if (url === null) return 'postgres://…'
  url.password = ''
  return url.href
}
