import { SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { PAPER_WIDTHS_MM, type ReceiptPrinter } from '../../contract/screen/counter.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

const RAW_PORT = 9100
const PORT_MAX = 65_535

/** Where the station prints its own receipts and reports. */
export function ReceiptPrinterForm() {
  const { state, run } = useScreen()
  const { t } = useWords()
  const { receiptPrinter } = state.counter
  const [host, setHost] = useState(receiptPrinter?.host ?? '')
  const [port, setPort] = useState(String(receiptPrinter?.port ?? RAW_PORT))
  const [widthMm, setWidthMm] = useState<ReceiptPrinter['widthMm']>(receiptPrinter?.widthMm ?? 80)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const printer = { host: host.trim(), port: Number(port), widthMm }
    void run('set-receipt-printer', { printer })
  }
  const isReady = host.trim() !== '' && Number(port) >= 1 && Number(port) <= PORT_MAX
  const isSaved =
    receiptPrinter?.host === host.trim() &&
    receiptPrinter.port === Number(port) &&
    receiptPrinter.widthMm === widthMm
  return (
    <form className="cashier-form" onSubmit={submit}>
      <p className="panel-note">{t('counter.printerHint')}</p>
      <TextInput
        label={t('counter.printerHost')}
        placeholder="192.0.2.20"
        size="lg"
        value={host}
        maxLength={253}
        autoComplete="off"
        onChange={(event) => setHost(event.currentTarget.value)}
      />
      <TextInput
        label={t('counter.printerPort')}
        size="lg"
        value={port}
        inputMode="numeric"
        maxLength={5}
        onChange={(event) => setPort(event.currentTarget.value.replaceAll(/\D/g, ''))}
      />
      <SegmentedControl
        aria-label={t('counter.paperWidth')}
        size="lg"
        value={String(widthMm)}
        onChange={(value) => setWidthMm(value === '58' ? 58 : 80)}
        data={PAPER_WIDTHS_MM.map((width) => ({ value: String(width), label: `${width} mm` }))}
      />
      <div className="panel-buttons">
        <button type="submit" className="button button-choose" disabled={!isReady || isSaved}>
          {t(isSaved ? 'more.saved' : 'more.save')}
        </button>
        {receiptPrinter && (
          <button
            type="button"
            className="button button-other"
            onClick={() => void run('set-receipt-printer', { printer: null })}
          >
            {t('counter.noPrinter')}
          </button>
        )}
      </div>
    </form>
  )
}
