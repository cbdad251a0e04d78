import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { ExceptionView, InboxState } from '../../../../../src/contract/admin/exceptions.ts'
import { useMay } from '../../api/may.ts'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useAction } from '../../forms/use-action.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface ExceptionTableProps {
  readonly exceptions: readonly ExceptionView[]
  readonly onNoted: () => void
}

/** What the stations told, what their clerks said of it, and what the operator found out. */
export function ExceptionTable({ exceptions, onNoted }: ExceptionTableProps) {
  const { t } = useWords()
  const may = useMay()
  const [asked, setAsked] = useState<Asked>()
  const columns = [
    ...useColumns(),
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (exception: ExceptionView) =>
        may('decide-exception') && (
          <Actions
            exception={exception}
            onNoted={onNoted}
            onAsk={(what) => setAsked({ what, exception })}
          />
        ),
    } satisfies Column<ExceptionView>,
  ]
  return (
    <>
      <DataTable
        label={t('nav.exceptions')}
        columns={columns}
        rows={exceptions}
        rowKey={({ exceptionId }) => exceptionId}
      />
      {asked && (
        <AskedDialog
          {...asked}
          onClose={() => setAsked(undefined)}
          onNoted={() => {
            setAsked(undefined)
            onNoted()
          }}
        />
      )}
    </>
  )
}

function useColumns(): Column<ExceptionView>[] {
  const { t } = useWords()
  const times = useTimes()
  return [
    {
      id: 'what',
      heading: t('exceptions.what'),
      isRowHeading: true,
      cell: ({ kind, lastFour, amountMinor, currency }) => (
        <>
          {t(`exceptionKind.${kind}`)}
          <span className={styles['sub']}>
            {amountMinor !== null && currency !== null && (
              <Money amountMinor={amountMinor} currency={currency} />
            )}
            {lastFour !== null && ` · •••• ${lastFour}`}
          </span>
        </>
      ),
    },
    {
      id: 'where',
      heading: t('exceptions.where'),
      cell: (exception) => <Where exception={exception} />,
    },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ atMs, timeZone }) => times.dateTime(atMs, timeZone ?? undefined),
    },
    {
      id: 'clerk',
      heading: t('exceptions.clerk'),
      cell: ({ state, reason, note, clerk }) => (
        <>
          <Badge tone={TONES[state]}>{t(`exceptionState.${state}`)}</Badge>
          <span className={styles['sub']}>
            {[
              reason === null || (reason === 'other' && note !== '')
                ? ''
                : t(`exceptionReason.${reason}`),
              ...(reason === 'belongs_together' ? [] : [note]),
              clerk,
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'owner',
      heading: t('exceptions.owner'),
      cell: ({ ownerNote, ownerName }) =>
        ownerName === null ? (
          '–'
        ) : (
          <>
            {ownerNote}
            <span className={styles['sub']}>{ownerName}</span>
          </>
        ),
    },
  ]
}

function Where({ exception }: { readonly exception: ExceptionView }) {
  const { t } = useWords()
  const { till, receiptNumber, locationName, deviceCode } = exception
  const place = [locationName ?? t('exceptions.bank'), deviceCode ?? t('exceptions.bySystem')]
  const parts = [
    ...(till === null ? [] : [t('exceptions.till', { till })]),
    ...(receiptNumber === null ? [] : [t('exceptions.receipt', { number: receiptNumber })]),
  ]
  return (
    <>
      {parts.length === 0 ? '–' : parts.join(' · ')}
      <span className={styles['sub']}>{place.join(' · ')}</span>
    </>
  )
}

interface Asked {
  readonly what: 'note' | 'settle'
  readonly exception: ExceptionView
}

const TONES = { open: 'know', taken: 'choose', settled: 'quiet' } as const

interface ActionsProps {
  readonly exception: ExceptionView
  readonly onNoted: () => void
  readonly onAsk: (what: Asked['what']) => void
}

/** Taking it and giving it back need no word; settling it does. */
function Actions({ exception, onNoted, onAsk }: ActionsProps) {
  const { t } = useWords()
  const tell = useTell()
  const { exceptionId, state, reason } = exception
  const { run, notice } = useAction('decide-exception', (answer) => {
    tell(t(answer.state === 'taken' ? 'exceptions.taken' : 'exceptions.opened'))
    onNoted()
  })
  const step = (word: 'take' | 'giveBack' | 'reopen', next: InboxState) => {
    const verb = t(`exceptions.${word}`)
    const decide = () => void run(verb, { exceptionId, state: next, note: null })
    return <Menu.Item onClick={decide}>{verb}</Menu.Item>
  }
  return (
    <>
      <Menu
        position="bottom-end"
        // Not cut off where the table ends.
        floatingStrategy="fixed"
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label={t('exceptions.more')}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onAsk('note')}>{t('exceptions.note')}</Menu.Item>
          {state === 'open' && step('take', 'taken')}
          {state === 'taken' && step('giveBack', 'open')}
          {state !== 'settled' && (
            <Menu.Item onClick={() => onAsk('settle')}>{t('exceptions.settle')}</Menu.Item>
          )}
          {state === 'settled' && reason === null && step('reopen', 'open')}
        </Menu.Dropdown>
      </Menu>
      {notice}
    </>
  )
}

type AskedDialogProps = Asked & { readonly onClose: () => void; readonly onNoted: () => void }

function AskedDialog({ what, exception, onClose, onNoted }: AskedDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { exceptionId } = exception
  const isNote = what === 'note'
  const noting = useSending('note-exception', () => {
    tell(t('exceptions.noted'))
    onNoted()
  })
  const settling = useSending('decide-exception', () => {
    tell(t('exceptions.settled'))
    onNoted()
  })
  const submit = (note: string) =>
    void (isNote
      ? noting.send({ exceptionId, note })
      : settling.send({ exceptionId, state: 'settled', note }))
  return (
    <ReasonDialog
      title={t(isNote ? 'exceptions.noteTitle' : 'exceptions.settleTitle')}
      text={t(isNote ? 'exceptions.noteText' : 'exceptions.settleText')}
      label={t('exceptions.noteLabel')}
      submit={t(isNote ? 'exceptions.noteSubmit' : 'exceptions.settle')}
      sending={isNote ? noting : settling}
      onSubmit={submit}
      onClose={onClose}
    />
  )
}
