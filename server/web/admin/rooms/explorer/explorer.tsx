import { Alert, Anchor, Button, PasswordInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Brand } from '../../shell/brand.tsx'
import { LanguageSwitch } from '../../shell/language-switch.tsx'
import { TableSkeleton } from '../../show/data-table.tsx'
import { Notice } from '../../show/notice.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { type ApiDocument, type ApiOperation, readDocument } from './api-document.ts'
import { callOf, type Texts } from './asked.ts'
import styles from './explorer.module.css'
import { MagicFields } from './magic-fields.tsx'
import { Outcome, useSend } from './outcome.tsx'
import { SchemaFields } from './schema-fields.tsx'
import { Snippets } from './snippets.tsx'

const DOCUMENT_PATH = '/v1/openapi.json'
const REFERENCE_PATH = '/v1/docs'
/** Keys of test networks begin so: with others nothing is sent from a page. */
const TEST_KEY = /^cm_test_/

/** The API for whoever writes a program against it: every operation, tried out on a test network. */
export function ExplorerRoom() {
  const { t } = useWords()
  useTitle(t('nav.explorer'))
  const query = useQuery({
    queryKey: [DOCUMENT_PATH],
    queryFn: async () => readDocument(await (await fetch(DOCUMENT_PATH)).json()) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [key, setKey] = useState('')
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <Brand />
        <LanguageSwitch />
      </header>
      <main className={styles['main']}>
        <PageHead title={t('nav.explorer')} about={t('explorer.about')}>
          <Button component="a" href={REFERENCE_PATH} variant="default">
            {t('explorer.reference')}
          </Button>
        </PageHead>
        <div className={styles['stack']}>
          <Panel title={t('explorer.key')}>
            <KeyField value={key} onChange={setKey} />
          </Panel>
          {query.isPending && <TableSkeleton />}
          {(query.isError || query.data === null) && (
            <Notice role="alert" tone="refused" title={t('explorer.noDocument')} />
          )}
          {query.data && <Explorer document={query.data} apiKey={key} />}
        </div>
      </main>
    </div>
  )
}

function KeyField({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  const { t } = useWords()
  const isOther = value !== '' && !TEST_KEY.test(value)
  return (
    <>
      <PasswordInput
        label={t('explorer.keyLabel')}
        description={t('explorer.keyAbout')}
        placeholder="cm_test_…"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
        error={isOther && t('explorer.keyLive')}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
        maw={520}
      />
      <p className={styles['quiet']}>
        {t('explorer.keyHow')} <code>npm run countermark -- test-network</code>
      </p>
    </>
  )
}

function Explorer({ document, apiKey }: { document: ApiDocument; apiKey: string }) {
  const { t } = useWords()
  const [id, setId] = useState(document.operations[0]?.id ?? '')
  const operation = document.operations.find((each) => each.id === id)
  return (
    <>
      <Panel title={t('explorer.operation')}>
        <Select
          aria-label={t('explorer.operation')}
          data={document.operations.map((each) => ({
            value: each.id,
            label: `${each.id} – ${each.summary}`,
          }))}
          value={id}
          onChange={(chosen) => setId(chosen ?? id)}
          allowDeselect={false}
          searchable
          maxDropdownHeight={420}
        />
        {operation && <p className={styles['about']}>{withCode(operation.description)}</p>}
      </Panel>
      {operation && (
        <TryIt key={operation.id} operation={operation} document={document} apiKey={apiKey} />
      )}
    </>
  )
}

interface TryItProps {
  readonly operation: ApiOperation
  readonly document: ApiDocument
  readonly apiKey: string
}

function TryIt({ operation, document, apiKey }: TryItProps) {
  const { t } = useWords()
  const [texts, setTexts] = useState<Texts>(() => firstTexts(operation))
  const { send, sent, busy } = useSend()
  const change = (path: string, text: string) => setTexts((before) => ({ ...before, [path]: text }))
  const call = callOf(operation, texts)
  const mayTry = TEST_KEY.test(apiKey)
  return (
    <div className={styles['columns']}>
      <Panel title={t('explorer.asked')}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (mayTry && !busy) void send(call, apiKey)
          }}
        >
          <MagicFields {...{ operation, document, texts }} onChange={change} />
          <SchemaFields schema={operation.schema} path="" texts={texts} onChange={change} />
          {!mayTry && (
            <Alert color="know" mt="md">
              {t('explorer.keyNeeded')}
            </Alert>
          )}
          <div className={styles['actions']}>
            {'requestId' in texts && !operation.inPath.includes('requestId') && (
              <Button variant="default" onClick={() => change('requestId', newRequestId())}>
                {t('explorer.newId')}
              </Button>
            )}
            <Button type="submit" loading={busy} disabled={!mayTry}>
              {t('explorer.send')}
            </Button>
          </div>
        </form>
      </Panel>
      <div className={styles['stack']}>
        {sent && <Outcome sent={sent} />}
        <Snippets call={call} />
        <p className={styles['quiet']}>
          <Anchor href="/v1/errors" size="sm">
            {t('explorer.codes')}
          </Anchor>
        </p>
      </div>
    </div>
  )
}

function firstTexts({ schema, inPath }: ApiOperation): Texts {
  const names = Object.keys(schema.properties ?? {})
  return {
    ...(names.includes('requestId') && {
      requestId: inPath.includes('requestId') ? '' : newRequestId(),
    }),
    ...(names.includes('currency') && { currency: 'EUR' }),
  }
}

function newRequestId(): string {
  return `try-${crypto.randomUUID()}`
}

/** Words between backticks as code, as the document means them. */
function withCode(text: string): ReactNode[] {
  let at = 0
  return text.split('`').map((part, index) => {
    at += part.length + 1
    return index % 2 === 0 ? part : <code key={at}>{part}</code>
  })
}
