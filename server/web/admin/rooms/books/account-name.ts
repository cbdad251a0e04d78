import { NAMED_ACCOUNTS } from '../../../../../src/contract/admin/books.ts'
import type { Translate } from '../../words/words.tsx'

interface NamedByHouse {
  readonly key: string
  readonly name: string
  readonly isDefault: boolean
}

/** What an account is called: as somebody named it, else in the reader's language. */
export function accountName({ key, name, isDefault }: NamedByHouse, t: Translate): string {
  const known = NAMED_ACCOUNTS.find((named) => named === key)
  return isDefault && known !== undefined ? t(`bookAccount.${known}`) : name
}
