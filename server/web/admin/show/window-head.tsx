import type { ReactNode } from 'react'
import styles from './show.module.css'

/**
 * The line with a window's title and its close button. The components' own is a `header` element,
 * which screen readers would list as a second banner of the page.
 */
export function WindowHead({ children }: { children: ReactNode }) {
  return <div className={styles['windowHead']}>{children}</div>
}
