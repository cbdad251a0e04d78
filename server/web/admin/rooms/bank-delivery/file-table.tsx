import type {
  BankDeliveryView,
  DeliveredFileView,
} from '../../../../../src/contract/admin/bank-delivery.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

interface FileTableProps {
  readonly files: readonly DeliveredFileView[]
  readonly destinations: readonly BankDeliveryView[]
}

const TONES: Readonly<Record<DeliveredFileView['state'], Tone>> = {
  begun: 'know',
  naming: 'know',
  unknown: 'refused',
  done: 'moved',
  stopped: 'refused',
}

/** What was handed over last, newest first. */
export function FileTable({ files, destinations }: FileTableProps) {
  const { t, locale } = useWords()
  const times = useTimes()
  const nameOf = (id: string) =>
    destinations.find(({ deliveryId }) => deliveryId === id)?.name ?? t('delivery.removed')
  const columns: Column<DeliveredFileView>[] = [
    {
      id: 'file',
      heading: t('delivery.file'),
      isRowHeading: true,
      cell: ({ fileName, sizeBytes, sha256 }) => (
        <>
          {fileName}
          <span className={styles['sub']} title={sha256}>
            {t('delivery.size', { bytes: sizeBytes.toLocaleString(locale) })}
          </span>
        </>
      ),
    },
    {
      id: 'where',
      heading: t('delivery.where'),
      cell: ({ deliveryId, place }) => (
        <>
          {nameOf(deliveryId)}
          {place !== null && <span className={styles['sub']}>{place}</span>}
        </>
      ),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state, problem, tries }) => (
        <>
          <Badge tone={problem === null ? TONES[state] : 'refused'}>
            {t(`deliveredState.${state}`)}
          </Badge>
          {problem !== null && (
            <span className={styles['sub']}>{t(`deliveryProblem.${problem}`)}</span>
          )}
          {tries > 1 && (
            <span className={styles['sub']}>{t('delivery.tries', { count: tries })}</span>
          )}
        </>
      ),
    },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ changedAtMs }) => times.dateTime(changedAtMs),
    },
  ]
  return (
    <DataTable
      label={t('delivery.files')}
      columns={columns}
      rows={files}
      rowKey={({ deliveryId, fileName }) => `${deliveryId} ${fileName}`}
    />
  )
}
