import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

interface OperationFactsProps {
  readonly card: CardDetail
  readonly operation: OperationLine
  /** What will happen. */
  readonly text: string
}

/** The operation that is about to be undone, so that nobody undoes the wrong one. */
export function OperationFacts({ card, operation, text }: OperationFactsProps) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <div>
      <p style={{ margin: '0 0 12px' }}>{text}</p>
      <dl className={styles['facts']}>
        <div>
          <dt>{t('column.operation')}</dt>
          <dd>
            {t(`kind.${operation.kind}`)}{' '}
            <b>
              <Money amountMinor={operation.appliedMinor} currency={card.currency} />
            </b>
          </dd>
        </div>
        <div>
          <dt>{t('column.card')}</dt>
          <dd>{maskLastFour(card.lastFour)}</dd>
        </div>
        <div>
          <dt>{t('column.location')}</dt>
          <dd>{operation.locationName ?? '–'}</dd>
        </div>
        <div>
          <dt>{t('column.time')}</dt>
          <dd>{times.dateTime(operation.atMs, times.zoneOf(operation.locationId))}</dd>
        </div>
      </dl>
    </div>
  )
}
