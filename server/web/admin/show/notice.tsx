import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconQuestionMark,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Tone } from './badges.tsx'
import noticeStyles from './notice.module.css'

const ICONS = {
  moved: IconCircleCheck,
  know: IconAlertTriangle,
  refused: IconCircleX,
  choose: IconQuestionMark,
} as const

interface NoticeProps {
  readonly tone: Exclude<Tone, 'quiet'>
  readonly title: string
  /** `alert` is read out at once, `status` when the reader pauses; nothing is read out without it. */
  readonly role?: 'alert' | 'status'
  readonly children?: ReactNode
}

/** A sentence that matters, with what follows from it. */
export function Notice({ tone, title, role, children }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div className={noticeStyles['notice']} data-tone={tone} role={role}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <p className={noticeStyles['noticeTitle']}>{title}</p>
        {children}
      </div>
    </div>
  )
}
