import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import type { CardId } from '../../../../../src/contract/ids.ts'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface UnlockDialogProps {
  readonly card: { readonly cardId: CardId; readonly lastFour: string }
  readonly onClose: () => void
}

/** Lets PINs of a card be judged again, with the reason for whoever asks later. */
export function UnlockDialog({ card: { cardId, lastFour }, onClose }: UnlockDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('unlock-pin', () => {
    tell(t('guards.unlocked'))
    onClose()
  })
  return (
    <ReasonDialog
      title={t('guards.unlockTitle', { card: maskLastFour(lastFour) })}
      text={t('guards.unlockText')}
      submit={t('guards.unlockSubmit')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ cardId, reason })}
      onClose={onClose}
    />
  )
}
