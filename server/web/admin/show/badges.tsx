import type { OperationLine } from '../../../../src/contract/admin/views.ts'
import type { CardState } from '../../../../src/contract/operations.ts'
import { useWords } from '../words/words.tsx'
import styles from './show.module.css'

/** One colour, one meaning, as on the station; the word says the same for those who see no colour. */
export type Tone = 'moved' | 'know' | 'refused' | 'choose' | 'quiet'

export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles['badge']} data-tone={tone}>
      {children}
    </span>
  )
}

const CARD_TONES: Readonly<Record<CardState, Tone>> = {
  planned: 'quiet',
  in_stock: 'choose',
  pending_activation: 'choose',
  claimable: 'choose',
  active: 'moved',
  pin_locked: 'know',
  blocked: 'refused',
  cancelling: 'know',
  redeemed_out: 'quiet',
  expired: 'know',
  cancelled: 'quiet',
  replaced: 'quiet',
  deactivated: 'quiet',
  escheated: 'quiet',
}

export function CardStateBadge({ state }: { state: CardState }) {
  const { t } = useWords()
  return <Badge tone={CARD_TONES[state]}>{t(`cardState.${state}`)}</Badge>
}

const OPERATION_TONES: Readonly<Record<OperationLine['state'], Tone>> = {
  posted: 'moved',
  voided: 'know',
  refused: 'refused',
}

export function OperationStateBadge({ state }: { state: OperationLine['state'] }) {
  const { t } = useWords()
  return <Badge tone={OPERATION_TONES[state]}>{t(`operationState.${state}`)}</Badge>
}
