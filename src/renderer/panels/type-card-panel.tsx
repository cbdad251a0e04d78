import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { READING_LENGTH_MAX } from '../../contract/limits.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { Keypad } from './keypad.tsx'
import { PanelFrame } from './panel-zone.tsx'

/** F3: a card number or link by keyboard, paste or touch. What was typed is forgotten when sent. */
export function TypeCardPanel() {
  const { run, openPanel, closePanel } = useScreen()
  const { t } = useWords()
  const [text, setText] = useState('')
  const isEmpty = text.trim() === ''
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isEmpty) return
    setText('')
    const reply = await run('type-card', { text })
    if (reply?.ok) closePanel()
  }
  return (
    <PanelFrame title={t('typeCard.title')}>
      <form className="panel-columns" onSubmit={(event) => void submit(event)}>
        <div className="panel-column">
          <TextInput
            label={t('typeCard.field')}
            description={t('typeCard.hint')}
            size="xl"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={READING_LENGTH_MAX}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            autoFocus
          />
          <div className="panel-buttons">
            <button type="submit" className="button button-main" disabled={isEmpty}>
              {t('typeCard.lookUp')}
            </button>
            <button
              type="button"
              className="button button-choose"
              onClick={() => openPanel({ kind: 'camera' })}
            >
              {t('camera.use')}
            </button>
          </div>
        </div>
        <Keypad
          mark={undefined}
          onClear={() => setText('')}
          onType={(digit) => setText((before) => before + digit)}
          onErase={() => setText((before) => before.slice(0, -1))}
        />
      </form>
    </PanelFrame>
  )
}
