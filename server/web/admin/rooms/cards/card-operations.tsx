import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { useMay } from '../../api/may.ts'
import { EmptyState } from '../../show/notices.tsx'
import { OperationDetails } from '../../show/operation-details.tsx'
import { OperationTable } from '../../show/operation-table.tsx'
import { useWords } from '../../words/words.tsx'

export type OperationDialog = 'void' | 'refund'

interface CardOperationsProps {
  readonly card: CardDetail
  readonly onOpen: (kind: OperationDialog, operation: OperationLine) => void
}

/** Everything that happened to the card, with what can still be undone. */
export function CardOperations({ card, onOpen }: CardOperationsProps) {
  const { t } = useWords()
  const may = useMay()
  if (card.operations.length === 0) {
    return (
      <EmptyState
        icon={<IconHistory size={24} />}
        title={t('card.noOperations')}
        text={t('card.noOperationsText')}
      />
    )
  }
  return (
    <OperationTable
      label={t('card.operations')}
      operations={card.operations}
      show={{ location: true, sign: true }}
      actions={(operation) => (
        <>
          {canRefund(operation) && may('refund-operation') && (
            <Button variant="default" size="compact-sm" onClick={() => onOpen('refund', operation)}>
              {t('operation.refund')}
            </Button>
          )}
          {canVoid(operation) && may('void-operation') && (
            <Button variant="default" size="compact-sm" onClick={() => onOpen('void', operation)}>
              {t('operation.void')}
            </Button>
          )}
          <OperationDetails operation={operation} />
        </>
      )}
    />
  )
}

/** A void is never voided, and what was refunded in part is no longer undone whole. */
function canVoid(operation: OperationLine): boolean {
  const isLive = operation.state === 'posted' && operation.appliedMinor > 0
  return isLive && operation.kind !== 'void' && operation.refundedMinor === 0
}

function canRefund(operation: OperationLine): boolean {
  const isLive = operation.state === 'posted' && operation.kind === 'redeem'
  return isLive && operation.refundedMinor < operation.appliedMinor
}
