import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useWords } from '../words/words.tsx'
import { useSearchText } from './search-text.tsx'
import styles from './shell.module.css'

/** The search at the top of every room: `/` or Ctrl+K goes to it, Enter shows the cards found. */
export function SearchBox() {
  const { t } = useWords()
  const { text, setText } = useSearchText()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  useSearchKeys(() => {
    input.current?.focus()
    input.current?.select()
  })
  return (
    <search className={styles['search']}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void navigate({ to: '/cards' })
        }}
      >
        <TextInput
          ref={input}
          type="search"
          aria-label={t('shell.search')}
          placeholder={t('shell.searchFor')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          leftSection={<IconSearch size={17} aria-hidden="true" />}
          rightSection={<kbd className={styles['key']}>/</kbd>}
        />
      </form>
    </search>
  )
}

function useSearchKeys(focus: () => void): void {
  const latest = useRef(focus)
  latest.current = focus
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isShortcut = event.key === 'k' && (event.ctrlKey || event.metaKey)
      const isSlash = event.key === '/' && !isTyping(event.target)
      if ((!isShortcut && !isSlash) || isDialogOpen()) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select')
}

/** An open dialog keeps the keyboard: what is behind it is not to be reached. */
function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null
}
