import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { PanelFrame } from '../panels/panel-zone.tsx'
import { useWords } from '../words/words.tsx'
import { CashierList } from './cashier-list.tsx'
import { ReceiptPrinterForm } from './receipt-printer-form.tsx'
import { ShiftReports } from './shift-reports.tsx'
import { TrainingRoom } from './training-room.tsx'

const PAGES = ['shift', 'cashiers', 'printer', 'training'] as const
type CounterPage = (typeof PAGES)[number]

/** The counter itself: its shift and reports, who signs in, and where receipts are printed. */
export function CounterPanel() {
  const { t } = useWords()
  const [page, setPage] = useState<CounterPage>('shift')
  return (
    <PanelFrame title={t('counter.title')}>
      <div className="counter">
        <SegmentedControl
          size="lg"
          value={page}
          onChange={(value) => setPage(value as CounterPage)}
          data={PAGES.map((value) => ({ value, label: t(`counter.pages.${value}`) }))}
        />
        {page === 'shift' && <ShiftReports />}
        {page === 'cashiers' && <CashierList />}
        {page === 'printer' && <ReceiptPrinterForm />}
        {page === 'training' && <TrainingRoom />}
      </div>
    </PanelFrame>
  )
}
