import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { BankDeliveryView } from '../../../../../src/contract/admin/bank-delivery.ts'
import { failureOf, useCommand } from '../../api/admin.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

/** Goes there now and says in the corner what came of it. */
export function TestButton({ destination }: { destination: BankDeliveryView }) {
  const { t } = useWords()
  const tell = useTell()
  const command = useCommand('test-bank-delivery')
  const test = async () => {
    const reply = await command.run({ deliveryId: destination.deliveryId })
    const problem = reply.ok ? reply.value.problem : null
    if (reply.ok && problem === null) {
      tell(t('delivery.testOk'))
      return
    }
    const next = failureOf(reply)?.nextAction ?? 'do_not_retry'
    notifications.show({
      ...{ role: 'alert', color: 'refused' },
      message: problem === null ? t(`next.${next}`) : t(`deliveryProblem.${problem}`),
      closeButtonProps: { 'aria-label': t('action.close') },
    })
  }
  return (
    <Button variant="default" size="xs" loading={command.busy} onClick={() => void test()}>
      {t('delivery.test')}
    </Button>
  )
}
