import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { assertNever } from '../../../../src/contract/parse.ts'
import type { SaleAction, ShownSale, TillFacts } from '../api.ts'
import type { Remark, TillPageState } from '../use-till.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/words.tsx'
import { tillMoney } from './till-money.ts'

interface PastProps {
  readonly till: TillPageState
  readonly facts: TillFacts
}

/** What was sold, newest first, with what can still be done about it. */
export function PastSales({ till, facts }: PastProps) {
  const { words } = useWords()
  return (
    <section className="zone past" aria-labelledby="past-title">
      <div className="zone-title">
        <h2 id="past-title">{words.pastSales}</h2>
        {till.remark && <RemarkLine remark={till.remark} />}
      </div>
      {till.sales.length === 0 ? (
        <p className="empty">{words.noSales}</p>
      ) : (
        <div className="past-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.time}</th>
                <th scope="col">{words.receipt}</th>
                <th scope="col">{words.paidBy}</th>
                <th scope="col" className="number">
                  {words.total}
                </th>
                <th scope="col">{words.state}</th>
                <th scope="col">
                  <span className="heard">{words.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {till.sales.map((sale) => (
                <PastRow key={sale.receiptNumber} sale={sale} till={till} facts={facts} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function PastRow({ sale, till, facts }: PastProps & { readonly sale: ShownSale }) {
  const { words, locale } = useWords()
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(sale.soldAtMs)
  return (
    <tr>
      <td>{time}</td>
      <td className="past-number">{sale.receiptNumber}</td>
      <td>{sale.tenders.map(({ kind }) => words.tenders[kind]).join(' + ')}</td>
      <td className="number">{tillMoney(sale.totalMinor, facts.currency, locale)}</td>
      <td>
        <span className={`state state-${sale.state}`}>{words.states[sale.state]}</span>
      </td>
      <td>
        <span className="past-actions">
          {actionsOf(sale).map((action) => (
            <button
              key={action}
              type="button"
              className="past-button"
              aria-label={`${actionWord(action, sale, words)} ${sale.receiptNumber}`}
              disabled={till.isBusy}
              onClick={() => till.act(sale, action)}
            >
              {actionWord(action, sale, words)}
            </button>
          ))}
        </span>
      </td>
    </tr>
  )
}

function actionsOf(sale: ShownSale): readonly SaleAction[] {
  if (sale.state === 'open') return ['print', 'discard']
  return sale.state === 'sold' ? ['print', 'void', 'refund'] : ['print']
}

function actionWord(action: SaleAction, sale: ShownSale, words: Words): string {
  switch (action) {
    case 'print':
      return sale.state === 'open' ? words.printAgain : words.reprint
    case 'void':
      return words.voidSale
    case 'refund':
      return words.refund
    case 'discard':
      return words.discard
    default:
      return assertNever(action)
  }
}

function RemarkLine({ remark }: { readonly remark: Remark }) {
  const { words } = useWords()
  if (remark.kind === 'failed') {
    return (
      <p className="remark remark-failed" role="alert">
        <IconAlertTriangle size={22} aria-hidden />
        {words.problems[remark.code] ?? remark.code}
      </p>
    )
  }
  return (
    <p className="remark remark-done" role="status">
      <IconCircleCheck size={22} aria-hidden />
      {doneWord(remark, words)} {remark.receiptNumber}
    </p>
  )
}

function doneWord(remark: Extract<Remark, { kind: 'done' }>, words: Words): string {
  switch (remark.what) {
    case 'first-print':
      return words.printDone
    case 'print':
      return words.reprintDone
    case 'void':
      return words.voidDone
    case 'refund':
      return words.refundDone
    case 'discard':
      return words.discardDone
    default:
      return assertNever(remark.what)
  }
}
