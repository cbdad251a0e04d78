import { Button, Tabs } from '@mantine/core'
import { copyText } from '../../show/copy-text.ts'
import jsonStyles from '../../show/json-text.module.css'
import { Panel } from '../../show/panel.tsx'
import { ScrollFrame } from '../../show/scroll-frame.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { type Call, curlOf, typeScriptOf } from './asked.ts'

/** The call as it stands in the fields, to be taken into a terminal or a program. */
export function Snippets({ call }: { call: Call }) {
  const { t } = useWords()
  const { origin } = window.location
  return (
    <Panel title={t('explorer.snippet')}>
      <Tabs defaultValue="curl">
        <Tabs.List>
          <Tabs.Tab value="curl">curl</Tabs.Tab>
          <Tabs.Tab value="typescript">TypeScript</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="curl" pt="sm">
          <Snippet name="curl" text={curlOf(call, origin)} />
        </Tabs.Panel>
        <Tabs.Panel value="typescript" pt="sm">
          <Snippet name="TypeScript" text={typeScriptOf(call, origin)} />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  )
}

function Snippet({ name, text }: { name: string; text: string }) {
  const { t } = useWords()
  const tell = useTell()
  const copy = async () => tell(t((await copyText(text)) ? 'secret.copied' : 'secret.copyByHand'))
  return (
    <>
      <ScrollFrame label={name} className={jsonStyles['frame']}>
        <pre className={jsonStyles['text']}>{text}</pre>
      </ScrollFrame>
      <Button size="xs" variant="default" mt="sm" onClick={() => void copy()}>
        {t('secret.copyNamed', { what: name })}
      </Button>
    </>
  )
}
