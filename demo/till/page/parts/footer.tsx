import { FREE_AMOUNT_ID } from '../use-keys.ts'
import type { TillPageState } from '../use-till.ts'
import { useWords } from '../words/words.tsx'

/** The function keys that do not pay, each with its name on the button. */
export function Footer({ till }: { readonly till: TillPageState }) {
  const { words } = useWords()
  const isRinging = till.view === 'ring' && till.outcome === null && !till.isBusy
  const hasLines = till.lines.length > 0
  const isPast = till.view === 'past'
  return (
    <nav className="footer" aria-label={words.keys}>
      <Key
        name="F2"
        word={words.freeAmount}
        isOn={isRinging}
        press={() => document.getElementById(FREE_AMOUNT_ID)?.focus()}
      />
      <Key
        name="F3"
        word={words.takeOffLast}
        isOn={isRinging && hasLines}
        press={till.takeOffLast}
      />
      <Key name="F4" word={words.clear} isOn={isRinging && hasLines} press={till.clear} />
      <Key
        name="F10"
        word={isPast ? words.backToSale : words.pastSales}
        isOn={!till.isBusy}
        isOpen={isPast}
        press={() => till.show(isPast ? 'ring' : 'past')}
      />
    </nav>
  )
}

function Key(props: {
  readonly name: string
  readonly word: string
  readonly isOn: boolean
  readonly isOpen?: boolean
  readonly press: () => void
}) {
  return (
    <button
      type="button"
      className={props.isOpen ? 'key key-open' : 'key'}
      aria-keyshortcuts={props.name}
      disabled={!props.isOn}
      onClick={props.press}
    >
      <kbd aria-hidden>{props.name}</kbd>
      <span>{props.word}</span>
    </button>
  )
}
