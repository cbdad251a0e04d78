import { TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { ScreenCard } from '../../contract/screen/state.ts'
import { Keypad } from '../panels/keypad.tsx'
import { useScreen } from '../screen/context.ts'
import { TAKES_MONEY } from '../wedge/text-field.ts'
import { Sentence, type SpokenWords, useWords } from '../words/words.tsx'
import { createPace } from './pace.ts'

const PIN_LENGTH_MIN = 4
const PIN_LENGTH_MAX = 8

type PinAsked = Extract<ScreenCard, { status: 'pin-asked' }>
type Prompt = NonNullable<PinAsked['prompt']>

interface PinPromptProps {
  readonly lastFour: string
  readonly prompt: Prompt
}

/**
 * In place of the two zones while a card's PIN is typed, by the customer or for them. The digits are
 * forgotten as they are sent, and no scanner can type them or send them.
 */
export function PinPrompt({ lastFour, prompt: told }: PinPromptProps) {
  const { run } = useScreen()
  /** What the station said when a PIN was sent: old, until it says something else. */
  const [sentOver, setSentOver] = useState<Prompt | undefined>(undefined)
  const prompt = sentOver === told ? { ...told, isChecking: true } : told
  const words = useWords()
  const { t, masked } = words
  const { field, pin, wasScan, type, put, onKeyDown } = usePinField()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pin.length < PIN_LENGTH_MIN || prompt.isChecking) return
    put('')
    setSentOver(told)
    const reply = await run('give-pin', { pin, lastFour })
    if (!reply?.ok) setSentOver(undefined)
  }
  return (
    <section
      className="zone panel pin-prompt"
      role="dialog"
      aria-labelledby="pin-title"
      aria-describedby="pin-what"
    >
      <div className="panel-head">
        <h1 id="pin-title">{t('pin.title', { card: masked(lastFour) })}</h1>
        <button type="button" className="put-away" onClick={() => void run('close-pin', {})}>
          <IconX size={20} aria-hidden /> {t('more.back')} <kbd aria-hidden>Esc</kbd>
        </button>
      </div>
      <form {...TAKES_MONEY} className="panel-columns" onSubmit={(event) => void submit(event)}>
        <div className="panel-column">
          <p id="pin-what" className="pin-what">
            <Sentence sentence={whatFor(prompt, words)} />
          </p>
          <TextInput
            ref={field}
            type="password"
            label={t('pin.field')}
            className="pin-field"
            size="xl"
            value={pin}
            inputMode="none"
            maxLength={PIN_LENGTH_MAX}
            autoComplete="one-time-code"
            description={said(prompt, { pin, wasScan }, words)}
            descriptionProps={{ id: 'pin-said', role: 'alert' }}
            inputWrapperOrder={['label', 'input', 'description']}
            error={isProblem(prompt, { pin, wasScan })}
            autoFocus
            data-autofocus
            onKeyDown={onKeyDown}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <div className="panel-buttons">
            <button
              type="submit"
              className="button button-main"
              disabled={pin.length < PIN_LENGTH_MIN || prompt.isChecking}
            >
              {t('pin.enter')}
            </button>
          </div>
        </div>
        <Keypad
          mark={undefined}
          onClear={() => put('')}
          onErase={() => put(pin.slice(0, -1))}
          onType={(digit) => put(`${pin}${digit}`)}
        />
      </form>
    </section>
  )
}

/** The field with its digits: one key at a time, by fingers, and the focus stays in it. */
function usePinField() {
  const field = useRef<HTMLInputElement>(null)
  const [pin, setPin] = useState('')
  const [wasScan, setWasScan] = useState(false)
  const [isScanned] = useState(createPace)
  useEffect(() => {
    // Whoever touches beside the keys goes on typing all the same.
    const onFocusOut = () =>
      window.requestAnimationFrame(() => {
        if (document.activeElement === document.body) field.current?.focus()
      })
    window.addEventListener('focusout', onFocusOut)
    return () => window.removeEventListener('focusout', onFocusOut)
  }, [])
  const put = (digits: string) => {
    setPin(digits.slice(0, PIN_LENGTH_MAX))
    setWasScan(false)
    field.current?.focus()
  }
  return {
    field,
    pin,
    wasScan,
    put,
    onKeyDown: (event: KeyboardEvent) => {
      if (!/^\d$/.test(event.key) || !isScanned(event.timeStamp)) return
      event.preventDefault()
      setPin('')
      setWasScan(true)
    },
    /** Many at once are a paste, or what a scanner's keys are given back as. */
    type: (text: string) => {
      const digits = text.replaceAll(/\D/g, '')
      if (digits.length > pin.length + 1) return
      setPin(digits)
      setWasScan(false)
    },
  }
}

function whatFor({ amountMinor, currency }: Prompt, { t, money }: SpokenWords): string {
  return amountMinor === null || currency === null
    ? t('pin.forBalance')
    : t('pin.forAmount', { amount: money(amountMinor, currency) })
}

interface Typed {
  readonly pin: string
  readonly wasScan: boolean
}

/** What is wrong stands there until the next digit is typed. */
function said({ isChecking, code }: Prompt, { pin, wasScan }: Typed, { t }: SpokenWords): string {
  if (isChecking) return t('pin.checking')
  if (wasScan) return t('pin.scan')
  if (code === null || pin !== '') return t('pin.hint')
  if (code === 'CARD_NOT_FOUND_OR_PIN_INVALID') return t('pin.wrong')
  return t(isCutOff(code) ? 'pin.offline' : 'pin.notJudged')
}

function isCutOff(code: NonNullable<Prompt['code']>): boolean {
  return code === 'NOT_CONNECTED' || code === 'UNAVAILABLE'
}

function isProblem({ isChecking, code }: Prompt, { pin, wasScan }: Typed): boolean {
  return wasScan || (code !== null && pin === '' && !isChecking)
}
