import { maskLastFour } from '../../../../src/contract/card-number.ts'
import type { CardId } from '../../../../src/contract/ids.ts'
import { RoomLink } from './links.tsx'
import styles from './show.module.css'

/** A card by its last four digits, leading to its own page. */
export function CardLink({ cardId, lastFour }: { cardId: CardId; lastFour: string }) {
  return (
    <RoomLink to="/cards/$cardId" params={{ cardId }} size="sm">
      <span className={styles['unbroken']}>{maskLastFour(lastFour)}</span>
    </RoomLink>
  )
}
