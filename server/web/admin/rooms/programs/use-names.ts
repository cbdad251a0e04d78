import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { useWords } from '../../words/words.tsx'
import type { Speech } from './rule-lines.ts'

/** The name of a place by its profile's id. */
export function useProfileName(): (profileId: string) => string {
  const { t } = useWords()
  const profiles = useRead('list-profiles', {})
  return (profileId) => {
    if (profileId === 'none') return t('rule.noProfile')
    const known = profiles.data?.profiles.find((each) => each.profileId === profileId)
    return known?.name ?? profileId
  }
}

/** What it takes to say the rules of this program in words. */
export function useSpeech({ currency }: Pick<ProgramView, 'currency'>): Speech {
  const { t, locale } = useWords()
  const profileName = useProfileName()
  const places = useRead('list-locations', {})
  const nameOf = (id: string) =>
    places.data?.locations.find(({ locationId }) => locationId === id)?.name ?? profileName(id)
  return { t, locale, currency, nameOf }
}
