import { IconAlertTriangleFilled, IconCircleCheckFilled, IconPrinter } from '@tabler/icons-react'
import { RECEIPT_LANGUAGES, type ReceiptLanguage } from '../../sales.ts'
import type { TillFacts } from '../api.ts'
import type { Outcome } from '../use-till.ts'
import { useWords } from '../words/words.tsx'

/** Which till of which shop, where it prints, and the language. */
export function Header(props: {
  readonly facts: TillFacts
  readonly outcome: Outcome | null
  readonly setLanguage: (language: ReceiptLanguage) => void
}) {
  const { facts, outcome } = props
  const { words, language } = useWords()
  const hasProblem = outcome?.kind === 'failed' && outcome.code.startsWith('PRINTER')
  return (
    <header className="header">
      <h1 className="header-place">
        <b>{facts.shopName}</b>
        <span>
          {words.till} {facts.tillNumber} · {words.practiceTill}
        </span>
      </h1>
      <p className={hasProblem ? 'health health-attention' : 'health'}>
        <PrinterMark hasProblem={hasProblem} hasPrinted={outcome?.kind === 'printed'} />
        {printerWords(hasProblem, outcome?.kind === 'printed', words)}
        <small>{facts.printer}</small>
      </p>
      <fieldset className="language">
        <legend className="heard">{words.language}</legend>
        {RECEIPT_LANGUAGES.map((choice) => (
          <button
            key={choice}
            type="button"
            lang={choice}
            aria-label={`${choice.toUpperCase()} ${words.languages[choice]}`}
            aria-pressed={choice === language}
            onClick={() => props.setLanguage(choice)}
          >
            {choice.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </header>
  )
}

function PrinterMark(props: { readonly hasProblem: boolean; readonly hasPrinted: boolean }) {
  if (props.hasProblem) {
    return <IconAlertTriangleFilled className="mark-attention" size={18} aria-hidden />
  }
  if (props.hasPrinted) return <IconCircleCheckFilled className="mark-ok" size={18} aria-hidden />
  return <IconPrinter size={18} aria-hidden />
}

function printerWords(
  hasProblem: boolean,
  hasPrinted: boolean,
  words: ReturnType<typeof useWords>['words'],
): string {
  if (hasProblem) return words.printerProblem
  return hasPrinted ? words.printerOk : words.printer
}
