import { CLOCK_TICK_MS } from '../limits.ts'
import { useWords } from '../words/words.tsx'
import { secondsUntil, useScreen, useStationNow } from './context.ts'
import { canUndo, FUNCTION_KEYS, isKeyUsable, pressFunctionKey } from './function-keys.ts'

/** The function keys, each with its name on the button. */
export function Footer() {
  const screen = useScreen()
  const { t } = useWords()
  const { state, panel } = screen
  const undoable = state.lastRedemption?.state === 'posted'
  const nowMs = useStationNow(undoable ? CLOCK_TICK_MS : 0)
  const secondsLeft =
    state.lastRedemption && canUndo(state, nowMs)
      ? secondsUntil(state.lastRedemption.undoUntilMs, nowMs)
      : undefined
  return (
    <nav className="footer" aria-label={t('keys.title')}>
      {FUNCTION_KEYS.map(({ key, word }) => (
        <button
          key={key}
          type="button"
          className={isOpen(key, panel?.kind) ? 'key key-open' : 'key'}
          aria-keyshortcuts={key}
          disabled={!isKeyUsable(key, state, nowMs)}
          onClick={() => pressFunctionKey(key, screen, nowMs)}
        >
          <kbd aria-hidden>{key}</kbd>
          <span>{t(`keys.${word}`)}</span>
          {key === 'F4' && secondsLeft !== undefined && (
            <span className="key-seconds" aria-hidden>
              {t('outcome.seconds', { count: secondsLeft })}
            </span>
          )}
        </button>
      ))}
    </nav>
  )
}

const OPENS: Readonly<Record<string, string>> = { F3: 'type-card', F6: 'take-amount', F8: 'more' }

function isOpen(key: string, panel: string | undefined): boolean {
  return panel !== undefined && OPENS[key] === panel
}
