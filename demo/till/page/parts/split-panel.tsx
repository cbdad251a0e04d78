import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { decimalText, type Minor, minor, ZERO } from '../../../../src/contract/money.ts'
import { decimalMark } from '../../../../src/ui/money.ts'
import type { TenderKind } from '../../sales.ts'
import type { ShownTender, TillFacts } from '../api.ts'
import { typedAmount } from '../typed-amount.ts'
import type { TillPageState } from '../use-till.ts'
import { useWords } from '../words/words.tsx'
import { tillMoney } from './till-money.ts'

interface PanelProps {
  readonly till: TillPageState
  readonly facts: TillFacts
}

type Typed = Readonly<Record<TenderKind, string>>
/** The gift card first: that is what a split is for here. */
const ORDER: readonly TenderKind[] = ['gift', 'card', 'cash']

/** Several tenders for one sale, their amounts typed. */
export function SplitPanel({ till, facts }: PanelProps) {
  const { words, locale, language } = useWords()
  const [typed, setTyped] = useState<Typed>({ cash: '', card: '', gift: '' })
  const split = readSplit(typed, till.totalMinor, facts)
  const finish = (event: FormEvent) => {
    event.preventDefault()
    if (split.isReady) till.pay(split.tenders, language)
  }
  const fillRest = (kind: TenderKind) =>
    setTyped({
      ...typed,
      [kind]: restFor(kind, typed, till.totalMinor, facts).replace('.', decimalMark(locale)),
    })
  return (
    <section className="zone" aria-labelledby="split-title">
      <div className="zone-title">
        <h2 id="split-title">{words.splitTitle}</h2>
      </div>
      <form className="split" onSubmit={finish}>
        <p className="split-hint">{words.splitHint}</p>
        {ORDER.map((kind) => (
          <div key={kind} className="split-row">
            <TextInput
              label={words.tenders[kind]}
              size="lg"
              inputMode="decimal"
              autoComplete="off"
              maxLength={12}
              data-autofocus={kind === 'gift' || undefined}
              autoFocus={kind === 'gift'}
              value={typed[kind]}
              error={split.wrong.includes(kind) ? words.badAmount : null}
              onChange={(event) => setTyped({ ...typed, [kind]: event.currentTarget.value })}
            />
            <Button
              variant="default"
              className="big-button"
              aria-label={`${words.rest}: ${words.tenders[kind]}`}
              onClick={() => fillRest(kind)}
            >
              {words.rest}
            </Button>
          </div>
        ))}
        <dl className="split-sums">
          <dt>{words.total}</dt>
          <dd>{tillMoney(till.totalMinor, facts.currency, locale)}</dd>
          <dt>{split.changeMinor > 0 ? words.change : words.stillDue}</dt>
          <dd data-testid="split-rest">
            {tillMoney(
              split.changeMinor > 0 ? split.changeMinor : split.dueMinor,
              facts.currency,
              locale,
            )}
          </dd>
        </dl>
        <p className="split-problem" role="status">
          {split.isTooMuch ? words.tooMuch : ''}
        </p>
        <div className="split-buttons">
          <Button
            variant="default"
            className="big-button"
            disabled={till.isBusy}
            onClick={() => till.show('ring')}
          >
            {words.back}&ensp;<kbd aria-hidden>Esc</kbd>
          </Button>
          <Button
            type="submit"
            className="big-button"
            color="moved"
            disabled={!split.isReady || till.isBusy}
          >
            {till.isBusy ? words.printing : words.finish}
          </Button>
        </div>
      </form>
    </section>
  )
}

/** What is typed, against the total. Change is possible on cash alone. */
function readSplit(typed: Typed, totalMinor: Minor, facts: TillFacts) {
  const amounts = ORDER.map((kind) => ({ kind, amount: amountOf(typed[kind], facts) }))
  const wrong = amounts.filter(({ amount }) => amount === undefined).map(({ kind }) => kind)
  const tenders: ShownTender[] = amounts.flatMap(({ kind, amount }) =>
    amount === undefined || amount === 0 ? [] : [{ kind, amountMinor: amount }],
  )
  const sum = tenders.reduce((total, { amountMinor }) => total + amountMinor, 0)
  const cash = tenders.find(({ kind }) => kind === 'cash')?.amountMinor ?? 0
  const over = Math.max(0, sum - totalMinor)
  const isTooMuch = over > 0 && over >= cash
  return {
    tenders,
    wrong,
    isTooMuch,
    dueMinor: minor(Math.max(0, totalMinor - sum)),
    changeMinor: minor(isTooMuch ? 0 : over),
    isReady: wrong.length === 0 && tenders.length > 0 && sum >= totalMinor && !isTooMuch,
  }
}

/** Nothing typed is nothing paid; undefined is no amount. */
function amountOf(text: string, facts: TillFacts): Minor | undefined {
  if (text.trim() === '') return ZERO
  const amount = typedAmount(text, facts.currency)
  return amount === undefined || amount < 0 ? undefined : amount
}

function restFor(kind: TenderKind, typed: Typed, totalMinor: Minor, facts: TillFacts): string {
  const others = ORDER.filter((other) => other !== kind)
  const paid = others.reduce((sum, other) => sum + (amountOf(typed[other], facts) ?? 0), 0)
  return decimalText(minor(Math.max(0, totalMinor - paid)), facts.currency)
}
