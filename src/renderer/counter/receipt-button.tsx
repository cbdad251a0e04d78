import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { OutcomeButton } from '../outcomes/panel.tsx'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

/** Prints the receipt of what was just taken; without a printer it becomes a PDF. */
export function ReceiptButton(props: { readonly reference: string; readonly disabled: boolean }) {
  const { reference, disabled } = props
  const { state, run } = useScreen()
  const { t } = useWords()
  const [told, setTold] = useState<string | undefined>(undefined)
  const as = state.counter.receiptPrinter === null ? 'pdf' : 'paper'
  const Icon = as === 'pdf' ? IconFileTypePdf : IconPrinter
  const print = async () => {
    const reply = await run('print-receipt', { reference, as })
    if (!reply?.ok) return
    const { copyNumber, file } = reply.value
    const first = t(file === null ? 'counter.printed' : 'counter.saved')
    setTold(copyNumber === 0 ? first : t('counter.copy', { count: copyNumber }))
  }
  return (
    <>
      <OutcomeButton kind="other" disabled={disabled} onPress={() => void print()} hint={told}>
        <Icon size={30} aria-hidden />
        <span className="heard">{t(as === 'pdf' ? 'counter.receiptPdf' : 'counter.receipt')}</span>
      </OutcomeButton>
      <span className="heard" role="status">
        {told}
      </span>
    </>
  )
}
