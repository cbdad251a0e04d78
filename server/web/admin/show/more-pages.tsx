import { Button } from '@mantine/core'
import { useWords } from '../words/words.tsx'
import styles from './show.module.css'

interface MorePagesProps {
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => unknown
  }
}

/** Fetches the next page of a list when there is one. */
export function MorePages({ query }: MorePagesProps) {
  const { t } = useWords()
  if (!query.hasNextPage) return null
  return (
    <div className={styles['more']}>
      <Button
        variant="default"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t('action.more')}
      </Button>
    </div>
  )
}
