import { Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconStack2 } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { CARD_FORMS, CARD_STATES } from '../../../../../src/contract/operations.ts'
import { useMay } from '../../api/may.ts'
import { useSearchText } from '../../shell/search-text.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { CardList } from './card-list.tsx'
import { IssueDialog } from './issue-dialog.tsx'
import { StockDialog } from './stock-dialog.tsx'

const route = getRouteApi('/inside/cards')

/** Every card of the network: found by number, last four digits, batch, order or operation. */
export function CardsRoom() {
  const { t } = useWords()
  useTitle(t('nav.cards'))
  const may = useMay()
  const [dialog, setDialog] = useState<'issue' | 'stock'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead title={t('nav.cards')} about={t('cards.about')}>
        {may('stock-cards') && (
          <Button
            variant="default"
            leftSection={<IconStack2 size={18} aria-hidden="true" />}
            onClick={() => setDialog('stock')}
          >
            {t('cards.makeBatch')}
          </Button>
        )}
        {may('issue-card') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setDialog('issue')}
          >
            {t('cards.issue')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Filters />
        <CardList />
      </Panel>
      {dialog === 'issue' && <IssueDialog onClose={close} />}
      {dialog === 'stock' && <StockDialog onClose={close} />}
    </>
  )
}

function Filters() {
  const { t } = useWords()
  const { text, setText } = useSearchText()
  const { state, form } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className={styles['filters']}>
      <TextInput
        className={styles['filterText']}
        type="search"
        label={t('cards.search')}
        placeholder={t('cards.searchFor')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={17} aria-hidden="true" />}
      />
      <Select
        label={t('column.state')}
        placeholder={t('filter.all')}
        data={CARD_STATES.map((value) => ({ value, label: t(`cardState.${value}`) }))}
        value={state ?? null}
        onChange={(value) =>
          void navigate({ search: (old) => ({ ...old, state: value ?? undefined }), replace: true })
        }
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
      <Select
        label={t('column.form')}
        placeholder={t('filter.all')}
        data={CARD_FORMS.map((value) => ({ value, label: t(`cardForm.${value}`) }))}
        value={form ?? null}
        onChange={(value) =>
          void navigate({ search: (old) => ({ ...old, form: value ?? undefined }), replace: true })
        }
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
    </div>
  )
}
