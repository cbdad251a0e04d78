import type { TermsVersionView } from '../../../../../src/contract/admin/terms.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { Notice } from '../../show/notice.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import roomStyles from './terms.module.css'
import { type TermsLine, termsDifferences } from './terms-lines.ts'

/** A version, with what it says in words. */
export interface ToldVersion extends Omit<TermsVersionView, 'terms'> {
  readonly lines: readonly TermsLine[]
}

const TONES: Readonly<Record<ToldVersion['standing'], Tone>> = {
  valid: 'moved',
  planned: 'choose',
  past: 'quiet',
  dropped: 'know',
}

interface VersionListProps {
  readonly versions: readonly ToldVersion[]
  /** Said where there is no version yet. */
  readonly none: string
}

/** All versions, the newest first, each with what it changed. */
export function VersionList({ versions, none }: VersionListProps) {
  if (versions.length === 0) return <p className={roomStyles['sentence']}>{none}</p>
  return (
    <ol className={roomStyles['versions']} reversed>
      {versions.map((version, index) => (
        <li key={version.version}>
          <Version version={version} before={versions[index + 1]} />
        </li>
      ))}
    </ol>
  )
}

interface VersionProps {
  readonly version: ToldVersion
  readonly before: ToldVersion | undefined
}

function Version({ version, before }: VersionProps) {
  const { t } = useWords()
  const times = useTimes()
  const changes = before ? termsDifferences(before.lines, version.lines, t('terms.none')) : []
  const from = times.dateTime(version.validFromMs)
  const by = { name: version.changedBy, time: times.dateTime(version.recordedAtMs) }
  return (
    <>
      <div className={roomStyles['versionHead']}>
        <strong>{t('programs.versionNumber', { number: version.version })}</strong>
        <Badge tone={TONES[version.standing]}>{t(`ruleStanding.${version.standing}`)}</Badge>
        <span>{t('programs.validFrom', { time: from })}</span>
      </div>
      <span className={styles['sub']}>{t('programs.changedBy', by)}</span>
      <div className={roomStyles['reason']}>{version.reason}</div>
      {changes.length > 0 && (
        <ul className={roomStyles['changes']}>
          {changes.map(({ name, before: was, after }) => (
            <li key={name}>
              {name}: <del>{was}</del> → <ins>{after}</ins>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

interface PlannedNoticeProps {
  readonly versions: readonly Pick<ToldVersion, 'version' | 'validFromMs' | 'standing'>[]
}

/** What is decided for later is said before everything else. */
export function PlannedNotice({ versions }: PlannedNoticeProps) {
  const { t } = useWords()
  const times = useTimes()
  const planned = versions.filter(({ standing }) => standing === 'planned').at(-1)
  if (!planned) return null
  const time = times.dateTime(planned.validFromMs)
  return (
    <Notice tone="know" title={t('programs.planned', { number: planned.version, time })}>
      {t('programs.plannedText')}
    </Notice>
  )
}

/** Parts of an agreement in words, side by side. */
export function Lines({ lines }: { lines: readonly TermsLine[] }) {
  return (
    <dl className={styles['facts']}>
      {lines.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
