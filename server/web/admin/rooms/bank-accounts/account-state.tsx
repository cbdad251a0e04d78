import type {
  AccountState,
  BankAccountView,
} from '../../../../../src/contract/admin/bank-accounts.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

const TONES: Readonly<Record<AccountState, Tone>> = {
  waiting: 'know',
  cooling: 'know',
  testing: 'know',
  usable: 'moved',
  blocked: 'refused',
  rejected: 'quiet',
  replaced: 'quiet',
}

export function AccountStateBadge({ state }: Pick<BankAccountView, 'state'>) {
  const { t } = useWords()
  return <Badge tone={TONES[state]}>{t(`accountState.${state}`)}</Badge>
}

type Waited = Omit<BankAccountView, 'steps'>

/** What an account waits for, in a sentence; undefined when for nothing. */
export function useWaiting(timeZone: string): (account: Waited) => string | undefined {
  const { t } = useWords()
  const times = useTimes()
  const timeText = (timeMs: number) => times.dateTime(timeMs, timeZone)
  return ({ state, untilMs, testSentOn, verification, isMine, ...block }) => {
    switch (state) {
      case 'waiting':
        return t(isMine ? 'accounts.waitsForOther' : 'accounts.waitsForYou')
      case 'cooling':
        return t('accounts.coolsUntil', { time: timeText(untilMs ?? 0) })
      case 'testing':
        if (untilMs !== null) return t('accounts.prenoteUntil', { time: timeText(untilMs) })
        if (verification === 'cheque') return t('accounts.waitsForCheque')
        if (testSentOn === null) return t('accounts.waitsForFile')
        return t('accounts.waitsForCode')
      case 'blocked':
        return `${block.blockedFor ?? ''} · ${t(releaseWord(block))}`
      case 'usable':
      case 'rejected':
      case 'replaced':
        return undefined
    }
  }
}

function releaseWord({ canRelease, isHeldByMe }: Pick<Waited, 'canRelease' | 'isHeldByMe'>) {
  if (!canRelease) return 'accounts.needsOther'
  return isHeldByMe ? 'accounts.heldByYou' : 'accounts.canRelease'
}
