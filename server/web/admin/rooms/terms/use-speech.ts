import type { Currency } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { useWords } from '../../words/words.tsx'
import type { Speech } from './terms-lines.ts'

/** What it takes to say terms in words. */
export function useSpeech(currency: Currency): Speech {
  const { t, locale } = useWords()
  const programs = useRead('list-programs', {})
  const programName = (id: string) =>
    programs.data?.programs.find(({ programId }) => programId === id)?.name ?? id
  return { t, locale, currency, programName }
}
