import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Language, Outcome, ScreenState } from '../../contract/screen/state.ts'
import type { Volume } from '../../ui/sounds.ts'
import { Activation } from '../activation/activation.tsx'
import { SignIn } from '../counter/sign-in.tsx'
import { WORKING_SHOWN_AFTER_MS } from '../limits.ts'
import { Announcer } from '../outcomes/announcer.tsx'
import { OutcomeZone } from '../outcomes/outcome-zone.tsx'
import { PanelZone } from '../panels/panel-zone.tsx'
import { PinPrompt } from '../pin/pin-prompt.tsx'
import type { Snapshot, StationStore } from '../state/station-store.ts'
import { WordsProvider } from '../words/words.tsx'
import { promptOf, type Screen, ScreenContext } from './context.ts'
import { Cover } from './cover.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { NoticeStrip } from './notice-strip.tsx'
import { Ready, useListKeys } from './ready.tsx'
import { leaveButton, useFocusGivenBack, useKeys } from './use-keys.ts'
import { usePanel } from './use-panel.ts'

interface StationProps {
  readonly store: StationStore
  readonly volume: Volume
  readonly onVolume: (volume: Volume) => void
}

/** The clerk's one screen: draws the state of the core and sends its commands. */
export function Station({ store, volume, onVolume }: StationProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot)
  const { state, reachable } = snapshot
  const language = useLanguage(store, state)
  return (
    <WordsProvider language={language} currency={state?.currency ?? null}>
      {state && (
        <StationScreen
          store={store}
          snapshot={snapshot}
          state={state}
          volume={volume}
          onVolume={onVolume}
        />
      )}
      {!reachable && <Cover starting={state === undefined} />}
    </WordsProvider>
  )
}

/** Where nobody chose one yet, that of this PC, on the papers too: a new shop is to read its first page. */
function useLanguage(store: StationStore, state: ScreenState | undefined): Language {
  const own: Language = navigator.language.startsWith('fr') ? 'fr' : 'en'
  const isUnchosen = state?.language === null
  useEffect(() => {
    if (isUnchosen) void store.run('set-language', { language: own })
  }, [store, isUnchosen, own])
  const language = state?.language ?? own
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return language
}

interface StationScreenProps extends StationProps {
  readonly snapshot: Snapshot
  readonly state: ScreenState
}

function StationScreen({ store, snapshot, state, volume, onVolume }: StationScreenProps) {
  const { panel, openPanel, closePanel } = usePanel(state)
  const screen: Screen = {
    state,
    receivedAtMs: snapshot.receivedAtMs,
    notice: snapshot.notice,
    run: store.run,
    notify: store.notify,
    panel,
    openPanel,
    closePanel,
    locked: state.outcome.kind === 'working' || !snapshot.reachable,
    volume,
    setVolume: onVolume,
  }
  const list = useListKeys(screen)
  useKeys(screen, list)
  useFocusGivenBack()
  const cardKey = state.card?.lastFour
  useEffect(() => {
    if (cardKey !== undefined) leaveButton()
  }, [cardKey])
  const drawn = useDrawnOutcome(state.outcome)
  const { outcome } = state
  const prompt = promptOf(state)
  return (
    <ScreenContext value={screen}>
      <div
        className="station"
        data-outcome={outcome.kind}
        data-partial={outcome.kind === 'approved' && outcome.remainingDueMinor > 0}
        data-state-revision={state.revision}
        inert={!snapshot.reachable}
      >
        <Header />
        <main className="work">
          {state.activation !== 'active' ? (
            <Activation />
          ) : drawn.kind !== 'idle' ? (
            <OutcomeZone outcome={drawn} />
          ) : state.counter.mustSignIn ? (
            <SignIn />
          ) : prompt ? (
            <PinPrompt lastFour={cardKey ?? ''} prompt={prompt} />
          ) : panel ? (
            <PanelZone panel={panel} />
          ) : (
            <Ready list={list} />
          )}
          <NoticeStrip />
        </main>
        <Footer />
        <Announcer />
      </div>
    </ScreenContext>
  )
}

/** The outcome to draw: "working" only after a moment, until then what was there, locked. */
function useDrawnOutcome(outcome: Outcome): Outcome {
  const [before, setBefore] = useState<Outcome>({ kind: 'idle' })
  const [late, setLate] = useState(false)
  const isWorking = outcome.kind === 'working'
  if (!isWorking && before !== outcome) setBefore(outcome)
  useEffect(() => {
    if (!isWorking) return undefined
    const timer = window.setTimeout(() => setLate(true), WORKING_SHOWN_AFTER_MS)
    return () => {
      window.clearTimeout(timer)
      setLate(false)
    }
  }, [isWorking])
  return isWorking && !late && !outcome.slow ? before : outcome
}
