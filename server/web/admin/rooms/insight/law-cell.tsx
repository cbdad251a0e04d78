import type { Breakage } from '../../../../../src/contract/admin/insight.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** The source of a fact that is none. */
const NOWHERE = '—'

/** What the law of a program's place says, with where that stands. */
export function LawCell({ law, tone }: { law: Breakage['law']; tone: Tone }) {
  const { t } = useWords()
  return (
    <>
      <Badge tone={tone}>{t(`lawIs.${law.is}`)}</Badge>
      <span className={styles['sub']} lang="en">
        {law.text} {law.source !== NOWHERE && law.source}
      </span>
    </>
  )
}
