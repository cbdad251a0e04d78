import type { ReactNode } from 'react'
import styles from './tile.module.css'

/** Figures side by side. */
export function TileRow({ children }: { children: ReactNode }) {
  return <div className={styles['tiles']}>{children}</div>
}

interface TileProps {
  readonly label: string
  readonly figure: ReactNode
  readonly sub: string
}

/** One figure, with what it is and what it is made of. */
export function Tile({ label, figure, sub }: TileProps) {
  return (
    <section className={styles['tile']} aria-label={label}>
      <h2 className={styles['tileLabel']}>{label}</h2>
      <p className={styles['tileFigure']}>{figure}</p>
      <p className={styles['tileSub']}>{sub}</p>
    </section>
  )
}
