import styles from './shell.module.css'

/** The product's mark and name: a receipt's edge that meets its counterpart. */
export function Brand() {
  return (
    <div className={styles['brand']}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <rect width="24" height="24" rx="6" fill="var(--mantine-color-choose-6)" />
        <path d="M7 6h10v4.2a1.8 1.8 0 0 0 0 3.6V18H7v-4.2a1.8 1.8 0 0 0 0-3.6z" fill="#fff" />
        <path
          d="m9.8 12.1 1.6 1.6 3-3.2"
          fill="none"
          stroke="var(--mantine-color-choose-6)"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Countermark
    </div>
  )
}
