import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { TillFacts } from '../api.ts'
import { typedAmount } from '../typed-amount.ts'
import { FREE_AMOUNT_ID } from '../use-keys.ts'
import type { TillPageState } from '../use-till.ts'
import { useWords } from '../words/words.tsx'
import { tillMoney } from './till-money.ts'

interface ZoneProps {
  readonly till: TillPageState
  readonly facts: TillFacts
}

/** What the shop sells, one press each, and a free amount below. */
export function ArticleZone({ till, facts }: ZoneProps) {
  const { words, language, locale } = useWords()
  const isLocked = till.outcome !== null || till.view === 'split' || till.isBusy
  return (
    <section className="zone" aria-labelledby="articles-title">
      <div className="zone-title">
        <h2 id="articles-title">{words.articles}</h2>
      </div>
      <ul className="articles">
        {facts.articles.map((article, index) => (
          <li key={article.id}>
            <button
              type="button"
              className="article"
              aria-keyshortcuts={String(index + 1)}
              disabled={isLocked}
              onClick={() => till.addArticle(article, language)}
            >
              <span className="article-name">{article.name[language]}</span>
              <span className="article-price">
                {tillMoney(article.unitMinor, facts.currency, locale)}
              </span>
              <kbd aria-hidden>{index + 1}</kbd>
            </button>
          </li>
        ))}
      </ul>
      <FreeAmount till={till} facts={facts} isLocked={isLocked} />
    </section>
  )
}

function FreeAmount({ till, facts, isLocked }: ZoneProps & { readonly isLocked: boolean }) {
  const { words } = useWords()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const add = (event: FormEvent) => {
    event.preventDefault()
    const amount = typedAmount(text, facts.currency)
    const isAmount = amount !== undefined && amount > 0
    setWrong(!isAmount)
    if (!isAmount) return
    till.addLine(words.freeName, amount)
    setText('')
  }
  return (
    <form className="free" onSubmit={add}>
      <TextInput
        id={FREE_AMOUNT_ID}
        label={
          <>
            {words.freeAmount} <kbd aria-hidden>F2</kbd>
          </>
        }
        size="lg"
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
        value={text}
        disabled={isLocked}
        error={isWrong ? words.badAmount : null}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setWrong(false)
        }}
      />
      <Button type="submit" variant="default" className="big-button" disabled={isLocked}>
        {words.add}
      </Button>
    </form>
  )
}
