import type { BankDeliveryView } from '../../../../../src/contract/admin/bank-delivery.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { useTell, useWarn } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

/** Goes there now and says in the corner what came of it. */
export function TestButton({ destination }: { destination: BankDeliveryView }) {
  const { t } = useWords()
  const tell = useTell()
  const warn = useWarn()
  return (
    <ActionButton
      call="test-bank-delivery"
      params={{ deliveryId: destination.deliveryId }}
      verb={t('delivery.test')}
      onDone={({ problem }) =>
        problem === null ? tell(t('delivery.testOk')) : warn(t(`deliveryProblem.${problem}`))
      }
      variant="default"
      size="xs"
    />
  )
}
