import styles from './json-text.module.css'
import { ScrollFrame } from './scroll-frame.tsx'

/** JSON as a developer reads it, below what it is. */
export function JsonText({ label, value }: { label: string; value: unknown }) {
  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['caption']}>{label}</figcaption>
      <ScrollFrame label={label} className={styles['frame']}>
        <pre className={styles['text']}>{JSON.stringify(value, null, 2)}</pre>
      </ScrollFrame>
    </figure>
  )
}
