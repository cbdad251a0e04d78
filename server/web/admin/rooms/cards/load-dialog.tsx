import { Stack } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail, ProgramView } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { minor } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { readAmount } from '../../forms/amount.ts'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { EMPTY_LOAD, fundedByOf, LoadFields } from '../../forms/load-fields.tsx'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { Loaded } from '../../show/loaded.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface LoadDialogProps {
  readonly card: CardDetail
  readonly kind: 'activate' | 'fund'
  readonly onClose: () => void
}

/** Brings value onto a card: the first time (activate) or again (fund). */
export function LoadDialog({ card, kind, onClose }: LoadDialogProps) {
  const { t } = useWords()
  const programs = useRead('list-programs', {})
  const program = programs.data?.programs.find((each) => each.programId === card.programId)
  if (program) return <LoadForm card={card} kind={kind} program={program} onClose={onClose} />
  return (
    <Dialog title={t(`load.${kind}`)} onClose={onClose}>
      <Loaded query={programs}>{() => <p>{t('programs.none')}</p>}</Loaded>
    </Dialog>
  )
}

function LoadForm(props: LoadDialogProps & { program: ProgramView }) {
  const { card, kind, program, onClose } = props
  const { t, locale } = useWords()
  const tell = useTell()
  const operation = useOperation({
    name: kind === 'activate' ? 'activate-card' : 'fund-card',
    subject: card.cardId,
    paramsOf: (content, requestId) => ({
      cardId: card.cardId,
      requestId,
      amountMinor: minor(Number(content['amountMinor'])),
      fundedBy: fundedByOf(content['fundedBy']),
    }),
    onDone: () => {
      tell(t(`load.${kind}Done`))
      onClose()
    },
  })
  const [load, setLoad] = useState({
    amount: operation.unfinished?.['amount'] ?? EMPTY_LOAD.amount,
    fundedBy: fundedByOf(operation.unfinished?.['fundedBy']),
  })
  const [wrong, setWrong] = useState(false)
  const locked = operation.unfinished !== undefined
  const submit = () => {
    const amountMinor = readAmount(load.amount, program.currency, locale)
    setWrong(amountMinor === undefined)
    if (amountMinor === undefined) return
    void operation.send({ ...load, amountMinor: String(amountMinor) })
  }
  return (
    <FormDialog
      title={`${t(`load.${kind}`)} ${maskLastFour(card.lastFour)}`}
      submit={t(locked ? 'operation.sendAgain' : `card.${kind}`)}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Stack gap="md">
        <LoadFields
          program={program}
          load={load}
          onChange={setLoad}
          error={wrong ? t('form.amountWrong') : undefined}
          locked={locked}
        />
      </Stack>
    </FormDialog>
  )
}
