import { useState } from 'react'
import type { ReportTotals, ShiftReport } from '../../contract/screen/counter.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { useReply } from './use-reply.ts'

/** The shift so far (X), its end (Z), and the reports of earlier ones. */
export function ShiftReports() {
  const { state, run } = useScreen()
  const { t } = useWords()
  const [closed, setClosed] = useState(0)
  const [shown, setShown] = useState<number | null>(null)
  const [asked, setAsked] = useState(false)
  const again = `${closed} ${state.revision}`
  const report = useReply('read-report', { zNumber: shown }, again)
  const list = useReply('list-reports', {}, String(closed))
  const { shift } = state.counter
  const close = async () => {
    setAsked(false)
    const reply = await run('close-shift', {})
    if (!reply?.ok) return
    setClosed((count) => count + 1)
    setShown(reply.value.zNumber)
  }
  return (
    <div className="shift">
      <div className="shift-list">
        <ReportChoice zNumber={null} shown={shown} onShow={setShown} />
        {list?.reports.slice(0, REPORTS_SHOWN).map(({ zNumber }) => (
          <ReportChoice key={zNumber} zNumber={zNumber} shown={shown} onShow={setShown} />
        ))}
      </div>
      <div className="shift-report">
        {report && <Report report={report} />}
        <div className="panel-buttons">
          {state.counter.receiptPrinter && (
            <button
              type="button"
              className="button button-other"
              onClick={() => void run('print-report', { zNumber: shown })}
            >
              {t('counter.print')}
            </button>
          )}
          {shown === null && shift === null && (
            <button
              type="button"
              className="button button-other"
              onClick={() => void run('open-shift', {})}
            >
              {t('counter.openShift')}
            </button>
          )}
          {shown === null && (
            <button
              type="button"
              className={asked ? 'button button-main' : 'button button-choose'}
              onClick={() => (asked ? void close() : setAsked(true))}
            >
              {t(asked ? 'counter.closeSure' : 'counter.closeShift')}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}

/** What fits the list without scrolling on the smallest screen. */
const REPORTS_SHOWN = 7

function ReportChoice(props: {
  readonly zNumber: number | null
  readonly shown: number | null
  readonly onShow: (zNumber: number | null) => void
}) {
  const { t } = useWords()
  const { zNumber, shown, onShow } = props
  return (
    <button
      type="button"
      className="shift-choice"
      aria-pressed={zNumber === shown}
      onClick={() => onShow(zNumber)}
    >
      {zNumber === null ? t('counter.soFar') : t('counter.zReport', { number: zNumber })}
    </button>
  )
}

function Report({ report }: { readonly report: ShiftReport }) {
  const { t, clock, day } = useWords()
  const when = (timeMs: number) => `${day(timeMs)} ${clock(timeMs)}`
  const facts = [
    ...(report.openedAtMs === null
      ? []
      : [t('counter.openedAt', { time: when(report.openedAtMs) })]),
    ...(report.openedBy === null ? [] : [report.openedBy]),
    ...(report.zNumber === null ? [] : [t('counter.closedAt', { time: when(report.atMs) })]),
    ...(report.closedBy === null ? [] : [report.closedBy]),
  ].join(' · ')
  return (
    <>
      <h2>
        {report.zNumber === null
          ? t('counter.soFar')
          : t('counter.zReport', { number: report.zNumber })}
      </h2>
      <p className="panel-note shift-facts">{facts}</p>
      <table className="activity-table">
        <thead>
          <tr>
            <th>{t('counter.who')}</th>
            <th className="cell-amount">{t('counter.redeemed')}</th>
            <th className="cell-amount">{t('counter.voided')}</th>
            <th className="cell-amount">{t('counter.refunded')}</th>
            <th className="cell-amount">{t('counter.net')}</th>
          </tr>
        </thead>
        <tbody>
          {report.byCashier.map(({ name, totals }) => (
            <TotalsRow
              key={`${name} ${totals.currency}`}
              name={name ?? t('counter.nobody')}
              totals={totals}
            />
          ))}
          {report.totals.map((totals) => (
            <TotalsRow key={totals.currency} name={t('counter.all')} totals={totals} isSum />
          ))}
        </tbody>
      </table>
      <p className="panel-note">
        {[
          t('counter.refused', { count: report.refusedCount }),
          t('counter.copies', { count: report.copyCount }),
          t('counter.open', { count: report.openCount }),
        ].join(' · ')}
      </p>
    </>
  )
}

function TotalsRow(props: {
  readonly name: string
  readonly totals: ReportTotals
  readonly isSum?: boolean
}) {
  const { money } = useWords()
  const { name, totals, isSum = false } = props
  const cell = ({ count, amountMinor }: ReportTotals['redeemed']) =>
    count === 0 ? '–' : `${count} × · ${money(amountMinor, totals.currency)}`
  return (
    <tr className={isSum ? 'report-sum' : undefined}>
      <td>{name}</td>
      <td className="cell-amount">{cell(totals.redeemed)}</td>
      <td className="cell-amount">{cell(totals.voided)}</td>
      <td className="cell-amount">{cell(totals.refunded)}</td>
      <td className="cell-amount">
        <b>{money(totals.netMinor, totals.currency)}</b>
      </td>
    </tr>
  )
}
