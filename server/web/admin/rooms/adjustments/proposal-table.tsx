import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { ProposalState } from '../../../../../src/contract/admin/adjustments.ts'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import { REFUSAL_CODES } from '../../../../../src/contract/refusals.ts'
import { useMay } from '../../api/may.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { CardLink } from '../../show/card-link.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { ApproveDialog } from './approve-dialog.tsx'
import { RejectDialog } from './reject-dialog.tsx'

export type ProposalLine = AdminResult<'list-proposals'>['proposals'][number]

const TONES: Readonly<Record<ProposalState, Tone>> = {
  pending: 'know',
  approved: 'know',
  posted: 'moved',
  refused: 'refused',
  rejected: 'refused',
  expired: 'quiet',
}

interface OpenDialog {
  readonly decision: 'approve' | 'reject'
  readonly proposal: ProposalLine
}

/** Who wants what and why, and who agreed; whoever may decide does it here. */
export function ProposalTable({ proposals }: { proposals: readonly ProposalLine[] }) {
  const { t } = useWords()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  const columns: Column<ProposalLine>[] = [
    {
      id: 'card',
      heading: t('column.card'),
      isRowHeading: true,
      cell: (proposal) => <Card {...proposal} />,
    },
    {
      id: 'amount',
      heading: t('column.amount'),
      align: 'end',
      cell: ({ amountMinor, currency, kind }) => (
        <>
          <Money amountMinor={amountMinor} currency={currency} signed />
          <span className={styles['sub']}>{t(`kind.${kind}`)}</span>
        </>
      ),
    },
    {
      id: 'by',
      heading: t('adjustments.by'),
      cell: (proposal) => <Proposer {...proposal} />,
    },
    { id: 'state', heading: t('column.state'), cell: (proposal) => <State {...proposal} /> },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (proposal) => (
        <Actions proposal={proposal} onOpen={(decision) => setDialog({ decision, proposal })} />
      ),
    },
  ]
  return (
    <>
      <DataTable
        label={t('nav.adjustments')}
        columns={columns}
        rows={proposals}
        rowKey={({ proposalId }) => proposalId}
      />
      {dialog?.decision === 'approve' && (
        <ApproveDialog proposal={dialog.proposal} onClose={close} />
      )}
      {dialog?.decision === 'reject' && <RejectDialog proposal={dialog.proposal} onClose={close} />}
    </>
  )
}

function Card({ cardId, lastFour, programName }: ProposalLine) {
  return (
    <>
      <CardLink cardId={cardId} lastFour={lastFour} />
      <span className={styles['sub']}>{programName}</span>
    </>
  )
}

function Proposer({ proposedBy, clerk, reason, proposedAtMs }: ProposalLine) {
  const times = useTimes()
  return (
    <>
      {proposedBy}
      {clerk !== null && ` · ${clerk}`}
      <span className={styles['sub']}>{reason}</span>
      <span className={styles['sub']}>{times.dateTime(proposedAtMs)}</span>
    </>
  )
}

function State({ state, code, decidedBy, decisionReason, expiresAtMs }: ProposalLine) {
  const { t } = useWords()
  const times = useTimes()
  const refusal = REFUSAL_CODES.find((each) => each === code)
  return (
    <>
      <Badge tone={TONES[state]}>{t(`proposalState.${state}`)}</Badge>
      {state === 'pending' && (
        <span className={styles['sub']}>
          {t('adjustments.until', { time: times.dateTime(expiresAtMs) })}
        </span>
      )}
      {decidedBy !== null && (
        <span className={styles['sub']}>
          {t('adjustments.decided')} {decidedBy}
        </span>
      )}
      {decisionReason !== null && <span className={styles['sub']}>{decisionReason}</span>}
      {refusal && <span className={styles['sub']}>{t(`reply.${refusal}`)}</span>}
    </>
  )
}

interface ActionsProps {
  readonly proposal: ProposalLine
  readonly onOpen: (decision: OpenDialog['decision']) => void
}

function Actions({ proposal: { mayDecide, state }, onOpen }: ActionsProps) {
  const { t } = useWords()
  const may = useMay()
  if (state !== 'pending' || !may('approve-proposal')) return null
  if (!mayDecide) return <span className={styles['quiet']}>{t('adjustments.own')}</span>
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button size="xs" variant="default" onClick={() => onOpen('reject')}>
        {t('adjustments.reject')}
      </Button>
      <Button size="xs" onClick={() => onOpen('approve')}>
        {t('adjustments.approve')}
      </Button>
    </Group>
  )
}
