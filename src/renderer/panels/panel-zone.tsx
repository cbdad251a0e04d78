import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { assertNever } from '../../contract/parse.ts'
import { CameraPanel } from '../camera/camera-panel.tsx'
import { CounterPanel } from '../counter/counter-panel.tsx'
import { DayEndPanel } from '../day-end/day-end-panel.tsx'
import { ScannersPanel } from '../scanners/scanners-panel.tsx'
import { type Panel, useScreen } from '../screen/context.ts'
import { SetupPanel } from '../setup/setup-panel.tsx'
import { useWords } from '../words/words.tsx'
import { DismissPanel } from './dismiss-panel.tsx'
import { MorePanel } from './more-panel.tsx'
import { TakeAmountPanel } from './take-amount-panel.tsx'
import { TypeCardPanel } from './type-card-panel.tsx'

/** The panel that a function key opened, in place of the two zones. */
export function PanelZone({ panel }: { readonly panel: Panel }) {
  switch (panel.kind) {
    case 'type-card':
      return <TypeCardPanel />
    case 'take-amount':
      return <TakeAmountPanel typed={panel.text ?? ''} />
    case 'more':
      return <MorePanel />
    case 'counter':
      return <CounterPanel />
    case 'scanners':
      return <ScannersPanel />
    case 'camera':
      return <CameraPanel />
    case 'dismiss':
      return <DismissPanel paymentId={panel.paymentId} />
    case 'day-end':
      return <DayEndPanel />
    case 'setup':
      return <SetupPanel />
    default:
      return assertNever(panel)
  }
}

interface PanelFrameProps {
  readonly title: string
  /** A way on from here, beside the way back. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** The frame of a panel: its title and the way back. */
export function PanelFrame(props: PanelFrameProps) {
  const { closePanel } = useScreen()
  const { t } = useWords()
  return (
    <section className="zone panel" aria-labelledby="panel-title">
      <div className="panel-head">
        <h1 id="panel-title">{props.title}</h1>
        {props.action}
        <button type="button" className="put-away" onClick={closePanel}>
          <IconX size={20} aria-hidden /> {t('more.back')} <kbd aria-hidden>Esc</kbd>
        </button>
      </div>
      {props.children}
    </section>
  )
}
