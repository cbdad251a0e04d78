import { Button } from '@mantine/core'
import { IconPlus, IconPrinter, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { BatchView } from '../../../../../src/contract/admin/production.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { BatchDialog } from './batch-dialog.tsx'
import { BatchStateBadge, Made } from './batch-state.tsx'
import { PrinterDialog } from './printer-dialog.tsx'
import { PrinterTable } from './printer-table.tsx'
import roomStyles from './production.module.css'
import { StockPanels } from './stock-panels.tsx'
import { useBatches } from './use-progress.ts'

/** From the printer to the counter: batches, where their cards are, and who prints them. */
export function ProductionRoom() {
  const { t } = useWords()
  useTitle(t('nav.production'))
  const may = useMay()
  const batches = useBatches()
  const printers = useRead('list-printers', {})
  const [dialog, setDialog] = useState<'batch' | 'printer'>()
  const close = () => setDialog(undefined)
  const canPrint = printers.data?.printers.some(({ retiredAtMs }) => retiredAtMs === null) ?? false
  return (
    <>
      <PageHead title={t('nav.production')} about={t('production.about')}>
        {may('add-printer') && (
          <Button
            variant="default"
            leftSection={<IconPrinter size={18} aria-hidden="true" />}
            onClick={() => setDialog('printer')}
          >
            {t('printers.add')}
          </Button>
        )}
        {may('create-batch') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setDialog('batch')}
            disabled={!canPrint}
          >
            {t('batch.create')}
          </Button>
        )}
      </PageHead>
      <div className={roomStyles['stack']}>
        <Panel title={t('production.batches')}>
          <Loaded query={batches}>
            {(found) => (found.batches.length === 0 ? <NoBatches /> : <Batches {...found} />)}
          </Loaded>
        </Panel>
        <StockPanels />
        <Panel title={t('production.printers')}>
          <Loaded query={printers}>{(found) => <PrinterTable printers={found.printers} />}</Loaded>
        </Panel>
      </div>
      {dialog === 'batch' && <BatchDialog onClose={close} />}
      {dialog === 'printer' && <PrinterDialog onClose={close} />}
    </>
  )
}

function NoBatches() {
  const { t } = useWords()
  return (
    <EmptyState
      icon={<IconStack2 size={24} />}
      title={t('production.none')}
      text={t('production.noneText')}
    />
  )
}

function Batches({ batches }: { batches: readonly BatchView[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<BatchView>[] = [
    {
      id: 'name',
      heading: t('column.batch'),
      isRowHeading: true,
      cell: ({ batchId, name, programName }) => (
        <>
          <RoomLink to="/production/$batchId" params={{ batchId }} size="sm">
            {name}
          </RoomLink>
          <span className={styles['sub']}>{programName}</span>
        </>
      ),
    },
    {
      id: 'cards',
      heading: t('nav.cards'),
      align: 'end',
      cell: (batch) => <Made batch={batch} />,
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state }) => <BatchStateBadge state={state} />,
    },
    { id: 'printer', heading: t('printers.one'), cell: ({ printerName }) => printerName },
    {
      id: 'file',
      heading: t('batch.file'),
      cell: (batch) => <Fetched batch={batch} />,
    },
    {
      id: 'planned',
      heading: t('batch.plannedOn'),
      onlyWide: true,
      cell: ({ createdAtMs }) => times.dateTime(createdAtMs),
    },
  ]
  return (
    <DataTable
      label={t('production.batches')}
      columns={columns}
      rows={batches}
      rowKey={({ batchId }) => batchId}
    />
  )
}

function Fetched({ batch }: { batch: BatchView }) {
  const { t } = useWords()
  if (batch.exports > 0) return t('batch.fetched', { count: batch.exports })
  return <span className={styles['quiet']}>{t('batch.neverFetched')}</span>
}
