import { useEffect } from 'react'

/** Names the browser's tab after the room: also what a screen reader says first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Countermark`
  }, [title])
}
