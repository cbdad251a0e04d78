import { IconArrowBackUp, IconLink } from '@tabler/icons-react'
import type { ScreenParams } from '../../contract/screen/commands.ts'
import type { DayEndLine } from '../../contract/screen/day-end.ts'
import { Reasons } from '../panels/reasons.tsx'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { amountOf, nameOf } from './line-words.ts'

/** Why it needs no other half, in the words of a clerk; `other` is typed. */
const REASONS = {
  payment: ['paid_otherwise', 'till_cancelled', 'mistake', 'test'],
  redemption: ['till_down', 'rung_otherwise', 'mistake', 'test'],
  reversal: ['given_otherwise', 'not_ours', 'mistake', 'test'],
} as const

interface SettleBoxProps {
  readonly line: DayEndLine
  /** What it probably belongs to. */
  readonly pair: DayEndLine | undefined
  readonly onSettled: () => void
}

/** The reasons for one line, a touch each, and the other half that it probably belongs to. */
export function SettleBox({ line, pair, onSettled }: SettleBoxProps) {
  const { run, locked } = useScreen()
  const words = useWords()
  const { t, masked } = words
  const settle = async (said: Pick<Settled, 'reason' | 'note'> & { pairId?: string }) => {
    const { subject, id } = line
    const reply = await run('settle-exception', { subject, id, ...said })
    if (reply?.ok) onSettled()
  }
  const giveBack = async () => {
    const reply = await run('confirm-reversal', { reversalId: line.id })
    if (reply?.ok) onSettled()
  }
  const facts = {
    amount: line.amountMinor === null ? t('dayEnd.someAmount') : amountOf(line, words),
    card: line.lastFour === null ? '' : masked(line.lastFour),
  }
  return (
    <section className="day-end-settle" aria-label={t('dayEnd.save')}>
      <p className="day-end-ask">
        <Sentence
          sentence={t(`dayEnd.asks.${line.canGiveBack ? 'giveBack' : line.subject}`, facts)}
        />
      </p>
      {line.canGiveBack && (
        <button
          type="button"
          className="button button-main"
          disabled={locked}
          onClick={() => void giveBack()}
        >
          <IconArrowBackUp size={20} aria-hidden /> {t('dayEnd.giveBack', facts)}
        </button>
      )}
      {pair && (
        <button
          type="button"
          className="button button-main"
          onClick={() => void settle({ reason: 'belongs_together', note: '', pairId: pair.id })}
        >
          <IconLink size={20} aria-hidden /> {t('dayEnd.pair', { other: nameOf(pair, words) })}
        </button>
      )}
      <Reasons
        reasons={REASONS[line.subject]}
        words={{
          of: (reason) => t(`dayEnd.reasons.${reason}`),
          other: t('dayEnd.other'),
          save: t('dayEnd.save'),
        }}
        onReason={(reason) => void settle({ reason, note: '' })}
        onOther={(note) => void settle({ reason: 'other', note })}
      />
    </section>
  )
}

type Settled = ScreenParams<'settle-exception'>
