import { useState } from 'react'
import { RECENT_PAPERS_MAX, type RecentPaper } from '../../contract/screen/sources.ts'
import { setupEn } from '../words/setup-en.ts'
import { type SpokenWords, useWords } from '../words/words.tsx'
import { PaperPicture, type RowMark } from './paper-picture.tsx'
import { RoomFrame } from './room-frame.tsx'
import type { Enter } from './rooms.ts'
import { useLive } from './use-live.ts'

interface PapersRoomProps {
  readonly sourceId: string
  readonly name: string
  readonly enter: Enter
}

/** Any captured paper: its rows as they came in, what was read of it, from where and how surely. */
export function PapersRoom({ sourceId, name, enter }: PapersRoomProps) {
  const { t, clock } = useWords()
  const { value } = useLive('recent-papers', { sourceId, limit: RECENT_PAPERS_MAX })
  const [ordinal, setOrdinal] = useState<number | undefined>(undefined)
  const papers = value?.papers ?? []
  const at = Math.max(
    0,
    papers.findIndex((paper) => paper.ordinal === ordinal),
  )
  const paper = papers[at]
  const turn = (by: number) => setOrdinal(papers[at + by]?.ordinal)
  return (
    <RoomFrame title={t('setup.look.title', { name })} onBack={() => enter({ kind: 'sources' })}>
      {value !== undefined && paper === undefined && (
        <p className="panel-note">{t('setup.look.none')}</p>
      )}
      {paper && (
        <div className="lesson">
          <div className="lesson-side">
            <PaperFacts paper={paper} />
            <div className="lesson-buttons">
              <button
                type="button"
                className="button button-choose"
                disabled={at === 0}
                onClick={() => turn(-1)}
              >
                {t('setup.look.newer')}
              </button>
              <p className="look-place">
                {t('waiting.page', { page: at + 1, pages: papers.length })} ·{' '}
                {clock(paper.endedAtMs)}
              </p>
              <button
                type="button"
                className="button button-choose"
                disabled={at >= papers.length - 1}
                onClick={() => turn(1)}
              >
                {t('setup.look.older')}
              </button>
            </div>
          </div>
          <div className="lesson-paper">
            <PaperPicture key={paper.ordinal} rows={paper.rows} marks={readRows(paper)} />
            {paper.rowsLeftOut > 0 && (
              <p className="lesson-note">
                {t('setup.paper.leftOut', { count: paper.rowsLeftOut })}
              </p>
            )}
          </div>
        </div>
      )}
    </RoomFrame>
  )
}

function readRows({ tenders }: RecentPaper): ReadonlyMap<number, RowMark> {
  return new Map(tenders.flatMap(({ rows }) => rows.map((row) => [row, 'found'] as const)))
}

function PaperFacts({ paper }: { readonly paper: RecentPaper }) {
  const { t, money } = useWords()
  const { till, receiptNumber, printedDate, clerk, tenders, kind } = paper
  const facts = [
    [t('setup.look.kind'), t(`setup.lesson.kinds.${kind}`)],
    [t('setup.look.till'), till],
    [t('setup.look.receipt'), receiptNumber],
    [t('setup.look.date'), printedDate],
    [t('setup.look.clerk'), clerk],
  ] as const
  return (
    <>
      <dl className="look-facts">
        {facts.map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact ?? '–'}</dd>
          </div>
        ))}
      </dl>
      <h2>{t('setup.look.read')}</h2>
      {tenders.length === 0 && <p className="lesson-note">{t('setup.look.nothing')}</p>}
      <ul className="look-tenders">
        {tenders.slice(0, LOOKED_AT_MAX).map((tender) => (
          <li key={`${tender.row} ${tender.label}`}>
            <p>
              <b>{money(tender.amountMinor, tender.currency)}</b> · {tender.label}
            </p>
            <p className="look-why">
              {[
                t('setup.look.fromRows', { rows: tender.rows.map((row) => row + 1).join(', ') }),
                t('setup.look.sure', { percent: Math.round(tender.confidence * 100) }),
                ...(tender.reasons.length === 0
                  ? []
                  : [
                      t('setup.look.reasons', {
                        reasons: tender.reasons.map((reason) => reasonWords(reason, t)).join(', '),
                      }),
                    ]),
              ].join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}

/** A reason in words; one that is not known here as it is. */
function reasonWords(reason: string, t: SpokenWords['t']): string {
  return isKnown(reason) ? t(`setup.reasons.${reason}`) : reason
}

function isKnown(reason: string): reason is keyof typeof setupEn.reasons {
  return Object.hasOwn(setupEn.reasons, reason)
}

/** What fits beside the paper; a sale with more gift cards than that is hardly ever seen. */
const LOOKED_AT_MAX = 3
