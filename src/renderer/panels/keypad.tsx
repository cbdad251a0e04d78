import { IconBackspace, IconTrash } from '@tabler/icons-react'
import { useWords } from '../words/words.tsx'

interface KeypadProps {
  /** The decimal mark beside the 0; without one, that key clears all. */
  readonly mark: string | undefined
  readonly onClear: () => void
  readonly onType: (character: string) => void
  readonly onErase: () => void
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Digits to touch, in the order of a telephone. */
export function Keypad({ mark, onType, onErase, onClear }: KeypadProps) {
  const { t } = useWords()
  const typed = (character: string) => (
    <button key={character} type="button" className="digit" onClick={() => onType(character)}>
      {character}
    </button>
  )
  return (
    <div className="keypad">
      {DIGITS.map(typed)}
      {mark === undefined ? (
        <button type="button" className="digit" aria-label={t('typeCard.clear')} onClick={onClear}>
          <IconTrash size={30} aria-hidden />
        </button>
      ) : (
        typed(mark)
      )}
      {typed('0')}
      <button type="button" className="digit" aria-label={t('typeCard.erase')} onClick={onErase}>
        <IconBackspace size={30} aria-hidden />
      </button>
    </div>
  )
}
