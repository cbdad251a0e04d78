import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { assertNever } from '../../contract/parse.ts'
import type { ActivityLine } from '../../contract/screen/state.ts'
import { ACTIVITY_ROWS } from '../limits.ts'
import { useScreen } from '../screen/context.ts'
import { pageCount, pageOf } from '../waiting/paging.ts'
import { Pager } from '../waiting/payment-list.tsx'
import { useWords } from '../words/words.tsx'

/** The newest redemptions and voids of this station, a page at a time. */
export function ActivityList() {
  const { t } = useWords()
  const lines = useActivity()
  const [page, setPage] = useState(0)
  if (lines === undefined) return <div className="activity" aria-busy />
  const pages = lines === 'failed' ? 1 : pageCount(lines.length, ACTIVITY_ROWS)
  return (
    <section className="activity" aria-labelledby="activity-title">
      <h2 id="activity-title">{t('more.today')}</h2>
      {lines === 'failed' && <p className="panel-note">{t('more.todayFailed')}</p>}
      {lines !== 'failed' && lines.length === 0 && (
        <p className="panel-note">{t('more.todayNone')}</p>
      )}
      {lines !== 'failed' && lines.length > 0 && (
        <ActivityTable lines={pageOf(lines, page, ACTIVITY_ROWS)} />
      )}
      {pages > 1 && <Pager page={page} pages={pages} onPage={setPage} />}
    </section>
  )
}

function ActivityTable({ lines }: { readonly lines: readonly ActivityLine[] }) {
  const { t } = useWords()
  return (
    <table className="activity-table">
      <thead>
        <tr>
          <th>{t('more.columns.time')}</th>
          <th>{t('more.columns.card')}</th>
          <th>{t('more.columns.receipt')}</th>
          <th>{t('more.columns.state')}</th>
          <th className="cell-amount">{t('more.columns.amount')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // Lines have no id of their own; the list is drawn anew on every change.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <ActivityRow key={index} line={line} />
        ))}
      </tbody>
    </table>
  )
}

function ActivityRow({ line }: { readonly line: ActivityLine }) {
  const { t, money, clock } = useWords()
  return (
    <tr title={line.reference ?? undefined}>
      <td>{clock(line.atMs)}</td>
      <td>•••• {line.lastFour}</td>
      <td className="cell-receipt">{line.receiptNumber ?? '–'}</td>
      <td className={`line-${line.state}`}>
        <StateIcon line={line} /> {stateWord(line, t)}
      </td>
      <td className="cell-amount">{money(line.amountMinor, line.currency)}</td>
    </tr>
  )
}

/** A posted void reads "Undone", a posted redemption "Taken"; the other states speak for themselves. */
function stateWord(line: ActivityLine, t: ReturnType<typeof useWords>['t']): string {
  return line.state === 'posted' ? t(`more.what.${line.what}`) : t(`more.state.${line.state}`)
}

function StateIcon({ line }: { readonly line: ActivityLine }) {
  const props = { size: 16, 'aria-hidden': true } as const
  switch (line.state) {
    case 'posted':
      return line.what === 'redeem' ? <IconCheck {...props} /> : <IconArrowBackUp {...props} />
    case 'voided':
      return <IconArrowBackUp {...props} />
    case 'refused':
      return <IconX {...props} />
    case 'unknown':
      return <IconAlertTriangle {...props} />
    default:
      return assertNever(line.state)
  }
}

/** Asks once when the panel opens, and again whenever an operation became final. */
function useActivity(): readonly ActivityLine[] | 'failed' | undefined {
  const { run, state } = useScreen()
  const [lines, setLines] = useState<readonly ActivityLine[] | 'failed' | undefined>(undefined)
  const { unsettledCount } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means another list.
  useEffect(() => {
    let isWanted = true
    void run('list-activity', {}).then((reply) => {
      if (isWanted && reply) setLines(reply.ok ? reply.value.lines : 'failed')
    })
    return () => {
      isWanted = false
    }
  }, [run, unsettledCount])
  return lines
}
