import { IconArrowLeft, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

interface RoomFrameProps {
  readonly title: string
  /** Back to the room before; without one the panel closes. */
  readonly onBack?: () => void
  readonly children: ReactNode
}

/** The frame of a set-up room: its title, and the way back. */
export function RoomFrame({ title, onBack, children }: RoomFrameProps) {
  const { closePanel } = useScreen()
  const { t } = useWords()
  return (
    <section className="zone panel setup" aria-labelledby="panel-title">
      <div className="panel-head">
        <h1 id="panel-title">{title}</h1>
        <div className="panel-head-buttons">
          {onBack && (
            <button type="button" className="put-away" onClick={onBack}>
              <IconArrowLeft size={20} aria-hidden /> {t('setup.back')}
            </button>
          )}
          <button type="button" className="put-away" onClick={closePanel}>
            <IconX size={20} aria-hidden /> {t('setup.close')} <kbd aria-hidden>Esc</kbd>
          </button>
        </div>
      </div>
      {children}
    </section>
  )
}
