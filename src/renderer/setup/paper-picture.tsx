import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../words/words.tsx'

/** What a row of the picture is marked as. */
export type RowMark = 'label' | 'amount' | 'both' | 'found' | 'says'

interface PaperPictureProps {
  readonly rows: readonly string[]
  readonly marks: ReadonlyMap<number, RowMark>
  /** Rows can be tapped; without it the picture is only looked at. */
  readonly onTap?: ((row: number) => void) | undefined
}

/** A receipt as a picture of itself: its rows in the printer's own columns. */
export function PaperPicture({ rows, marks, onTap }: PaperPictureProps) {
  const { t } = useWords()
  const list = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(0)
  const first = Math.min(...marks.keys(), rows.length)
  useEffect(() => {
    const marked = list.current?.children[first]
    marked?.scrollIntoView({ block: 'center' })
    setCursor(first < rows.length ? first : 0)
  }, [first, rows.length])
  const move = (event: KeyboardEvent) => {
    const to = placeAfter(event.key, cursor, rows.length)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setCursor(to)
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' })
  }
  const press = (event: KeyboardEvent) => {
    move(event)
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    event.stopPropagation()
    onTap?.(cursor)
  }
  return (
    <div
      ref={list}
      className={onTap ? 'paper paper-live' : 'paper'}
      role="listbox"
      aria-label={t('setup.paper.rows')}
      aria-activedescendant={rows.length === 0 ? undefined : `paper-row-${cursor}`}
      tabIndex={0}
      style={{ '--columns': columnsOf(rows) } as CSSProperties}
      onKeyDown={press}
    >
      {rows.map((text, row) => (
        <PaperRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a paper never change places.
          key={row}
          {...{ text, row, onTap }}
          mark={marks.get(row)}
          isCursor={row === cursor}
        />
      ))}
    </div>
  )
}

interface PaperRowProps {
  readonly text: string
  readonly row: number
  readonly mark: RowMark | undefined
  readonly isCursor: boolean
  readonly onTap?: ((row: number) => void) | undefined
}

function PaperRow({ text, row, mark, isCursor, onTap }: PaperRowProps) {
  const { t } = useWords()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list moves its cursor by the keyboard.
    <div
      id={`paper-row-${row}`}
      role="option"
      tabIndex={-1}
      aria-selected={mark !== undefined}
      aria-label={text.trim() === '' ? t('setup.paper.blank') : undefined}
      className="paper-row"
      data-mark={mark}
      data-cursor={isCursor}
      onClick={onTap && (() => onTap(row))}
    >
      <span className="paper-gutter">
        {mark !== undefined && <span className="paper-mark">{t(`setup.paper.marks.${mark}`)}</span>}
      </span>
      <span className="paper-text">{text === '' ? '\u00a0' : text}</span>
    </div>
  )
}

function placeAfter(key: string, cursor: number, count: number): number | undefined {
  const places: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + 12,
    PageUp: cursor - 12,
    Home: 0,
    End: count - 1,
  }
  const to = places[key]
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to))
}

/** The letters are made as large as the widest row allows. */
function columnsOf(rows: readonly string[]): number {
  return rows.reduce((widest, { length }) => Math.max(widest, length), COLUMNS_MIN)
}

/** Narrow papers (58 mm) have 32 columns. */
const COLUMNS_MIN = 32
