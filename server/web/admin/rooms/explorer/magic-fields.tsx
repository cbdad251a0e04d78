import { Group, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { luhnDigit } from '../../../../../src/contract/card-number.ts'
import { useWords } from '../../words/words.tsx'
import type { ApiDocument, ApiOperation, FieldSchema } from './api-document.ts'
import type { Texts } from './asked.ts'
import styles from './explorer.module.css'

interface MagicFieldsProps {
  readonly operation: ApiOperation
  readonly document: ApiDocument
  readonly texts: Texts
  readonly onChange: (path: string, text: string) => void
}

/** Fills in the numbers and amounts by which a test network forces an answer. */
export function MagicFields({ operation, document, texts, onChange }: MagicFieldsProps) {
  const { t } = useWords()
  const [prefix, setPrefix] = useState('')
  const { properties = {} } = operation.schema
  const form = numberedForm(properties['card'])
  const hasCard = form !== -1
  const hasAmount = properties['amountMinor'] !== undefined
  if (!hasCard && !hasAmount) return null
  const force = (digits: string) => {
    const start = `${prefix}${'0'.repeat(10)}${digits}`
    onChange('card#', String(form))
    onChange('card.number', `${start}${luhnDigit(start)}`)
  }
  const isPrefix = /^\d{6}$/.test(prefix)
  return (
    <Group align="flex-end" gap="sm" mb="md" className={styles['magic'] ?? ''}>
      {hasCard && (
        <>
          <TextInput
            label={t('explorer.prefix')}
            description={t('explorer.prefixAbout')}
            inputMode="numeric"
            maxLength={6}
            value={prefix}
            onChange={(event) => setPrefix(event.currentTarget.value)}
          />
          <Select
            label={t('explorer.force')}
            placeholder={t('explorer.nothing')}
            data={Object.entries(document.magicNumbers).map(([value, label]) => ({ value, label }))}
            value={digitsOf(texts['card.number'], document)}
            onChange={(digits) => (digits ? force(digits) : onChange('card.number', ''))}
            disabled={!isPrefix}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('filter.clear') }}
          />
        </>
      )}
      {hasAmount && (
        <Select
          label={t('explorer.forceTimeout')}
          placeholder={t('explorer.nothing')}
          data={Object.entries(document.magicAmounts).map(([value, label]) => ({ value, label }))}
          value={texts['amountMinor'] ?? null}
          onChange={(amount) => onChange('amountMinor', amount ?? '')}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clear') }}
        />
      )}
    </Group>
  )
}

/** Which of the forms of a card has its number; -1 when none has. */
function numberedForm(card: FieldSchema | undefined): number {
  const forms = card?.anyOf ?? (card ? [card] : [])
  return forms.findIndex(({ properties }) => properties?.['number'] !== undefined)
}

/** Of a magic number the digits that force something. */
function digitsOf(number: string | undefined, { magicNumbers }: ApiDocument): string | null {
  const digits = /^\d{6}0{10}(\d\d)\d$/.exec(number ?? '')?.[1]
  return digits !== undefined && digits in magicNumbers ? digits : null
}
