import { IconArrowLeft } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { useRead } from '../../api/admin.tsx'
import { CardStateBadge } from '../../show/badges.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords, type Word } from '../../words/words.tsx'
import cardStyles from './card.module.css'
import { type CardAction, CardActions } from './card-actions.tsx'
import { CardOperations, type OperationDialog } from './card-operations.tsx'
import { CorrectDialog } from './correct-dialog.tsx'
import { ExtendDialog } from './extend-dialog.tsx'
import { LoadDialog } from './load-dialog.tsx'
import { PinDialog } from './pin-dialog.tsx'
import { PinLockNotice } from './pin-lock-notice.tsx'
import { RefundDialog } from './refund-dialog.tsx'
import { StandingDialog } from './standing-dialog.tsx'
import { VoidDialog } from './void-dialog.tsx'
import { ApproveDialog, ClaimLinkDialog, WaitingText } from './waiting.tsx'

const route = getRouteApi('/inside/cards/$cardId')

type OpenDialog =
  | { readonly kind: CardAction }
  | { readonly kind: OperationDialog; readonly operation: OperationLine }

/** One card: what it is, what it holds, everything that happened to it, and what can be done. */
export function CardRoom() {
  const { t } = useWords()
  const { cardId } = route.useParams()
  const query = useRead('read-card', { cardId })
  const masked = query.data ? maskLastFour(query.data.lastFour) : ''
  useTitle(`${t('column.card')} ${masked}`)
  return (
    <>
      <RoomLink to="/cards" size="sm" className={cardStyles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('card.back')}
      </RoomLink>
      <Loaded query={query}>{(card) => <Card key={card.cardId} card={card} />}</Loaded>
    </>
  )
}

function Card({ card }: { card: CardDetail }) {
  const { t } = useWords()
  const [dialog, setDialog] = useState<OpenDialog>()
  return (
    <>
      <PageHead
        title={`${t('column.card')} ${maskLastFour(card.lastFour)}`}
        badge={<CardStateBadge state={card.state} />}
      >
        <CardActions card={card} onOpen={(kind) => setDialog({ kind })} />
      </PageHead>
      <PinLockNotice card={card} />
      <div className={cardStyles['top']}>
        <Balance card={card} />
        <Panel title={t('card.facts')}>
          <Facts card={card} />
        </Panel>
      </div>
      <Panel title={t('card.operations')}>
        <CardOperations card={card} onOpen={(kind, operation) => setDialog({ kind, operation })} />
      </Panel>
      {dialog && <CardDialog card={card} dialog={dialog} onClose={() => setDialog(undefined)} />}
    </>
  )
}

interface CardDialogProps {
  readonly card: CardDetail
  readonly dialog: OpenDialog
  readonly onClose: () => void
}

function CardDialog({ card, dialog, onClose }: CardDialogProps) {
  if (!('operation' in dialog)) {
    const { kind } = dialog
    if (kind === 'claim-link') return <ClaimLinkDialog card={card} onClose={onClose} />
    if (kind === 'approve') return <ApproveDialog card={card} onClose={onClose} />
    if (kind === 'create-pin' || kind === 'reset-pin')
      return <PinDialog card={card} onClose={onClose} />
    if (kind === 'correct') return <CorrectDialog card={card} onClose={onClose} />
    if (kind === 'extend') return <ExtendDialog card={card} onClose={onClose} />
    if (kind === 'activate' || kind === 'fund')
      return <LoadDialog card={card} kind={kind} onClose={onClose} />
    return <StandingDialog card={card} standing={kind} onClose={onClose} />
  }
  if (dialog.kind === 'void') {
    return <VoidDialog card={card} operation={dialog.operation} onClose={onClose} />
  }
  return <RefundDialog card={card} operation={dialog.operation} onClose={onClose} />
}

function Balance({ card }: { card: CardDetail }) {
  const { t } = useWords()
  const isWaiting = card.state === 'claimable' || card.state === 'pending_activation'
  return (
    <Panel title={t('column.balance')}>
      <p className={cardStyles['balance']}>
        <Money amountMinor={card.balanceMinor} currency={card.currency} />
      </p>
      <p className={cardStyles['balanceSub']}>
        {card.heldMinor > 0 ? (
          <>
            {t('card.available')}{' '}
            <Money amountMinor={card.availableMinor} currency={card.currency} />
            {' · '}
            {t('card.held')} <Money amountMinor={card.heldMinor} currency={card.currency} />
          </>
        ) : isWaiting ? (
          <WaitingText card={card} />
        ) : (
          t(card.state === 'in_stock' ? 'card.worthNothing' : 'card.allAvailable')
        )}
      </p>
    </Panel>
  )
}

function Facts({ card }: { card: CardDetail }) {
  const { t, locale } = useWords()
  const times = useTimes()
  const day = (timeMs: number | null) =>
    timeMs === null ? '–' : times.dateTime(timeMs, times.zoneOf(card.programId))
  return (
    <dl className={styles['facts']}>
      <Fact word="column.program">{card.programName}</Fact>
      <Fact word="column.form">{t(`cardForm.${card.form}`)}</Fact>
      <Fact word="card.pin">{t(card.hasPin ? 'card.hasPin' : 'card.noPin')}</Fact>
      <Fact word="column.batch">{card.batch ?? '–'}</Fact>
      <Fact word="card.made">{day(card.createdAtMs)}</Fact>
      <Fact word="column.activated">{day(card.activatedAtMs)}</Fact>
      <Fact word="card.expires">
        {card.expiresOn === null ? t('card.never') : formatLongDay(card.expiresOn, locale)}
      </Fact>
      {card.imported && (
        <>
          <Fact word="imports.initially">
            <Money amountMinor={card.imported.initialMinor} currency={card.currency} />
          </Fact>
          <Fact word="imports.lastUsed">{day(card.imported.lastUsedAtMs)}</Fact>
          <Fact word="imports.reference">{card.imported.reference ?? '–'}</Fact>
        </>
      )}
    </dl>
  )
}

function Fact({ word, children }: { word: Word; children: ReactNode }) {
  const { t } = useWords()
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd>{children}</dd>
    </div>
  )
}
