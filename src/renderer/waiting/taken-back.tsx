import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import type { ReversalView } from '../../contract/screen/matching.ts'
import { type Screen, useScreen } from '../screen/context.ts'
import { Sentence, type SpokenWords, useWords } from '../words/words.tsx'

/** What the tills took back, one at a time: what happened, and the one key that gives it back. */
export function TakenBackStrip() {
  const { state, run, locked } = useScreen()
  const words = useWords()
  const { t } = words
  const first = firstOf(state)
  if (first === undefined) return null
  const needy = state.takenBack.reversals.filter(
    (reversal) => reversal !== first && !OVER.has(reversal.status),
  ).length
  const canGive = isToConfirm(first)
  return (
    <section
      className="taken-back"
      data-status={first.status}
      aria-label={t('till.takenBack.title')}
    >
      {OVER.has(first.status) ? (
        <IconCheck size={26} aria-hidden />
      ) : (
        <IconArrowBackUp size={26} aria-hidden />
      )}
      <div className="taken-back-words">
        <p role="status" title={first.code === null ? undefined : t(`codes.${first.code}.why`)}>
          <Sentence sentence={sentenceOf(first, words)} />
        </p>
        <p className="taken-back-where">
          {whereOf(first, words)}
          {needy > 0 && <b> {t('till.takenBack.more', { count: needy })}</b>}
        </p>
      </div>
      {canGive && (
        <button
          type="button"
          className="button button-main taken-back-button"
          disabled={locked || state.counter.mustSignIn}
          onClick={() => void run('confirm-reversal', { reversalId: first.reversalId })}
        >
          {t(first.status === 'refused' ? 'till.takenBack.tryAgain' : 'till.takenBack.giveBack')}
          <kbd aria-hidden>F9</kbd>
        </button>
      )}
    </section>
  )
}

/** F9: gives back what the strip shows. True when there was something to give back. */
export function giveBackShown({ state, run, locked }: Screen): boolean {
  const first = firstOf(state)
  if (locked || state.counter.mustSignIn || first === undefined || !isToConfirm(first)) return false
  void run('confirm-reversal', { reversalId: first.reversalId })
  return true
}

const OVER: ReadonlySet<ReversalView['status']> = new Set([
  'given_back',
  'withdrawn',
  'nothing_taken',
])

/** What one key gives back comes before whatever else was heard. */
function firstOf({ takenBack: { reversals } }: Screen['state']): ReversalView | undefined {
  return reversals.find(isToConfirm) ?? reversals[0]
}

function isToConfirm({ status, action }: ReversalView): boolean {
  return action !== null && (status === 'proposed' || status === 'refused')
}

function sentenceOf(reversal: ReversalView, { t, money, masked }: SpokenWords): string {
  const { status, kind, amountMinor, currency, lastFour } = reversal
  const facts = {
    amount: amountMinor === null || currency === null ? '' : money(amountMinor, currency),
    card: lastFour === null ? '' : masked(lastFour),
  }
  return status === 'proposed'
    ? t(`till.takenBack.proposed.${kind}`, facts)
    : t(`till.takenBack.${status}`, facts)
}

function whereOf({ till, receiptNumber, seenAtMs }: ReversalView, { t, clock }: SpokenWords) {
  const parts = [
    ...(till === null ? [] : [t('waiting.till', { till })]),
    ...(receiptNumber === null ? [] : [t('waiting.receipt', { number: receiptNumber })]),
    t('ago.at', { time: clock(seenAtMs) }),
  ]
  return parts.join(' · ')
}
