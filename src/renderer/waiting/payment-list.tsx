import { IconChevronLeft, IconChevronRight, IconReceipt } from '@tabler/icons-react'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { WaitingPayment } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { useNewcomers } from './newcomers.ts'
import { pageCount, pageOf, rowsThatFit } from './paging.ts'
import { PaymentRow } from './payment-row.tsx'
import { TakenBackStrip } from './taken-back.tsx'

interface PaymentListProps {
  readonly chosen: WaitingPayment | undefined
  readonly onSelect: (payment: WaitingPayment) => void
}

/** The left zone: what was paid by gift card at the till and has no card yet. */
export function PaymentList({ chosen, onSelect }: PaymentListProps) {
  const { state } = useScreen()
  const { t } = useWords()
  const { waiting, waitingMore } = state
  const box = useRef<HTMLDivElement>(null)
  const rowsPerPage = rowsThatFit(useHeight(box), waiting.length, waitingMore > 0)
  const [page, setPage] = usePageOfChosen(waiting, chosen, rowsPerPage)
  const pages = pageCount(waiting.length, rowsPerPage)
  const shown = pageOf(waiting, page, rowsPerPage)
  const newcomers = useNewcomers(shown.map(({ paymentId }) => paymentId))
  const turnTo = (next: number) => {
    newcomers.expectOthers()
    setPage(next)
  }
  return (
    <section className="zone payment-zone" aria-labelledby="waiting-title">
      <div className="zone-title">
        <h2 id="waiting-title">
          {t('waiting.title')} · {t('waiting.count', { count: waiting.length + waitingMore })}
        </h2>
      </div>
      <TakenBackStrip />
      <div className="payment-box" ref={box}>
        <div className="payment-rows">
          {waiting.length === 0 ? (
            <NonePending />
          ) : (
            <ul className="payments">
              {shown.map((payment) => (
                <PaymentRow
                  key={payment.paymentId}
                  payment={payment}
                  chosen={payment.paymentId === chosen?.paymentId}
                  unexpected={newcomers.ids.has(payment.paymentId)}
                  onSelect={onSelect}
                />
              ))}
            </ul>
          )}
        </div>
        {(pages > 1 || waitingMore > 0) && (
          <Pager
            page={Math.min(page, pages - 1)}
            pages={pages}
            onPage={turnTo}
            more={waitingMore}
          />
        )}
      </div>
    </section>
  )
}

function NonePending() {
  const { state, openPanel } = useScreen()
  const { t } = useWords()
  return (
    <div className="no-payment">
      <IconReceipt size={72} stroke={1.2} aria-hidden />
      <p className="no-card-title">{t('waiting.none')}</p>
      <p>{t('waiting.noneHint')}</p>
      {!state.setup.everHeard && (
        <div className="setup-offer">
          <p>{t('setup.never')}</p>
          <button
            type="button"
            className="button button-choose"
            onClick={() => openPanel({ kind: 'setup' })}
          >
            {t('setup.open')}
          </button>
        </div>
      )}
    </div>
  )
}

interface PagerProps {
  readonly page: number
  readonly pages: number
  readonly more?: number
  readonly onPage: (page: number) => void
  /** Of a list that is not by age. */
  readonly isUndated?: boolean
}

/** Turns pages by buttons: nothing on this screen scrolls. */
export function Pager({ page, pages, more = 0, onPage, isUndated = false }: PagerProps) {
  const { t } = useWords()
  return (
    <nav className="pager">
      <button type="button" disabled={page <= 0} onClick={() => onPage(page - 1)}>
        <IconChevronLeft size={22} aria-hidden /> {t(isUndated ? 'setup.before' : 'waiting.newer')}
      </button>
      <p>
        {t('waiting.page', { page: page + 1, pages })}
        {more > 0 && <small>{t('waiting.more', { count: more })}</small>}
      </p>
      <button type="button" disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
        {t(isUndated ? 'setup.after' : 'waiting.older')} <IconChevronRight size={22} aria-hidden />
      </button>
    </nav>
  )
}

/** The height of the list with its pager, which never depends on what is in it. */
function useHeight(box: RefObject<HTMLDivElement | null>): number {
  const [heightPx, setHeightPx] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return undefined
    const measure = () => setHeightPx(element.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return heightPx
}

/** The page on show: turned by hand, and to the chosen payment whenever that changes. */
function usePageOfChosen(
  waiting: readonly WaitingPayment[],
  chosen: WaitingPayment | undefined,
  rowsPerPage: number,
): [number, (page: number) => void] {
  const [page, setPage] = useState(0)
  const [followed, setFollowed] = useState<string | undefined>(undefined)
  if (chosen?.paymentId !== followed) {
    setFollowed(chosen?.paymentId)
    if (chosen) setPage(Math.floor(waiting.indexOf(chosen) / rowsPerPage))
  }
  return [page, setPage]
}
