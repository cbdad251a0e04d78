import type { ProgramRules } from '../../../../../src/contract/program-rules.ts'
import { useRead } from '../../api/admin.tsx'
import { Loaded } from '../../show/loaded.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import roomStyles from './programs.module.css'

/** What is known of the law of a place for such cards, with where it stands and from when it is. */
export function LawFacts({ profile, affiliated }: Pick<ProgramRules, 'profile' | 'affiliated'>) {
  const { t } = useWords()
  const query = useRead('list-profiles', {})
  return (
    <Loaded query={query}>
      {({ profiles }) => {
        const found = profiles.find(({ profileId }) => profileId === profile)
        const facts = (affiliated ? found?.affiliated : found?.unaffiliated) ?? []
        return (
          <ul className={roomStyles['factList']} aria-label={t('programs.law')}>
            {facts.map((fact) => (
              <li key={`${fact.about} ${fact.text}`}>
                <strong>{t(`law.${fact.about}`)}: </strong>
                <span lang="en">{fact.text}</span>
                <span className={styles['sub']}>
                  {t('law.source', { source: fact.source, day: fact.asOf })}
                  {!fact.verified && ` · ${t('law.unconfirmed')}`}
                </span>
              </li>
            ))}
          </ul>
        )
      }}
    </Loaded>
  )
}
