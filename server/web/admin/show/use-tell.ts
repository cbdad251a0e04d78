import { notifications } from '@mantine/notifications'
import { useWords } from '../words/words.tsx'

/** Says for a moment, in the corner, that something was done. */
export function useTell(): (message: string) => void {
  return useCorner({ role: 'status', color: 'moved' })
}

/** Says, in the same corner, what came of a try that went wrong elsewhere; it is read out at once. */
export function useWarn(): (message: string) => void {
  return useCorner({ role: 'alert', color: 'refused' })
}

function useCorner(looks: { readonly role: 'status' | 'alert'; readonly color: string }) {
  const { t } = useWords()
  return (message: string) => {
    notifications.show({
      ...looks,
      message,
      closeButtonProps: { 'aria-label': t('action.close') },
    })
  }
}
