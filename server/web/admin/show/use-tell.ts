import { notifications } from '@mantine/notifications'
import { useWords } from '../words/words.tsx'

/** Says for a moment, in the corner, that something was done. */
export function useTell(): (message: string) => void {
  const { t } = useWords()
  return (message) => {
    notifications.show({
      role: 'status',
      color: 'moved',
      message,
      closeButtonProps: { 'aria-label': t('action.close') },
    })
  }
}
