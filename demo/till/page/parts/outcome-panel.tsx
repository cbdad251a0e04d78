import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { TillFacts } from '../api.ts'
import type { Outcome, TillPageState } from '../use-till.ts'
import { useWords } from '../words/words.tsx'
import { tillMoney } from './till-money.ts'

interface PanelProps {
  readonly till: TillPageState
  readonly facts: TillFacts
  readonly outcome: Outcome
}

/** The receipt is out, or is not: by colour, icon and words. */
export function OutcomePanel(props: PanelProps) {
  return props.outcome.kind === 'printed' ? <Printed {...props} /> : <NotPrinted {...props} />
}

function Printed({ till, facts, outcome }: PanelProps) {
  const { words, locale } = useWords()
  const { sale } = outcome
  if (!sale) return null
  const money = (amount: Parameters<typeof tillMoney>[0]) =>
    tillMoney(amount, facts.currency, locale)
  return (
    <section className="zone outcome outcome-printed" data-outcome="printed" role="status">
      <IconCircleCheck size={72} stroke={1.75} aria-hidden />
      <h2>{words.printed}</h2>
      <p className="outcome-number">
        {words.receipt} <b data-testid="receipt-number">{sale.receiptNumber}</b>
      </p>
      <dl className="outcome-sums">
        <dt>{words.total}</dt>
        <dd>{money(sale.totalMinor)}</dd>
        {sale.tenders.map(({ kind, amountMinor }) => (
          <div key={kind} className="contents">
            <dt>{words.tenders[kind]}</dt>
            <dd>{money(amountMinor)}</dd>
          </div>
        ))}
        {sale.changeMinor > 0 && (
          <div className="contents outcome-change">
            <dt>{words.change}</dt>
            <dd>{money(sale.changeMinor)}</dd>
          </div>
        )}
      </dl>
      {sale.tenders.some(({ kind }) => kind === 'gift') && <p>{words.giftHint}</p>}
      <Button className="big-button" color="moved" autoFocus onClick={till.next}>
        {words.next}&ensp;<kbd aria-hidden>Enter ↵</kbd>
      </Button>
    </section>
  )
}

function NotPrinted({ till, outcome }: PanelProps) {
  const { words } = useWords()
  if (outcome.kind !== 'failed') return null
  return (
    <section className="zone outcome outcome-failed" data-outcome="failed" role="alert">
      <IconAlertTriangle size={72} stroke={1.75} aria-hidden />
      <h2>{words.notPrinted}</h2>
      <p className="outcome-why">{words.problems[outcome.code] ?? outcome.code}</p>
      <p>
        {words.saleOpen}
        {outcome.sale && (
          <>
            {' '}
            {words.receipt} <b>{outcome.sale.receiptNumber}</b>
          </>
        )}
      </p>
      <div className="outcome-buttons">
        <Button
          variant="default"
          className="big-button"
          disabled={till.isBusy}
          onClick={till.discard}
        >
          {outcome.sale ? words.discard : words.back}
        </Button>
        {outcome.sale && (
          <Button className="big-button" autoFocus disabled={till.isBusy} onClick={till.retry}>
            {till.isBusy ? words.printing : words.printAgain}&ensp;
            <kbd aria-hidden>Enter ↵</kbd>
          </Button>
        )}
      </div>
    </section>
  )
}
