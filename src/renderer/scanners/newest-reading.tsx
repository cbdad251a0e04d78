import { IconBulb, IconCircleCheck } from '@tabler/icons-react'
import type { ScannerReading } from '../../contract/screen/scanners.ts'
import { useWords } from '../words/words.tsx'
import { ADVICE_SHOWN } from './limits.ts'

/** The newest reading, taken apart; before the first one, what to do. */
export function NewestReading({ reading }: { readonly reading: ScannerReading | undefined }) {
  const { t } = useWords()
  return (
    <section className="scanner-newest" aria-labelledby="scanners-newest" aria-live="polite">
      <h2 id="scanners-newest">{t('scanners.newest')}</h2>
      {reading === undefined ? (
        <>
          <p className="panel-lead">{t('scanners.none')}</p>
          <p className="panel-note">{t('scanners.noneHint')}</p>
        </>
      ) : (
        <Reading key={reading.ordinal} reading={reading} />
      )}
    </section>
  )
}

function Reading({ reading }: { readonly reading: ScannerReading }) {
  const { t, masked } = useWords()
  const { meaning, lastFour, shape } = reading
  return (
    <div data-reading={reading.ordinal} data-meaning={meaning}>
      <p className="scanner-meaning">
        {t(`scanners.meaning.${meaning}`)}
        {lastFour === null ? '' : ` ${masked(lastFour)}`}
      </p>
      <p className="scanner-shape">{shape ?? t('scanners.forgotten')}</p>
      <ReadingFacts reading={reading} />
      <Advice advice={reading.advice} />
    </div>
  )
}

function ReadingFacts({ reading }: { readonly reading: ScannerReading }) {
  const { t } = useWords()
  const { way, scanner, symbology, framing, length, timing } = reading
  const facts: readonly (readonly [string, string])[] = [
    [t('scanners.facts.scanner'), [t(`scanners.way.${way}`), scanner].filter(Boolean).join(' · ')],
    [
      t('scanners.facts.code'),
      symbology === null ? t('scanners.unknownCode') : t(`scanners.symbology.${symbology}`),
    ],
    [t('scanners.facts.end'), t(`scanners.framing.${framing}`)],
    ...(length === null
      ? []
      : ([[t('scanners.facts.length'), t('scanners.characters', { count: length })]] as const)),
    ...(timing === null
      ? []
      : ([[t('scanners.facts.keys'), t('scanners.times', timing)]] as const)),
  ]
  return (
    <dl className="scanner-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Advice({ advice }: Pick<ScannerReading, 'advice'>) {
  const { t } = useWords()
  if (advice.length === 0) {
    return (
      <p className="scanner-advice scanner-well">
        <IconCircleCheck size={24} aria-hidden /> {t('scanners.well')}
      </p>
    )
  }
  return (
    <ul className="scanner-advices">
      {advice.slice(0, ADVICE_SHOWN).map((piece) => (
        <li key={piece} className="scanner-advice">
          <IconBulb size={24} aria-hidden /> {t(`scanners.advice.${piece}`)}
        </li>
      ))}
    </ul>
  )
}
