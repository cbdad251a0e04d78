import { useEffect, useEffectEvent, useState } from 'react'
import type { ScannerReading, ScannersView } from '../../contract/screen/scanners.ts'
import { PanelFrame } from '../panels/panel-zone.tsx'
import { useScreen } from '../screen/context.ts'
import { HealthMark } from '../screen/health-mark.tsx'
import { statusSentence } from '../words/problems.ts'
import { useWords } from '../words/words.tsx'
import { EARLIER_SHOWN, LOOK_AGAIN_MS } from './limits.ts'
import { NewestReading } from './newest-reading.tsx'

/** What each scanner sends, live, and what to change on it. Nothing is taken from a card here. */
export function ScannersPanel() {
  const { t } = useWords()
  const view = useScannersView()
  const [newest, ...earlier] = view?.readings ?? []
  return (
    <PanelFrame title={t('scanners.title')}>
      <div className="scanners">
        <NewestReading reading={newest} />
        <aside className="scanners-aside">
          <ScannerList scanners={view?.scanners ?? []} />
          <EarlierReadings readings={earlier.slice(0, EARLIER_SHOWN)} />
        </aside>
      </div>
    </PanelFrame>
  )
}

/** Asked again and again while the panel is open: that keeps readings away from the counter. */
function useScannersView(): ScannersView | undefined {
  const { run, state } = useScreen()
  const [view, setView] = useState<ScannersView>()
  const look = useEffectEvent(async (watching: boolean) => {
    const reply = await run('watch-scanners', { watching })
    if (reply?.ok && watching) setView(reply.value)
  })
  useEffect(() => {
    void look(true)
    const timer = window.setInterval(() => void look(true), LOOK_AGAIN_MS)
    return () => {
      window.clearInterval(timer)
      void look(false)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the station may be a reading.
  useEffect(() => void look(true), [state.revision])
  return view
}

function ScannerList({ scanners }: { readonly scanners: ScannersView['scanners'] }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="scanners-list">
      <h2 id="scanners-list">{t('scanners.list')}</h2>
      <ul className="scanner-list">
        {scanners.map(({ name, health }) => (
          <li key={name}>
            <HealthMark status={health.status} size={22} />
            <span>
              <b>{name}</b> · {scannerSentence(name, health, t)}
            </span>
          </li>
        ))}
        <li>
          <HealthMark status="ok" size={22} />
          <span>
            <b>{t('scanners.keyboard')}</b> · {t('scanners.keyboardAlways')}
          </span>
        </li>
      </ul>
    </section>
  )
}

function scannerSentence(
  name: string,
  health: ScannersView['scanners'][number]['health'],
  t: ReturnType<typeof useWords>['t'],
): string {
  if (health.status === 'off') return t('scanners.noneFound')
  const sentence = statusSentence('scanner', health, t)
  const isNew = health.detail !== null && !name.includes(health.detail)
  return isNew ? `${sentence} (${health.detail})` : sentence
}

function EarlierReadings({ readings }: { readonly readings: readonly ScannerReading[] }) {
  const { t, clock } = useWords()
  if (readings.length === 0) return null
  return (
    <section aria-labelledby="scanners-earlier">
      <h2 id="scanners-earlier">{t('scanners.earlier')}</h2>
      <ul className="scanner-earlier">
        {readings.map(({ ordinal, atMs, way, meaning, lastFour }) => (
          <li key={ordinal}>
            <span>{clock(atMs)}</span>
            <span>{t(`scanners.way.${way}`)}</span>
            <span>
              {t(`scanners.meaning.${meaning}`)}
              {lastFour === null ? '' : ` ${lastFour}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
