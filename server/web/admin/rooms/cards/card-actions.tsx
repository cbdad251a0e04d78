import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import type { CardState } from '../../../../../src/contract/operations.ts'
import { useMay } from '../../api/may.ts'
import { useWords, type Word } from '../../words/words.tsx'
import type { Standing } from './standing-dialog.tsx'
import { WaitingActions } from './waiting.tsx'

type More = 'correct' | 'extend' | 'create-pin' | 'reset-pin'
export type CardAction = 'activate' | 'fund' | 'claim-link' | 'approve' | More | Standing

interface CardActionsProps {
  readonly card: CardDetail
  readonly onOpen: (action: CardAction) => void
}

/** States of a card that holds value, or may. */
const LIVE: ReadonlySet<CardState> = new Set(['active', 'redeemed_out', 'pin_locked'])
const ENDED: ReadonlySet<CardState> = new Set(['cancelled', 'deactivated', 'replaced', 'escheated'])

/** States in which the ledger gives a card with a last day a later one. */
const EXTENDABLE: ReadonlySet<CardState> = new Set([...LIVE, 'blocked', 'expired'])

const WORDS: Readonly<Record<More | Standing, Word>> = {
  correct: 'correct.open',
  extend: 'extend.open',
  'create-pin': 'newPin.create',
  'reset-pin': 'newPin.reset',
  block: 'care.block',
  unblock: 'care.unblock',
  close: 'care.close',
}

/** Only what the card's state and the person's role allow. */
export function CardActions({ card, onOpen }: CardActionsProps) {
  const { t } = useWords()
  const may = useMay()
  const more = moreOf(card, may)
  return (
    <>
      {more.length > 0 && (
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              variant="default"
              rightSection={<IconChevronDown size={16} aria-hidden="true" />}
            >
              {t('care.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((action) => (
              <Menu.Item key={action} onClick={() => onOpen(action)}>
                {t(WORDS[action])}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <WaitingActions state={card.state} onOpen={onOpen} />
      {card.state === 'in_stock' && may('activate-card') && (
        <Button onClick={() => onOpen('activate')}>{t('card.activate')}</Button>
      )}
      {(card.state === 'active' || card.state === 'redeemed_out') && may('fund-card') && (
        <Button
          leftSection={<IconPlus size={18} aria-hidden="true" />}
          onClick={() => onOpen('fund')}
        >
          {t('card.fund')}
        </Button>
      )}
    </>
  )
}

function moreOf(
  { state, hasPin, expiresOn }: CardDetail,
  may: ReturnType<typeof useMay>,
): ReadonlyArray<keyof typeof WORDS> {
  const isLive = LIVE.has(state)
  const isEnded = ENDED.has(state) || state === 'planned' || state === 'in_stock'
  const found: readonly (readonly [More | Standing, boolean])[] = [
    ['correct', isLive && may('correct-card')],
    ['extend', EXTENDABLE.has(state) && expiresOn !== null && may('extend-card')],
    [hasPin ? 'reset-pin' : 'create-pin', isLive && may('change-pin')],
    ['block', isLive && may('block-card')],
    ['unblock', state === 'blocked' && may('unblock-card')],
    ['close', !isEnded && may('close-card')],
  ]
  return found.filter(([, isOffered]) => isOffered).map(([action]) => action)
}
