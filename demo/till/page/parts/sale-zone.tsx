import { IconMinus, IconPlus } from '@tabler/icons-react'
import { minor } from '../../../../src/contract/money.ts'
import { TENDER_KINDS, type TenderKind } from '../../sales.ts'
import type { TillFacts } from '../api.ts'
import type { TillPageState } from '../use-till.ts'
import { useWords } from '../words/words.tsx'
import { OutcomePanel } from './outcome-panel.tsx'
import { SplitPanel } from './split-panel.tsx'
import { tillMoney } from './till-money.ts'

interface ZoneProps {
  readonly till: TillPageState
  readonly facts: TillFacts
}

/** The sale that is being rung, then how it went. */
export function SaleZone({ till, facts }: ZoneProps) {
  const { words, locale } = useWords()
  if (till.outcome) return <OutcomePanel till={till} facts={facts} outcome={till.outcome} />
  if (till.view === 'split') return <SplitPanel till={till} facts={facts} />
  return (
    <section className="zone" aria-labelledby="sale-title">
      <div className="zone-title">
        <h2 id="sale-title">{words.sale}</h2>
      </div>
      {till.lines.length === 0 ? (
        <p className="empty">{words.nothingYet}</p>
      ) : (
        <Lines till={till} facts={facts} />
      )}
      <div className="due">
        <span>{words.total}</span>
        <output data-testid="sale-total">
          {tillMoney(till.totalMinor, facts.currency, locale)}
        </output>
      </div>
      <PayButtons till={till} />
    </section>
  )
}

function Lines({ till, facts }: ZoneProps) {
  const { words, locale } = useWords()
  return (
    <ul className="lines" aria-label={words.sale}>
      {till.lines.map((line, index) => (
        <li key={`${line.name} ${line.unitMinor}`} className="line">
          <span className="line-name">{line.name}</span>
          <span className="line-count">
            <button
              type="button"
              aria-label={words.oneLess(line.name)}
              disabled={till.isBusy}
              onClick={() => till.changeQuantity(index, -1)}
            >
              <IconMinus size={20} aria-hidden />
            </button>
            <b>{line.quantity}</b>
            <button
              type="button"
              aria-label={words.oneMore(line.name)}
              disabled={till.isBusy}
              onClick={() => till.changeQuantity(index, 1)}
            >
              <IconPlus size={20} aria-hidden />
            </button>
          </span>
          <span className="line-amount">
            {tillMoney(minor(line.quantity * line.unitMinor), facts.currency, locale)}
          </span>
        </li>
      ))}
    </ul>
  )
}

const KEYS: Readonly<Record<TenderKind, string>> = { cash: 'F6', card: 'F7', gift: 'F8' }

function PayButtons({ till }: { readonly till: TillPageState }) {
  const { words, language } = useWords()
  const isOff = till.lines.length === 0 || till.isBusy
  return (
    <fieldset className="pay">
      <legend>{till.isBusy ? words.printing : words.payBy}</legend>
      {TENDER_KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          className={kind === 'gift' ? 'pay-button pay-gift' : 'pay-button'}
          aria-keyshortcuts={KEYS[kind]}
          disabled={isOff}
          onClick={() => till.pay([{ kind, amountMinor: till.totalMinor }], language)}
        >
          <span>{words.tenders[kind]}</span>
          <kbd aria-hidden>{KEYS[kind]}</kbd>
        </button>
      ))}
      <button
        type="button"
        className="pay-button"
        aria-keyshortcuts="F9"
        disabled={isOff}
        onClick={() => till.show('split')}
      >
        <span>{words.split}</span>
        <kbd aria-hidden>F9</kbd>
      </button>
    </fieldset>
  )
}
