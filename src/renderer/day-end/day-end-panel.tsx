import { useState } from 'react'
import type { DayEndLine } from '../../contract/screen/day-end.ts'
import { useReply } from '../counter/use-reply.ts'
import { DAY_END_ROWS } from '../limits.ts'
import { PanelFrame } from '../panels/panel-zone.tsx'
import { useScreen } from '../screen/context.ts'
import { pageCount, pageOf } from '../waiting/paging.ts'
import { Pager } from '../waiting/payment-list.tsx'
import { useWords } from '../words/words.tsx'
import { amountOf, whereOf } from './line-words.ts'
import { SettleBox } from './settle-box.tsx'

/** From More: payments, redemptions and sales taken back without their other half, to be settled. */
export function DayEndPanel() {
  const { state } = useScreen()
  const { t } = useWords()
  const [settled, setSettled] = useState(0)
  const [chosenId, setChosenId] = useState<string | undefined>(undefined)
  const [page, setPage] = useState(0)
  const again = `${state.takenBack.unpairedCount} ${settled}`
  const list = useReply('list-day-end', {}, again)
  if (list === undefined) return <PanelFrame title={t('dayEnd.title')}>{null}</PanelFrame>
  const { lines, more, unsent } = list
  const pages = pageCount(lines.length, DAY_END_ROWS)
  const shown = pageOf(lines, Math.min(page, pages - 1), DAY_END_ROWS)
  const chosen = lines.find(({ id }) => id === chosenId) ?? shown[0]
  return (
    <PanelFrame title={t('dayEnd.title')}>
      <p className="day-end-lead">{t(lines.length === 0 ? 'dayEnd.none' : 'dayEnd.lead')}</p>
      <div className="day-end">
        <div className="day-end-list">
          <ul>
            {shown.map((line) => (
              <LineRow
                key={line.id}
                line={line}
                chosen={line.id === chosen?.id}
                onChoose={() => setChosenId(line.id)}
              />
            ))}
          </ul>
          {(pages > 1 || more > 0) && (
            <Pager page={Math.min(page, pages - 1)} pages={pages} more={more} onPage={setPage} />
          )}
        </div>
        {chosen && (
          <SettleBox
            key={chosen.id}
            line={chosen}
            pair={lines.find(({ id }) => id === chosen.pairId)}
            onSettled={() => setSettled((count) => count + 1)}
          />
        )}
      </div>
      <DayEndFoot unsent={unsent} />
    </PanelFrame>
  )
}

function LineRow(props: {
  readonly line: DayEndLine
  readonly chosen: boolean
  readonly onChoose: () => void
}) {
  const { line, chosen, onChoose } = props
  const words = useWords()
  return (
    <li>
      <button type="button" className="day-end-line" aria-pressed={chosen} onClick={onChoose}>
        <span className="day-end-what">
          <b>{words.t(`dayEnd.subjects.${line.subject}`)}</b>
          <span>
            {whereOf(line, words)}
            {line.isOld && <em> · {words.t('dayEnd.old')}</em>}
          </span>
        </span>
        <span className="day-end-amount">{amountOf(line, words)}</span>
      </button>
    </li>
  )
}

/** Whether the operator knows, and the rule for what tills take back. */
function DayEndFoot({ unsent }: { readonly unsent: number }) {
  const { state, run } = useScreen()
  const { t } = useWords()
  const { byRule } = state.takenBack
  return (
    <div className="day-end-foot">
      <p role="status">
        {unsent === 0 ? t('dayEnd.allSent') : t('dayEnd.unsent', { count: unsent })}
      </p>
      <button
        type="button"
        className="button button-choose"
        aria-pressed={byRule}
        onClick={() => void run('set-reversal-rule', { byRule: !byRule })}
      >
        {t('dayEnd.rule')}: {t(byRule ? 'dayEnd.on' : 'dayEnd.off')}
      </button>
    </div>
  )
}
