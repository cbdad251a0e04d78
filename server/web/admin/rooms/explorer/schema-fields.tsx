import { Fieldset, Select, Stack, TextInput } from '@mantine/core'
import { useWords } from '../../words/words.tsx'
import type { FieldSchema } from './api-document.ts'
import { chosenOf, pathOf, type Texts } from './asked.ts'

interface FieldsProps {
  readonly schema: FieldSchema
  readonly path: string
  readonly texts: Texts
  readonly onChange: (path: string, text: string) => void
}

/** The fields of an object of the API, made from its schema. */
export function SchemaFields({ schema, path, texts, onChange }: FieldsProps) {
  const { t } = useWords()
  const names = Object.keys(schema.properties ?? {})
  const first = path === '' ? names.filter((name) => isFirst(schema, name)) : names
  const rest = names.filter((name) => !first.includes(name))
  const fields = (some: readonly string[]) =>
    some.map((name) => (
      <Field
        key={name}
        {...{ name, texts, onChange }}
        schema={schema.properties?.[name] ?? {}}
        path={pathOf(path, name)}
        isNeeded={schema.required?.includes(name) ?? false}
      />
    ))
  return (
    <Stack gap="sm">
      {fields(first)}
      {rest.length > 0 && first.length > 0 ? (
        <details>
          <summary>{t('explorer.optional', { count: rest.length })}</summary>
          <Stack gap="sm" mt="sm">
            {fields(rest)}
          </Stack>
        </details>
      ) : (
        fields(rest)
      )}
    </Stack>
  )
}

/** What is needed, and what names the card: the rest waits behind a line. */
function isFirst({ required, properties }: FieldSchema, name: string): boolean {
  const part = properties?.[name]
  const isGroup = part?.properties !== undefined || part?.anyOf !== undefined
  const isNeeded = required?.includes(name) ?? false
  return isNeeded || isGroup || name === 'cardId' || name === 'programId'
}

interface FieldProps extends FieldsProps {
  readonly name: string
  readonly isNeeded: boolean
}

function Field(props: FieldProps) {
  const { schema, path, name, texts, onChange, isNeeded } = props
  const { t } = useWords()
  if (schema.anyOf) return <Choice {...props} forms={schema.anyOf} />
  if (schema.properties) {
    return (
      <Fieldset legend={isNeeded ? `${name} *` : name}>
        <SchemaFields {...{ schema, path, texts, onChange }} />
      </Fieldset>
    )
  }
  const options = optionsOf(schema)
  const common = {
    label: name,
    withAsterisk: isNeeded,
    ...(schema.description !== undefined && { description: schema.description }),
  }
  if (options) {
    return (
      <Select
        {...common}
        placeholder={t('explorer.notSent')}
        data={options}
        value={texts[path] ?? null}
        onChange={(value) => onChange(path, value ?? '')}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
    )
  }
  return (
    <TextInput
      {...common}
      value={texts[path] ?? ''}
      onChange={(event) => onChange(path, event.currentTarget.value)}
      inputMode={schema.type === 'integer' ? 'numeric' : 'text'}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

function Choice({
  forms,
  path,
  name,
  texts,
  onChange,
  isNeeded,
}: FieldProps & { readonly forms: readonly FieldSchema[] }) {
  const { t } = useWords()
  const chosen = forms[chosenOf(texts, path)]
  return (
    <Fieldset legend={isNeeded ? `${name} *` : name}>
      <Stack gap="sm">
        <Select
          label={t('explorer.which')}
          data={forms.map((form, index) => ({
            value: String(index),
            label: Object.keys(form.properties ?? {}).join(', ') || (form.type ?? '–'),
          }))}
          value={String(chosenOf(texts, path))}
          onChange={(value) => onChange(`${path}#`, value ?? '0')}
          allowDeselect={false}
        />
        {chosen && <SchemaFields schema={chosen} {...{ path, texts, onChange }} />}
      </Stack>
    </Fieldset>
  )
}

function optionsOf(schema: FieldSchema): string[] | undefined {
  if (schema.enum) return schema.enum.map(String)
  if (schema.const !== undefined) return [String(schema.const)]
  return schema.type === 'boolean' ? ['true', 'false'] : undefined
}
