import { createContext, use } from 'react'
import type { LiveState } from '../api/live.ts'
import { Badge, type Tone } from '../show/badges.tsx'
import { useWords } from '../words/words.tsx'

const TONES: Readonly<Record<LiveState, Tone>> = {
  connecting: 'quiet',
  live: 'moved',
  waiting: 'know',
}

/** Whether the page hears of news as they happen. */
export const LiveContext = createContext<LiveState>('connecting')

/** Shows {@link LiveContext}, and tells screen readers when it changes. */
export function LiveBadge() {
  const { t } = useWords()
  const state = use(LiveContext)
  return (
    <span role="status">
      <Badge tone={TONES[state]}>{t(`live.${state}`)}</Badge>
    </span>
  )
}
