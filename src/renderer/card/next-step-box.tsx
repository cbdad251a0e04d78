import { assertNever } from '../../contract/parse.ts'
import type { WaitingPayment } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, type SpokenWords, useWords } from '../words/words.tsx'
import { type NextStep, nextStep } from './next-step.ts'

/** The box that always says the one next thing. */
export function NextStepBox({ chosen }: { readonly chosen: WaitingPayment | undefined }) {
  const { state } = useScreen()
  const words = useWords()
  const step = nextStep(state, chosen)
  const [first, second] = sentences(step, words)
  return (
    <section className={`next next-${tone(step)}`} aria-label={words.t('next.title')}>
      {/* Another sentence is another element: its words must not slide into those before. */}
      <p key={first} className="next-first">
        <Sentence sentence={first} />
      </p>
      {second !== undefined && (
        <p key={second} className="next-second">
          <Sentence sentence={second} />
        </p>
      )}
    </section>
  )
}

/** Blue = choose, amber = a person must know, red = refused. */
function tone(step: NextStep): 'choose' | 'know' | 'refused' {
  if (step.kind === 'refused' || step.kind === 'empty') return 'refused'
  return KNOW.has(step.kind) ? 'know' : 'choose'
}

const KNOW: ReadonlySet<NextStep['kind']> = new Set([
  'offline',
  'take-partial',
  'no-fit',
  'pin-till',
  'pin-choose',
  'pin-take',
])

function sentences(step: NextStep, { t, money }: SpokenWords): [string, string?] {
  switch (step.kind) {
    case 'offline':
      return [t('next.offline'), t('next.offlineHint')]
    case 'ring':
      return [t('next.ring')]
    case 'scan':
      return [t('next.scan'), t('next.scanHint')]
    case 'asking':
      return [t('next.asking')]
    case 'till':
      return [t('next.till'), t('next.tillHint')]
    case 'choose':
      return [t('next.choose'), t('next.chooseHint')]
    case 'empty':
      return [t('next.empty'), t('next.emptyHint')]
    case 'no-fit':
      return [t('next.noFit'), t('next.noFitHint')]
    case 'pin-till':
      return [t('pin.nextTill'), t('pin.nextHint')]
    case 'pin-choose':
      return [t('pin.nextChoose'), t('pin.nextHint')]
    case 'pin-take': {
      const { amountMinor, currency } = step
      return [t('pin.nextTake', { amount: money(amountMinor, currency) }), t('pin.nextHint')]
    }
    case 'refused':
      return [t('next.refused', { why: t(`codes.${step.code}.why`) }), t(`codes.${step.code}.next`)]
    case 'take': {
      const { takenMinor, currency } = step.take
      return [
        t('next.press', { amount: money(takenMinor, currency) }),
        t('next.left', { amount: money(step.left, currency) }),
      ]
    }
    case 'take-partial': {
      const { collectMinor, currency } = step.take
      return [
        t('next.partial', { available: money(step.available, currency) }),
        t('next.collect', { amount: money(collectMinor, currency) }),
      ]
    }
    default:
      return assertNever(step)
  }
}
