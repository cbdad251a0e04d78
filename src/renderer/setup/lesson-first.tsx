import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { LessonView } from '../../contract/screen/lesson.ts'
import { readTypedAmount } from '../panels/typed-amount.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'

/** The first sale: how much to ring. */
export function AskedSale({ lesson }: { readonly lesson: LessonView }) {
  const { run } = useScreen()
  const { t, money } = useWords()
  const [text, setText] = useState('')
  const { sourceId, currency } = lesson
  const amountMinor = readTypedAmount(text, currency)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (amountMinor === undefined) return
    const reply = await run('begin-lesson', { sourceId, amountMinor })
    if (reply?.ok) setText('')
  }
  return (
    <>
      <p className="lesson-lead">
        <Sentence
          sentence={t('setup.lesson.ring', { amount: money(lesson.amountMinor, currency) })}
        />
      </p>
      <p className="lesson-note">{t('setup.lesson.ringHint')}</p>
      <p className="lesson-wait" role="status">
        {t('setup.lesson.waiting')}
      </p>
      <form className="lesson-amount" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('setup.lesson.amount')}
          size="lg"
          value={text}
          inputMode="decimal"
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="button button-choose" disabled={amountMinor === undefined}>
          {t('setup.lesson.amountSet')}
        </button>
      </form>
      <p className="lesson-note">{t('setup.lesson.nothing')}</p>
    </>
  )
}

/** The till draws its receipts: nothing can be learnt, and what to do instead. */
export function Pictures() {
  const { t } = useWords()
  return (
    <>
      <p className="lesson-lead" role="alert">
        <b>{t('setup.lesson.problems.pictures-only')}</b>
      </p>
      <h2>{t('setup.lesson.pictures.title')}</h2>
      <ul className="lesson-ways">
        <li>{t('setup.lesson.pictures.driver')}</li>
        <li>{t('setup.lesson.pictures.setting')}</li>
        <li>{t('setup.lesson.pictures.journal')}</li>
        <li>{t('setup.lesson.pictures.odoo')}</li>
      </ul>
    </>
  )
}
