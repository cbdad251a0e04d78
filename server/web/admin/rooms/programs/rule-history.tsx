import type { ProgramDetail, RuleVersionView } from '../../../../../src/contract/admin/programs.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { formatDateTime } from '../../show/dates.ts'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import roomStyles from './programs.module.css'
import { differences, type Speech } from './rule-lines.ts'

const TONES: Readonly<Record<RuleVersionView['standing'], Tone>> = {
  valid: 'moved',
  planned: 'choose',
  past: 'quiet',
  dropped: 'know',
}

/** All versions, the newest first, each with what it changed. */
export function RuleHistory({
  versions,
  speech,
}: Pick<ProgramDetail, 'versions'> & { speech: Speech }) {
  return (
    <ol className={roomStyles['versions']} reversed>
      {versions.map((version, index) => (
        <li key={version.version}>
          <Version version={version} before={versions[index + 1]} speech={speech} />
        </li>
      ))}
    </ol>
  )
}

interface VersionProps {
  readonly version: RuleVersionView
  readonly before: RuleVersionView | undefined
  readonly speech: Speech
}

function Version({ version, before, speech }: VersionProps) {
  const { t, locale } = useWords()
  const changes = before ? differences(before.rules, version.rules, speech) : []
  const from = formatDateTime(version.validFromMs, locale)
  const by = { name: version.changedBy, time: formatDateTime(version.recordedAtMs, locale) }
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
