import { TextInput } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { TEXT_LENGTH_MAX } from '../../contract/limits.ts'
import type { ScreenParams } from '../../contract/screen/commands.ts'
import type { DayEndLine } from '../../contract/screen/day-end.ts'
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
  const { run } = useScreen()
  const words = useWords()
  const { t, masked } = words
  const [note, setNote] = useState('')
  const settle = async (said: Pick<Settled, 'reason' | 'note'> & { pairId?: string }) => {
    const { subject, id } = line
    const reply = await run('settle-exception', { subject, id, ...said })
    if (reply?.ok) onSettled()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() !== '') void settle({ reason: 'other', note: note.trim() })
  }
  const facts = {
    amount: line.amountMinor === null ? t('dayEnd.someAmount') : amountOf(line, words),
    card: line.lastFour === null ? '' : masked(line.lastFour),
  }
  return (
    <section className="day-end-settle" aria-label={t('dayEnd.save')}>
      <p className="day-end-ask">
        <Sentence sentence={t(`dayEnd.asks.${line.subject}`, facts)} />
      </p>
      {pair && (
        <button
          type="button"
          className="button button-main"
          onClick={() => void settle({ reason: 'belongs_together', note: '', pairId: pair.id })}
        >
          <IconLink size={20} aria-hidden /> {t('dayEnd.pair', { other: nameOf(pair, words) })}
        </button>
      )}
      <div className="reasons">
        {REASONS[line.subject].map((reason) => (
          <button
            key={reason}
            type="button"
            className="button button-choose"
            onClick={() => void settle({ reason, note: '' })}
          >
            {t(`dayEnd.reasons.${reason}`)}
          </button>
        ))}
      </div>
      <form className="dismiss-other" onSubmit={submit}>
        <TextInput
          label={t('dayEnd.other')}
          size="lg"
          value={note}
          maxLength={TEXT_LENGTH_MAX}
          autoComplete="off"
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <button type="submit" className="button button-main" disabled={note.trim() === ''}>
          {t('dayEnd.save')}
        </button>
      </form>
    </section>
  )
}

type Settled = ScreenParams<'settle-exception'>
