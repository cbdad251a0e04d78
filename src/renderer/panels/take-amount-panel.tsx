import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import {
  type Currency,
  currencyExponent,
  currency as currencyOf,
  type Minor,
  minor,
  subtractMinor,
  ZERO,
} from '../../contract/money.ts'
import type { ScreenState } from '../../contract/screen/state.ts'
import { decimalMark, formatAmount } from '../../ui/money.ts'
import { takeFrom } from '../card/next-step.ts'
import { useScreen } from '../screen/context.ts'
import { TAKES_MONEY } from '../wedge/text-field.ts'
import { Sentence, type SpokenWords, useWords } from '../words/words.tsx'
import { Keypad } from './keypad.tsx'
import { PanelFrame } from './panel-zone.tsx'
import { AMOUNT_TEXT_MAX, readTypedAmount, typeCharacter } from './typed-amount.ts'

/** F6: an amount without a payment at the till. More than the card has is taken in part, said so. */
export function TakeAmountPanel({ typed }: { readonly typed: string }) {
  const { state, run, openPanel, closePanel } = useScreen()
  const words = useWords()
  const { t, language, money } = words
  const [text, setText] = useState(typed)
  const currency = currencyInHand(state)
  const amountMinor = readTypedAmount(text, currency)
  const offer = offerOf(state, amountMinor, currency)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!offer || amountMinor === undefined || !state.card) return
    const partial = offer.collectMinor > ZERO ? 'allow' : 'deny'
    const { lastFour } = state.card
    const reply = await run('redeem-amount', { amountMinor, partial, lastFour })
    // Should the card have less, the amount is still there when its PIN was right.
    if (reply?.ok && state.card.status === 'pin-asked') openPanel({ kind: 'take-amount', text })
    else if (reply?.ok) closePanel()
  }
  const mark = decimalMark(language)
  const exponent = currencyExponent(currency)
  return (
    <PanelFrame title={t('takeAmount.title')}>
      <form {...TAKES_MONEY} className="panel-columns" onSubmit={(event) => void submit(event)}>
        <div className="panel-column">
          <TextInput
            label={t('takeAmount.field')}
            description={hintText(words, currency)}
            className="amount-field"
            size="xl"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={AMOUNT_TEXT_MAX}
            inputMode="decimal"
            autoComplete="off"
            autoFocus
          />
          <p className="offer" aria-live="polite">
            <Sentence sentence={offerText(state, text, amountMinor, currency, words)} />
          </p>
          <div className="panel-buttons">
            <button type="submit" className="button button-main" disabled={offer === undefined}>
              {offer
                ? t('takeAmount.take', { amount: money(offer.takenMinor, currency) })
                : t('takeAmount.takeNothing')}
            </button>
          </div>
        </div>
        <Keypad
          mark={exponent === 0 ? undefined : mark}
          onClear={() => setText('')}
          onType={(character) => setText((before) => typeCharacter(before, character, exponent))}
          onErase={() => setText((before) => before.slice(0, -1))}
        />
      </form>
    </PanelFrame>
  )
}

/** What the button would take now; undefined while it cannot be pressed. */
function offerOf({ card }: ScreenState, amountMinor: Minor | undefined, currency: Currency) {
  if (amountMinor === undefined || card === null || card.status === 'asking') return undefined
  if (card.status === 'pin-asked') return takeFrom(amountMinor, amountMinor, currency)
  if (card.refusalCode !== null || card.availableMinor === ZERO) return undefined
  return takeFrom(card.availableMinor, amountMinor, currency)
}

function offerText(
  state: ScreenState,
  text: string,
  amountMinor: Minor | undefined,
  currency: Currency,
  { t, money, masked, language }: SpokenWords,
): string {
  const { card } = state
  if (card === null) return t('takeAmount.noCard')
  if (card.status === 'asking') return t('card.asking')
  if (card.status === 'pin-asked') return t('pin.asked', { card: masked(card.lastFour) })
  if (card.refusalCode !== null) return t(`codes.${card.refusalCode}.why`)
  if (card.availableMinor === ZERO) return t('next.empty')
  if (amountMinor === undefined) {
    const example = formatAmount(exampleOf(currency), currency, language)
    return text === '' ? '' : t('takeAmount.notAmount', { example })
  }
  const take = takeFrom(card.availableMinor, amountMinor, currency)
  if (take.collectMinor === ZERO)
    return t('takeAmount.left', {
      amount: money(subtractMinor(card.availableMinor, amountMinor), currency),
      card: masked(card.lastFour),
    })
  return t('takeAmount.short', {
    available: money(take.takenMinor, currency),
    due: money(take.collectMinor, currency),
  })
}

/** How an amount is typed, by an example in the currency in hand. */
function hintText({ t, money, language }: SpokenWords, currency: Currency): string {
  const example = exampleOf(currency)
  return t('takeAmount.hint', {
    example: formatAmount(example, currency, language),
    amount: money(example, currency),
  })
}

/** 24.60 in a currency of two decimals. */
function exampleOf(currency: Currency): Minor {
  return minor({ 0: 2460, 2: 2460, 3: 24600 }[currencyExponent(currency)])
}

function currencyInHand({ card, currency }: ScreenState): Currency {
  if (card?.status === 'known') return card.currency
  return currency ?? currencyOf('USD')
}
