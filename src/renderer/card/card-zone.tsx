import { IconCreditCard, IconLock, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { subtractMinor } from '../../contract/money.ts'
import type { ScreenCard, WaitingPayment } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { Amount } from './amount.tsx'
import { NextStepBox } from './next-step-box.tsx'

/** The right zone: the card in hand, and what happens next. */
export function CardZone({ chosen }: { readonly chosen: WaitingPayment | undefined }) {
  const { state, run } = useScreen()
  const { t } = useWords()
  const { card } = state
  return (
    <section className="zone card-zone" aria-labelledby="card-title">
      <div className="zone-title">
        <h2 id="card-title">{t('card.title')}</h2>
        {card && (
          <button type="button" className="put-away" onClick={() => void run('clear-card', {})}>
            <IconX size={20} aria-hidden /> {t('card.putAway')} <kbd>Esc</kbd>
          </button>
        )}
      </div>
      <div className="card-body">{card ? <CardInHand card={card} /> : <NoCard />}</div>
      <NextStepBox chosen={chosen} />
    </section>
  )
}

function NoCard() {
  const { t } = useWords()
  return (
    <div className="no-card">
      <IconCreditCard size={88} stroke={1.2} aria-hidden />
      <p className="no-card-title">{t('card.none')}</p>
      <p>{t('card.noneHint')}</p>
    </div>
  )
}

function CardInHand({ card }: { readonly card: ScreenCard }) {
  const { t } = useWords()
  return (
    <>
      <p className="card-number">
        <span aria-hidden>•••• •••• •••• </span>
        {card.lastFour}
      </p>
      {card.status === 'asking' && <p className="card-asking">{t('card.asking')}</p>}
      {card.status === 'pin-asked' && <PinAskedCard />}
      {card.status === 'known' && <KnownCard card={card} />}
    </>
  )
}

/** Nothing of the card is told before its PIN. */
function PinAskedCard() {
  const { run } = useScreen()
  const { t } = useWords()
  return (
    <>
      <p className="card-pin">
        <IconLock size={34} stroke={2.4} aria-hidden /> {t('pin.needed')}
      </p>
      <button
        type="button"
        className="button button-choose"
        onClick={() => void run('refresh-balance', {})}
      >
        {t('pin.show')} <kbd aria-hidden>F2</kbd>
      </button>
    </>
  )
}

function KnownCard({ card }: { readonly card: Extract<ScreenCard, { status: 'known' }> }) {
  const { t, money, day } = useWords()
  const heldMinor = subtractMinor(card.balanceMinor, card.availableMinor)
  return (
    <>
      <Amount
        amountMinor={card.availableMinor}
        currency={card.currency}
        size={76}
        className={card.refusalCode === null ? 'balance' : 'balance balance-unusable'}
      />
      <p className="card-available">
        {heldMinor > 0
          ? t('card.held', { amount: money(heldMinor, card.currency) })
          : t('card.available')}
      </p>
      {card.refusalCode !== null && (
        <p className="card-refused">
          <IconX size={22} stroke={3} aria-hidden /> {t('card.unusable')}
        </p>
      )}
      <dl className="card-facts">
        <Fact name={t('card.program')}>{card.programName}</Fact>
        <Fact name={t('card.expires')}>
          {card.expiresAtMs === null ? t('card.never') : day(card.expiresAtMs - 1)}
        </Fact>
      </dl>
    </>
  )
}

function Fact(props: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
