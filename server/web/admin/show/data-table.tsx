import { Skeleton } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { ScrollFrame } from './scroll-frame.tsx'
import tableStyles from './table.module.css'

export interface Column<Row> {
  readonly id: string
  /** Shown above the column; read to screen readers only when `headingHidden`. */
  readonly heading: string
  readonly headingHidden?: boolean
  readonly align?: 'end'
  /** Left out where the page is narrow: then another column says it in small. */
  readonly onlyWide?: boolean
  /** The cell that names the row. */
  readonly isRowHeading?: boolean
  readonly cell: (row: Row) => ReactNode
  readonly foot?: ReactNode
}

interface DataTableProps<Row> {
  /** What the table is, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Marks rows that came after the first showing, for a moment. */
  readonly showsArrivals?: boolean
}

/** A plain table: real headings, row headings and an optional foot with sums. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, showsArrivals = false } = props
  const isArrival = useArrivals(rows.map(rowKey), showsArrivals)
  return (
    <ScrollFrame label={label} className={tableStyles['tableFrame']}>
      <table className={tableStyles['table']} aria-label={label}>
        <TableHead columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={isArrival(rowKey(row)) ? tableStyles['arrived'] : undefined}
            >
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
        {columns.some((column) => column.foot !== undefined) && <TableFoot columns={columns} />}
      </table>
    </ScrollFrame>
  )
}

/** Grey bars in the place of rows that are on their way. */
export function TableSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => `bar-${row}`).map((key) => (
        <Skeleton key={key} height={20} my={14} radius="sm" />
      ))}
    </div>
  )
}

function TableHead<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.id} scope="col" {...markOf(column)}>
            {column.headingHidden ? (
              <span className="visually-hidden">{column.heading}</span>
            ) : (
              column.heading
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function TableFoot<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column, index) =>
          index === 0 ? (
            <th key={column.id} scope="row">
              {column.foot}
            </th>
          ) : (
            <td key={column.id} {...markOf(column)}>
              {column.foot}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  )
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  if (column.isRowHeading) return <th scope="row">{column.cell(row)}</th>
  return <td {...markOf(column)}>{column.cell(row)}</td>
}

/** What the style sheet needs to know of a column. */
function markOf<Row>(column: Column<Row>) {
  return { 'data-align': column.align, 'data-only': column.onlyWide ? 'wide' : undefined }
}

/** Tells rows that came after the first showing from those that were there. */
function useArrivals(keys: readonly string[], enabled: boolean): (key: string) => boolean {
  const known = useRef<ReadonlySet<string> | undefined>(undefined)
  const before = known.current
  useEffect(() => {
    known.current = new Set([...(known.current ?? []), ...keys])
  })
  return (key) => enabled && before !== undefined && !before.has(key)
}
