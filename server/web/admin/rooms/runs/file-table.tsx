import { Button, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { PayoutFileView, RunView } from '../../../../../src/contract/admin/payout-views.ts'
import { PAYOUT_FILE_PATH } from '../../../../../src/contract/admin/payouts.ts'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { GiveUpDialog } from './give-up-dialog.tsx'
import { SentDialog } from './run-dialogs.tsx'
import roomStyles from './runs.module.css'

/** The bank files of a run, to be downloaded and told of. */
export function FileTable({ run }: { run: RunView }) {
  const { t, locale } = useWords()
  const [told, setTold] = useState<PayoutFileView>()
  const [lost, setLost] = useState<PayoutFileView>()
  if (run.files.length === 0) {
    const isToCome = run.state === 'draft' || run.state === 'cancelled'
    return <p className={styles['quiet']}>{t(isToCome ? 'runs.noFiles' : 'runs.noBank')}</p>
  }
  const columns: Column<PayoutFileView>[] = [
    {
      id: 'file',
      heading: t('runs.file'),
      isRowHeading: true,
      cell: ({ name, profileName, sha256 }) => (
        <>
          {name}
          <span className={styles['sub']}>{profileName}</span>
          {sha256 !== null && (
            <span className={`${styles['sub']} ${roomStyles['hash']} figures`}>
              {t('runs.checksum')} {sha256.slice(0, 16)}…
            </span>
          )}
        </>
      ),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: (file) => <FileState file={file} timeZone={run.timeZone} />,
    },
    {
      id: 'value',
      heading: t('runs.valueOn'),
      onlyWide: true,
      cell: ({ valueOn }) => formatLongDay(valueOn, locale),
    },
    {
      id: 'transfers',
      heading: t('runs.transfers'),
      align: 'end',
      cell: ({ transfers }) => new Intl.NumberFormat(locale).format(transfers),
    },
    {
      id: 'credits',
      heading: t('runs.credits'),
      align: 'end',
      cell: ({ creditsMinor, debitsMinor, currency }) => (
        <>
          <Money amountMinor={creditsMinor} currency={currency} />
          {debitsMinor > 0 && (
            <span className={styles['sub']}>
              {t('runs.debits')} <Money amountMinor={debitsMinor} currency={currency} />
            </span>
          )}
        </>
      ),
    },
    {
      id: 'steps',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (file) => (
        <FileSteps
          file={file}
          isMade={run.state !== 'approved'}
          onTell={() => setTold(file)}
          onGiveUp={() => setLost(file)}
        />
      ),
    },
  ]
  return (
    <>
      <DataTable
        label={t('runs.files')}
        columns={columns}
        rows={run.files}
        rowKey={({ fileId }) => fileId}
      />
      {told && <SentDialog file={told} onClose={() => setTold(undefined)} />}
      {lost && <GiveUpDialog file={lost} onClose={() => setLost(undefined)} />}
    </>
  )
}

function FileState({ file, timeZone }: { file: PayoutFileView; timeZone: string }) {
  const { t } = useWords()
  const times = useTimes()
  if (file.givenUp !== null) {
    const { atMs, by, reason } = file.givenUp
    return (
      <>
        <Badge tone="refused">{t('runs.givenUp')}</Badge>
        <span className={styles['sub']}>{reason}</span>
        <span className={styles['sub']}>
          {t('runs.givenUpBy', { name: by, time: times.dateTime(atMs, timeZone) })}
        </span>
      </>
    )
  }
  if (file.sentAtMs !== null)
    return (
      <>
        <Badge tone="moved">{t('payoutState.sent')}</Badge>
        <span className={styles['sub']}>
          {t('runs.sentOn', { time: times.dateTime(file.sentAtMs, timeZone) })}
        </span>
      </>
    )
  return (
    <>
      <Badge tone={file.problem === null ? 'choose' : 'refused'}>{t('runs.notSent')}</Badge>
      {file.problem !== null && (
        <span className={styles['sub']}>{t('runs.problem', { problem: file.problem })}</span>
      )}
    </>
  )
}

interface FileStepsProps {
  readonly file: PayoutFileView
  readonly isMade: boolean
  readonly onTell: () => void
  readonly onGiveUp: () => void
}

function FileSteps({ file, isMade, onTell, onGiveUp }: FileStepsProps) {
  const { t } = useWords()
  const may = useMay()
  if (file.sha256 === null) return null
  // Of its credits only the server knows: each is asked for, and answered, by itself.
  const isByCredit = file.rail === 'forte' && file.deliveryId !== null
  const isForPeople = isMade && file.givenUp === null && !isByCredit
  return (
    <Stack gap={6} align="flex-end">
      {may('fetch-payout-file') && (
        <Button
          component="a"
          href={`${PAYOUT_FILE_PATH}?fileId=${file.fileId}`}
          download={file.name}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden="true" />}
          aria-label={t('runs.downloadOf', { name: file.name })}
        >
          {t('runs.download')}
        </Button>
      )}
      {isForPeople && may('mark-file-sent') && file.sentAtMs === null && (
        <Button size="xs" onClick={onTell}>
          {t('runs.markSent')}
        </Button>
      )}
      {isForPeople && may('give-up-file') && (
        <Button
          size="xs"
          variant="default"
          onClick={onGiveUp}
          aria-label={t('runs.giveUpOf', { name: file.name })}
        >
          {t('runs.giveUp')}
        </Button>
      )}
    </Stack>
  )
}
