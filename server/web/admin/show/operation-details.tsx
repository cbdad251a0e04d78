import type { ReactNode } from 'react'
import type { OperationLine } from '../../../../src/contract/admin/views.ts'
import { REFUSAL_CODES } from '../../../../src/contract/refusals.ts'
import { useWords, type Word } from '../words/words.tsx'
import { OperationStateBadge } from './badges.tsx'
import { CardLink } from './card-link.tsx'
import { DetailsDrawer } from './details-drawer.tsx'
import { Money } from './money.tsx'
import { tillText } from './operation-table.tsx'
import styles from './show.module.css'
import { useTimes } from './times.tsx'

/** A button that opens everything that is known of an operation. */
export function OperationDetails({ operation }: { operation: OperationLine }) {
  const { t } = useWords()
  return (
    <DetailsDrawer title={t('operation.title', { kind: t(`kind.${operation.kind}`) })}>
      <Facts operation={operation} />
    </DetailsDrawer>
  )
}

function Facts({ operation }: { operation: OperationLine }) {
  const { t } = useWords()
  const times = useTimes()
  const { currency } = operation
  const refusal = REFUSAL_CODES.find((code) => code === operation.code)
  return (
    <dl className={`${styles['facts']} ${styles['factsOneColumn']}`}>
      <Fact word="column.time">
        {times.dateTime(operation.atMs, times.zoneOf(operation.locationId))}
      </Fact>
      <Fact word="column.state">
        <OperationStateBadge state={operation.state} />
        {refusal && <span className={styles['sub']}>{t(`reply.${refusal}`)}</span>}
      </Fact>
      {currency && (
        <>
          <Fact word="operation.requested">
            <Money amountMinor={operation.requestedMinor} currency={currency} />
          </Fact>
          <Fact word="operation.applied">
            <Money amountMinor={operation.appliedMinor} currency={currency} />
          </Fact>
        </>
      )}
      <CardFact operation={operation} />
      <Fact word="column.location">{operation.locationName}</Fact>
      <Fact word="column.device">{operation.deviceCode}</Fact>
      <Fact word="operation.clerk">{operation.clerk}</Fact>
      <Fact word="column.till">{tillText(operation, t)}</Fact>
      <Fact word="operation.order">{operation.orderId}</Fact>
      <Fact word="operation.fundReason">{operation.fundReason}</Fact>
      <Fact word="operation.promoCode">{operation.promoCode}</Fact>
      <Fact word="form.reason">{operation.reason}</Fact>
      <Fact word="operation.partOf">{operation.reference}</Fact>
      <Fact word="operation.reference">{operation.operationId}</Fact>
      <Fact word="operation.original">{operation.originalOperationId}</Fact>
      <Fact word="operation.requestId">{operation.requestId}</Fact>
    </dl>
  )
}

function CardFact({ operation }: { operation: OperationLine }) {
  const { cardId, lastFour } = operation
  if (cardId === null || lastFour === null) return null
  return (
    <Fact word="column.card">
      <CardLink cardId={cardId} lastFour={lastFour} />
    </Fact>
  )
}

/** One fact; left out when there is nothing to say. */
function Fact({ word, children }: { word: Word; children: ReactNode }) {
  const { t } = useWords()
  if (children === null || children === undefined) return null
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd>{children}</dd>
    </div>
  )
}
