import { TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Cashier } from '../../contract/screen/counter.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { useReply } from './use-reply.ts'

/** Who may sign in here: added, changed and removed. With the first one, signing in begins. */
export function CashierList() {
  const { t } = useWords()
  const { state, run } = useScreen()
  const [changes, setChanges] = useState(0)
  const [edited, setEdited] = useState<Cashier | null>(null)
  const list = useReply('list-cashiers', {}, `${changes} ${state.counter.learningBadgeOf}`)
  const changed = () => {
    setEdited(null)
    setChanges((count) => count + 1)
  }
  const { learningBadgeOf } = state.counter
  const expectBadge = useBadgeLearning()
  const learn = ({ cashierId }: Cashier) =>
    expectBadge(learningBadgeOf === cashierId ? null : cashierId)
  const remove = async ({ cashierId }: Cashier) => {
    const reply = await run('remove-cashier', { cashierId })
    if (reply?.ok) changed()
  }
  return (
    <div className="cashiers">
      <div>
        {list?.cashiers.length === 0 && <p className="panel-note">{t('counter.noCashiers')}</p>}
        <ul className="cashier-list">
          {list?.cashiers.map((cashier) => (
            <li key={cashier.cashierId}>
              <button
                type="button"
                className="shift-choice"
                aria-pressed={edited?.cashierId === cashier.cashierId}
                onClick={() => setEdited(cashier)}
              >
                {cashier.name}
                {cashier.hasBadge && <small> · {t('counter.hasBadge')}</small>}
              </button>
              <button
                type="button"
                className="put-away"
                aria-pressed={learningBadgeOf === cashier.cashierId}
                aria-label={t('counter.badgeNamed', { name: cashier.name })}
                onClick={() => void learn(cashier)}
              >
                {t(learningBadgeOf === cashier.cashierId ? 'counter.scanBadge' : 'counter.badge')}
              </button>
              <button
                type="button"
                className="put-away"
                aria-label={t('counter.removeNamed', { name: cashier.name })}
                onClick={() => void remove(cashier)}
              >
                {t('counter.remove')}
              </button>
            </li>
          ))}
        </ul>
        {state.counter.hasCashiers && state.clerk !== null && (
          <button
            type="button"
            className="button button-other"
            onClick={() => void run('sign-out', {})}
          >
            {t('counter.signOut', { name: state.clerk })}
          </button>
        )}
      </div>
      <CashierForm key={edited?.cashierId ?? `new ${changes}`} edited={edited} onSaved={changed} />
    </div>
  )
}

/** Learns the next badge for a cashier. Whoever leaves the list awaits none: the next card is a card. */
function useBadgeLearning() {
  const { state, run } = useScreen()
  const now = useRef({ isLearning: false, run, answered: Promise.resolve<unknown>(undefined) })
  useEffect(() => {
    now.current.run = run
    if (state.counter.learningBadgeOf !== null) now.current.isLearning = true
  }, [run, state.counter.learningBadgeOf])
  useEffect(
    () => () => {
      const { isLearning, run: end, answered } = now.current
      // The same command is sent again only after its answer.
      if (isLearning) void answered.then(() => end('learn-badge', { cashierId: null }))
    },
    [],
  )
  return (cashierId: string | null) => {
    const answered = run('learn-badge', { cashierId })
    Object.assign(now.current, { isLearning: cashierId !== null, answered })
    return answered
  }
}

function CashierForm(props: { readonly edited: Cashier | null; readonly onSaved: () => void }) {
  const { edited, onSaved } = props
  const { run } = useScreen()
  const { t } = useWords()
  const [name, setName] = useState(edited?.name ?? '')
  const [pin, setPin] = useState('')
  const isReady = name.trim() !== '' && (pin === '' ? edited !== null : /^\d{4,8}$/.test(pin))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const reply = await run('save-cashier', {
      cashierId: edited?.cashierId ?? null,
      name: name.trim(),
      pin: pin === '' ? null : pin,
    })
    if (reply?.ok) onSaved()
  }
  return (
    <form className="cashier-form" onSubmit={(event) => void submit(event)}>
      <h2>{t(edited === null ? 'counter.addCashier' : 'counter.changeCashier')}</h2>
      <TextInput
        label={t('counter.name')}
        size="lg"
        value={name}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        type="password"
        label={t('counter.newPin')}
        description={t(edited === null ? 'counter.newPinHint' : 'counter.keepPinHint')}
        size="lg"
        value={pin}
        inputMode="numeric"
        maxLength={8}
        autoComplete="new-password"
        onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
      />
      <button type="submit" className="button button-choose" disabled={!isReady}>
        {t('more.save')}
      </button>
    </form>
  )
}
