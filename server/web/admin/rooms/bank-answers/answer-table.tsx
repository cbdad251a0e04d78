import { Button } from '@mantine/core'
import { useState } from 'react'
import type {
  AnswerState,
  BankAnswerView,
} from '../../../../../src/contract/admin/bank-outcomes.ts'
import type { Minor } from '../../../../../src/contract/money.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { MatchDialog, SettleDialog } from './answer-dialogs.tsx'
import roomStyles from './bank-answers.module.css'

const TONES: Readonly<Record<AnswerState, Tone>> = {
  new: 'choose',
  done: 'moved',
  open: 'refused',
  taken: 'know',
  settled: 'quiet',
}

interface Step {
  readonly is: 'settle' | 'match'
  readonly answer: BankAnswerView
}

interface AnswerTableProps {
  readonly label: string
  readonly answers: readonly BankAnswerView[]
}

/** What a bank said, of which payout, what that did, and who sees to it. */
export function AnswerTable({ label, answers }: AnswerTableProps) {
  const { t } = useWords()
  const [step, setStep] = useState<Step>()
  const columns: Column<BankAnswerView>[] = [
    {
      id: 'says',
      heading: t('answers.says'),
      isRowHeading: true,
      cell: (answer) => <Says {...answer} />,
    },
    { id: 'payout', heading: t('answers.payout'), cell: (answer) => <PayoutOf {...answer} /> },
    { id: 'did', heading: t('answers.did'), cell: (answer) => <Did {...answer} /> },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state, owner, note }) => (
        <>
          <Badge tone={TONES[state]}>{t(`answerState.${state}`)}</Badge>
          {owner !== null && <span className={styles['sub']}>{owner}</span>}
          {note !== null && <span className={styles['sub']}>{note}</span>}
        </>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (answer) => <Actions answer={answer} onStep={setStep} />,
    },
  ]
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={answers}
        rowKey={({ answerId }) => answerId}
      />
      {step?.is === 'settle' && (
        <SettleDialog answer={step.answer} onClose={() => setStep(undefined)} />
      )}
      {step?.is === 'match' && (
        <MatchDialog answer={step.answer} onClose={() => setStep(undefined)} />
      )}
    </>
  )
}

function Says({ kind, code, words, line }: BankAnswerView) {
  const { t } = useWords()
  return (
    <>
      {t(`answerKind.${kind}`)} · <span className="figures">{code}</span>
      <span className={styles['sub']}>{words}</span>
      <span className={styles['sub']}>{t('answers.onLine', { line })}</span>
    </>
  )
}

function PayoutOf(answer: BankAnswerView) {
  const { t } = useWords()
  const { locationId, locationName, amountMinor, currency, payoutReference } = answer
  const shown = payoutReference ?? answer.reference ?? answer.trace
  return (
    <>
      {locationId !== null && locationName !== null ? (
        <RoomLink to="/bank-accounts/$locationId" params={{ locationId }} size="sm">
          {locationName}
        </RoomLink>
      ) : (
        <span className={styles['quiet']}>{t('answers.noPayout')}</span>
      )}
      <span className={styles['sub']}>
        {amountMinor !== null && amountMinor !== 0 && currency !== null && (
          <Money amountMinor={amountMinor as Minor} currency={currency} />
        )}{' '}
        {shown}
      </span>
    </>
  )
}

function Did({ deeds, task, state }: BankAnswerView) {
  const { t } = useWords()
  const isWaiting = state === 'open' || state === 'taken'
  return (
    <>
      <ul className={roomStyles['deeds']}>
        {deeds.map(({ did, note }) => (
          <li key={did}>
            {t(`answerDid.${did}`)}
            {note !== null && <span className={styles['sub']}>{note}</span>}
          </li>
        ))}
      </ul>
      {task !== null && isWaiting && (
        <span className={roomStyles['task']}>{t(`answerTask.${task}`)}</span>
      )}
    </>
  )
}

interface ActionsProps {
  readonly answer: BankAnswerView
  readonly onStep: (step: Step) => void
}

function Actions({ answer, onStep }: ActionsProps) {
  const { t } = useWords()
  const tell = useTell()
  const may = useMay()
  const { state, answerId, payoutReference } = answer
  const isWaiting = state === 'open' || state === 'taken'
  if (!isWaiting || !may('see-to-bank-answer')) return null
  return (
    <div className={roomStyles['actions']}>
      {state === 'open' && (
        <ActionButton
          call="see-to-bank-answer"
          params={{ answerId, state: 'taken', note: null }}
          verb={t('answers.takeOver')}
          onDone={() => tell(t('answers.isYours'))}
          size="xs"
          variant="default"
        />
      )}
      {payoutReference === null && may('match-bank-answer') && (
        <Button size="xs" variant="default" onClick={() => onStep({ is: 'match', answer })}>
          {t('answers.match')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => onStep({ is: 'settle', answer })}>
        {t('answers.settle')}
      </Button>
    </div>
  )
}
