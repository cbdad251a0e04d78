import type { ReactNode } from 'react'
import styles from './show.module.css'

interface PanelProps {
  readonly title?: string
  /** A link or button at the end of the title's line. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** A white surface with an optional title: what the rooms are furnished with. */
export function Panel({ title, action, children }: PanelProps) {
  return (
    <section className={styles['panel']} aria-label={title}>
      {title !== undefined && (
        <div className={styles['panelHead']}>
          <h2 className={styles['panelTitle']}>{title}</h2>
          {action}
        </div>
      )}
      {children}
    </section>
  )
}

interface PageHeadProps {
  readonly title: string
  /** One sentence on what this room is for. */
  readonly about?: string
  readonly badge?: ReactNode
  /** The room's main actions. */
  readonly children?: ReactNode
}

/** The room's title with its actions. */
export function PageHead({ title, about, badge, children }: PageHeadProps) {
  return (
    <div className={styles['pageHead']}>
      <div>
        <div className={styles['pageTitleLine']}>
          <h1 className={styles['pageTitle']}>{title}</h1>
          {badge}
        </div>
        {about !== undefined && <p className={styles['pageAbout']}>{about}</p>}
      </div>
      <div className={styles['pageActions']}>{children}</div>
    </div>
  )
}
