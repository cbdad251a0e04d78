import { ZERO } from '../../contract/money.ts'
import { assertNever } from '../../contract/parse.ts'
import type { ScreenState } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { type SpokenWords, useWords } from '../words/words.tsx'

/** Says outcomes and the card's balance to those who hear the screen instead of seeing it. */
export function Announcer() {
  const { state } = useScreen()
  const words = useWords()
  return (
    <>
      <p className="heard" role="alert">
        {outcomeSaid(state, words)}
      </p>
      <p className="heard" role="status">
        {cardSaid(state, words)}
      </p>
    </>
  )
}

function outcomeSaid({ outcome }: ScreenState, { t, money }: SpokenWords): string {
  switch (outcome.kind) {
    case 'idle':
      return ''
    case 'working':
      return outcome.slow ? t('say.slow') : t('say.working')
    case 'approved': {
      const { appliedMinor, balanceMinor, remainingDueMinor, currency } = outcome
      const amount = money(appliedMinor, currency)
      return remainingDueMinor === ZERO
        ? t('say.approved', { amount, balance: money(balanceMinor, currency) })
        : t('say.partial', { amount, due: money(remainingDueMinor, currency) })
    }
    case 'refused':
      if (outcome.what !== 'redeem') {
        const why = t(`codes.${outcome.code}.why`)
        return `${t(`outcome.notDone.${outcome.what}`)}. ${why}`
      }
      return t('say.refused', {
        why: t(`codes.${outcome.code}.why`),
        next: t(`codes.${outcome.code}.next`),
      })
    case 'unknown':
      return t('say.unknown')
    case 'voided':
      if (outcome.what === 'elsewhere') return t('say.elsewhere', amountOf(outcome, money))
      return t(outcome.balanceMinor === null ? 'say.cancel' : 'say.undo', amountOf(outcome, money))
    default:
      return assertNever(outcome)
  }
}

function amountOf(
  { amountMinor, currency }: Extract<ScreenState['outcome'], { kind: 'voided' }>,
  money: SpokenWords['money'],
) {
  return { amount: money(amountMinor, currency) }
}

function cardSaid({ card, outcome }: ScreenState, { t, money }: SpokenWords): string {
  if (outcome.kind !== 'idle' || card === null || card.status === 'asking') return ''
  if (card.status === 'pin-asked') return t('pin.said', { lastFour: card.lastFour })
  const { lastFour, availableMinor, currency } = card
  return t('say.card', { lastFour, amount: money(availableMinor, currency) })
}
