import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Keypad } from '../panels/keypad.tsx'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

const PIN_LENGTH_MIN = 4
const PIN_LENGTH_MAX = 8

/** In place of the two zones while somebody has to sign in: a PIN, or a badge under the scanner. */
export function SignIn() {
  const { run } = useScreen()
  const { t } = useWords()
  const [pin, setPin] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setPin('')
    await run('sign-in', { pin })
  }
  return (
    <section className="zone panel" aria-labelledby="sign-in-title">
      <div className="panel-head">
        <h1 id="sign-in-title">{t('counter.signIn')}</h1>
      </div>
      <form className="panel-columns" onSubmit={(event) => void submit(event)}>
        <div className="panel-column">
          <TextInput
            type="password"
            label={t('counter.pin')}
            description={t('counter.pinHint')}
            size="xl"
            value={pin}
            inputMode="numeric"
            maxLength={PIN_LENGTH_MAX}
            autoComplete="off"
            autoFocus
            data-autofocus
            onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
          />
          <div className="panel-buttons">
            <button
              type="submit"
              className="button button-main"
              disabled={pin.length < PIN_LENGTH_MIN}
            >
              {t('counter.enter')}
            </button>
          </div>
        </div>
        <Keypad
          mark={undefined}
          onClear={() => setPin('')}
          onErase={() => setPin((before) => before.slice(0, -1))}
          onType={(digit) => setPin((before) => (before + digit).slice(0, PIN_LENGTH_MAX))}
        />
      </form>
    </section>
  )
}
