import { SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Health } from '../../contract/screen/state.ts'
import type { Volume } from '../../ui/sounds.ts'
import { useScreen } from '../screen/context.ts'
import { HealthMark } from '../screen/health-mark.tsx'
import { type HealthPart, statusSentence } from '../words/problems.ts'
import { useWords } from '../words/words.tsx'

const PARTS = ['server', 'printer', 'scanner', 'journal'] as const
const VOLUME_CHOICES = ['off', 'low', 'normal', 'loud'] as const satisfies readonly Volume[]

/** Who and what this station is, what it depends on, and its sound. */
export function StationDetails() {
  const { state, volume, setVolume } = useScreen()
  const { t } = useWords()
  return (
    <section className="details" aria-labelledby="details-title">
      <h2 id="details-title">{t('more.station')}</h2>
      <dl className="device-code">
        <dt>{t('more.code')}</dt>
        <dd>{state.deviceCode ?? t('more.noCode')}</dd>
      </dl>
      <ul className="details-health">
        {PARTS.map((part) => (
          <HealthRow key={part} part={part} health={state[part]} />
        ))}
      </ul>
      {!state.counter.hasCashiers && <ClerkName />}
      <div className="details-sound">
        <span id="sound-label">{t('more.sound')}</span>
        <SegmentedControl
          aria-labelledby="sound-label"
          size="lg"
          value={volume}
          onChange={(value) => setVolume(value as Volume)}
          data={VOLUME_CHOICES.map((value) => ({
            value,
            label: value === 'off' ? t('more.off') : t(`more.volume.${value}`),
          }))}
        />
      </div>
    </section>
  )
}

function HealthRow(props: { readonly part: HealthPart; readonly health: Health }) {
  const { part, health } = props
  const { openPanel } = useScreen()
  const { t, clock } = useWords()
  const details = [
    ...(health.detail === null ? [] : [health.detail]),
    ...(health.lastSeenAtMs === null || health.problem === null
      ? []
      : [t('more.seen', { time: clock(health.lastSeenAtMs) })]),
  ].join(' · ')
  return (
    <li className={`health-row health-row-${health.status}`}>
      <HealthMark status={health.status} size={24} />
      <div>
        <p>
          <b>{t(`header.${part}`)}</b> · {statusSentence(part, health, t)}
        </p>
        <p className="health-detail" title={details}>
          {details}
        </p>
      </div>
      {part === 'scanner' && (
        <button
          type="button"
          className="health-try"
          onClick={() => openPanel({ kind: 'scanners' })}
        >
          {t('scanners.open')}
        </button>
      )}
    </li>
  )
}

function ClerkName() {
  const { state, run } = useScreen()
  const { t } = useWords()
  const [name, setName] = useState(state.clerk ?? '')
  const saved = name.trim() === (state.clerk ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run('set-clerk', { name: name.trim() })
  }
  return (
    <form className="clerk" onSubmit={submit}>
      <TextInput
        label={t('more.clerk')}
        size="lg"
        value={name}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="button button-choose" disabled={saved}>
        {saved && name !== '' ? t('more.saved') : t('more.save')}
      </button>
    </form>
  )
}
