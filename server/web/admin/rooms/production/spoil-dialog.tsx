import type { BatchView } from '../../../../../src/contract/admin/production.ts'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

/** Gives a batch up for ever. */
export function SpoilDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const { t } = useWords()
  const sending = useSending('spoil-batch', onClose)
  const { batchId, name } = batch
  return (
    <ReasonDialog
      title={t('batch.spoilTitle', { name })}
      text={t('batch.spoilText')}
      description={t('batch.reasonAbout')}
      submit={t('batch.spoil')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ batchId, reason })}
      onClose={onClose}
      danger
    />
  )
}
