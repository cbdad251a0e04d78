import { Button, Group } from '@mantine/core'
import type { ImportState, ImportView } from '../../../../../src/contract/admin/imports.ts'
import { useMay } from '../../api/may.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** What somebody is about to do with an import. */
export interface ImportStep {
  readonly is: 'commit' | 'drop' | 'reverse'
  readonly found: ImportView
}

interface ImportTableProps {
  readonly imports: readonly ImportView[]
  readonly onStep: (step: ImportStep) => void
}

/** All imports, with what each still allows. */
export function ImportTable({ imports, onStep }: ImportTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<ImportView>[] = [
    {
      id: 'source',
      heading: t('imports.source'),
      isRowHeading: true,
      cell: ({ source, programName }) => (
        <>
          {source}
          <span className={styles['sub']}>{programName}</span>
        </>
      ),
    },
    { id: 'state', heading: t('column.state'), cell: (found) => <State found={found} /> },
    {
      id: 'cards',
      heading: t('nav.cards'),
      align: 'end',
      cell: (found) => <Cards found={found} />,
    },
    {
      id: 'value',
      heading: t('imports.value'),
      align: 'end',
      cell: (found) => <Value found={found} />,
    },
    {
      id: 'staged',
      heading: t('imports.stagedBy'),
      onlyWide: true,
      cell: ({ stagedBy, stagedAtMs }) => (
        <>
          {stagedBy}
          <span className={styles['sub']}>{times.dateTime(stagedAtMs)}</span>
        </>
      ),
    },
    {
      id: 'steps',
      heading: t('imports.steps'),
      headingHidden: true,
      align: 'end',
      cell: (found) => <Steps found={found} onStep={onStep} />,
    },
  ]
  return (
    <DataTable
      label={t('imports.list')}
      columns={columns}
      rows={imports}
      rowKey={({ importId }) => importId}
    />
  )
}

const TONES: Readonly<Record<ImportState, Tone>> = {
  staging: 'know',
  staged: 'choose',
  committing: 'know',
  committed: 'moved',
  reversing: 'know',
  reversed: 'quiet',
  dropped: 'quiet',
}

function State({ found }: { found: ImportView }) {
  const { t } = useWords()
  return (
    <>
      <Badge tone={TONES[found.state]}>{t(`importState.${found.state}`)}</Badge>
      {found.hardening > 0 && (
        <span className={styles['sub']}>{t('imports.hardening', { count: found.hardening })}</span>
      )}
    </>
  )
}

/** How many rows, and how far it is. */
function Cards({ found }: { found: ImportView }) {
  const { t, locale } = useWords()
  const figure = new Intl.NumberFormat(locale).format
  const { state, doneRows, rows, refusedRows, source } = found
  const isMoving = state === 'committing' || state === 'reversing'
  return (
    <>
      {isMoving && (
        <progress value={doneRows} max={rows} aria-label={t('imports.progress', { source })} />
      )}
      <span className="figures">
        {isMoving
          ? t('batch.madeOf', { made: figure(doneRows), count: figure(rows) })
          : figure(rows)}
      </span>
      {refusedRows > 0 && (
        <span className={styles['sub']}>
          {t(state === 'reversed' ? 'imports.kept' : 'imports.refused', { count: refusedRows })}
        </span>
      )}
    </>
  )
}

/** What the file says, and what of it is in the ledger: the two have to agree. */
function Value({ found }: { found: ImportView }) {
  const { t } = useWords()
  const { remainingMinor, importedMinor, currency, state } = found
  const isIn = state === 'committed' || state === 'reversed'
  return (
    <>
      <Money amountMinor={remainingMinor} currency={currency} />
      {isIn && (
        <span className={styles['sub']}>
          {importedMinor === remainingMinor ? t('imports.tiesOut') : t('imports.inLedger')}{' '}
          {importedMinor !== remainingMinor && (
            <Money amountMinor={importedMinor} currency={currency} />
          )}
        </span>
      )}
    </>
  )
}

function Steps({ found, onStep }: Omit<ImportTableProps, 'imports'> & { found: ImportView }) {
  const { t } = useWords()
  const may = useMay()
  const isReversible =
    found.state === 'committed' || (found.state === 'reversed' && found.refusedRows > 0)
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {found.state === 'staged' && may('drop-import') && (
        <Button size="xs" variant="default" onClick={() => onStep({ is: 'drop', found })}>
          {t('imports.drop')}
        </Button>
      )}
      {found.state === 'staged' && may('commit-import') && (
        <Button size="xs" onClick={() => onStep({ is: 'commit', found })}>
          {t('imports.commit')}
        </Button>
      )}
      {isReversible && may('reverse-import') && (
        <Button size="xs" variant="default" onClick={() => onStep({ is: 'reverse', found })}>
          {t('imports.reverse')}
        </Button>
      )}
    </Group>
  )
}
