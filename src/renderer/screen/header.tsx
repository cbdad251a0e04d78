import { LANGUAGES } from '../../contract/screen/state.ts'
import { type HealthPart, statusWord } from '../words/problems.ts'
import { useWords } from '../words/words.tsx'
import { useScreen } from './context.ts'
import { HealthMark } from './health-mark.tsx'

const CHIPS = ['server', 'printer', 'scanner'] as const

/** Where we are, who stands here, and whether all that the station needs is there. */
export function Header() {
  const { state } = useScreen()
  const { t } = useWords()
  const { locationName, deviceName, clerk, unsettledCount, outcome } = state
  const place = [deviceName, clerk].filter((part) => part !== null && part !== '').join(' · ')
  const { isTraining } = state.counter
  const openCount = outcome.kind === 'idle' ? unsettledCount : 0
  return (
    <header className={isTraining ? 'header header-training' : 'header'}>
      <p className="header-place">
        {isTraining && <strong className="training-word">{t('counter.training')}</strong>}
        <b>{locationName === '' ? t('header.station') : locationName}</b>
        <span>{place}</span>
      </p>
      <ul className="header-health">
        {openCount > 0 && (
          <li className="health health-attention">
            <HealthMark status="attention" />
            {t('header.unsettled', { count: openCount })}
          </li>
        )}
        {state.journal.status === 'attention' && <HealthChip part="journal" />}
        {state.activation === 'active' &&
          CHIPS.map((part) => <HealthChip key={part} part={part} />)}
      </ul>
      <LanguageSwitch />
    </header>
  )
}

function HealthChip({ part }: { readonly part: HealthPart }) {
  const { state } = useScreen()
  const { t } = useWords()
  const health = state[part]
  const { status } = health
  return (
    <li className={`health health-${status}`} data-part={part} data-status={status}>
      <HealthMark status={status} />
      <span className="health-words">
        {t(`header.${part}`)}
        <small className={status === 'ok' ? 'heard' : undefined}>
          {statusWord(part, health, t)}
        </small>
      </span>
    </li>
  )
}

function LanguageSwitch() {
  const { run } = useScreen()
  const { t, language } = useWords()
  return (
    <fieldset className="language">
      <legend className="heard">{t('language.choose')}</legend>
      {LANGUAGES.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          aria-label={`${choice.toUpperCase()} ${t(`language.${choice}`)}`}
          aria-pressed={choice === language}
          onClick={() => void run('set-language', { language: choice })}
        >
          {choice.toUpperCase()}
        </button>
      ))}
    </fieldset>
  )
}
