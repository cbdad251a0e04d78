import { Button } from '@mantine/core'
import { IconArrowLeft, IconDownload, IconPackageImport, IconTrash } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { AllocationView, BatchView } from '../../../../../src/contract/admin/production.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Notice } from '../../show/notice.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AllocationDialog } from './allocation-dialog.tsx'
import { AllocationTable } from './allocation-table.tsx'
import { BatchStateBadge, Made } from './batch-state.tsx'
import { FetchDialog } from './fetch-dialog.tsx'
import { MissingDialog } from './missing-dialog.tsx'
import roomStyles from './production.module.css'
import { SpoilDialog } from './spoil-dialog.tsx'
import { useBatch } from './use-progress.ts'

const route = getRouteApi('/inside/production/$batchId')

type OpenDialog =
  | { readonly kind: 'fetch' | 'spoil' | 'allocate' }
  | { readonly kind: 'missing'; readonly allocation: AllocationView }

/** One batch: how far it is, its file, and where its cards are. */
export function BatchRoom() {
  const { t } = useWords()
  const { batchId } = route.useParams()
  const query = useBatch(batchId)
  useTitle(query.data?.batch.name ?? t('column.batch'))
  return (
    <>
      <RoomLink to="/production" size="sm" className={roomStyles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.production')}
      </RoomLink>
      <Loaded query={query}>{(found) => <Batch key={found.batch.batchId} {...found} />}</Loaded>
    </>
  )
}

interface BatchProps {
  readonly batch: BatchView
  readonly allocations: readonly AllocationView[]
}

function Batch({ batch, allocations }: BatchProps) {
  const { t } = useWords()
  const may = useMay()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  const isMade = batch.state === 'ready' || batch.state === 'received'
  return (
    <>
      <PageHead title={batch.name} badge={<BatchStateBadge state={batch.state} />}>
        <BatchActions batch={batch} onOpen={(kind) => setDialog({ kind })} />
      </PageHead>
      <div className={roomStyles['stack']}>
        <NextStep batch={batch} />
        <Panel title={t('card.facts')}>
          <Facts batch={batch} />
        </Panel>
        <Panel
          title={t('allocation.title')}
          action={
            isMade &&
            may('allocate-cards') && (
              <Button size="xs" variant="default" onClick={() => setDialog({ kind: 'allocate' })}>
                {t('allocation.create')}
              </Button>
            )
          }
        >
          <AllocationTable
            allocations={allocations}
            onMissing={(allocation) => setDialog({ kind: 'missing', allocation })}
          />
        </Panel>
      </div>
      {dialog?.kind === 'fetch' && <FetchDialog batch={batch} onClose={close} />}
      {dialog?.kind === 'spoil' && <SpoilDialog batch={batch} onClose={close} />}
      {dialog?.kind === 'allocate' && (
        <AllocationDialog batch={batch} allocations={allocations} onClose={close} />
      )}
      {dialog?.kind === 'missing' && (
        <MissingDialog allocation={dialog.allocation} onClose={close} />
      )}
    </>
  )
}

interface BatchActionsProps {
  readonly batch: BatchView
  readonly onOpen: (kind: 'fetch' | 'spoil') => void
}

/** Only what the batch's state allows. */
function BatchActions({ batch, onOpen }: BatchActionsProps) {
  const { t } = useWords()
  const tell = useTell()
  const may = useMay()
  const { batchId, name, count } = batch
  return (
    <>
      {(batch.state === 'planned' || batch.state === 'ready') && may('spoil-batch') && (
        <Button
          variant="default"
          leftSection={<IconTrash size={18} aria-hidden="true" />}
          onClick={() => onOpen('spoil')}
        >
          {t('batch.spoil')}
        </Button>
      )}
      {batch.state === 'ready' && may('fetch-printer-file') && (
        <Button
          variant={batch.exports === 0 ? 'filled' : 'default'}
          leftSection={<IconDownload size={18} aria-hidden="true" />}
          onClick={() => onOpen('fetch')}
        >
          {t('batch.fetch')}
        </Button>
      )}
      {batch.state === 'ready' && batch.exports > 0 && (
        <ActionButton
          call="receive-batch"
          params={{ batchId }}
          verb={t('batch.receive')}
          question={{
            title: t('batch.receiveTitle', { name }),
            text: t('batch.receiveText', { count }),
          }}
          onDone={() => tell(t('batch.receivedNow', { name }))}
          leftSection={<IconPackageImport size={18} aria-hidden="true" />}
        />
      )}
    </>
  )
}

function NextStep({ batch }: { batch: BatchView }) {
  const { t } = useWords()
  const step = batch.state === 'ready' && batch.exports > 0 ? 'printing' : batch.state
  return (
    <Notice tone={step === 'received' ? 'moved' : 'know'} title={t(`batchStep.${step}`)}>
      {t(`batchStepText.${step}`)}
    </Notice>
  )
}

function Facts({ batch }: { batch: BatchView }) {
  const { t, locale } = useWords()
  const times = useTimes()
  const figure = new Intl.NumberFormat(locale).format
  const time = (atMs: number | null) => (atMs === null ? t('batch.notYet') : times.dateTime(atMs))
  return (
    <dl className={styles['facts']}>
      <Fact name={t('nav.cards')}>
        <Made batch={batch} />
      </Fact>
      <Fact name={t('column.program')}>{batch.programName}</Fact>
      <Fact name={t('batch.prefix')}>{batch.prefix}</Fact>
      <Fact name={t('card.pin')}>{t(batch.withPin ? 'card.hasPin' : 'card.noPin')}</Fact>
      <Fact name={t('batch.expiry')}>{batch.printedExpiry ?? t('batch.noExpiry')}</Fact>
      <Fact name={t('printers.one')}>{batch.printerName}</Fact>
      <Fact name={t('batch.plannedOn')}>{time(batch.createdAtMs)}</Fact>
      <Fact name={t('batch.readyOn')}>{time(batch.readyAtMs)}</Fact>
      <Fact name={t('batch.lastFetched')}>{time(batch.lastExportAtMs)}</Fact>
      <Fact name={t('batch.endedOn')}>{time(batch.endedAtMs)}</Fact>
      <Fact name={t('batch.drawnAgain')}>{figure(batch.drawnAgain)}</Fact>
      {batch.withPin && (
        <Fact name={t('batch.hardening')}>
          {batch.hardening === 0 ? t('batch.hardened') : figure(batch.hardening)}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
