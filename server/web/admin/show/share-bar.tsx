import { useWords } from '../words/words.tsx'
import styles from './share-bar.module.css'

/** A share as a bar with its figure: the bar says nothing that the figure does not. */
export function ShareBar({ part, whole }: { part: number; whole: number }) {
  const { locale } = useWords()
  const share = whole > 0 ? Math.min(Math.max(part / whole, 0), 1) : 0
  const text = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
    share,
  )
  return (
    <span className={styles['share']}>
      <span className={styles['track']} aria-hidden="true">
        <span className={styles['bar']} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="figures">{text}</span>
    </span>
  )
}
