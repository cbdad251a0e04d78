import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormProvider, useForm, useFormContext } from 'react-hook-form'
import type { ProgramDetail } from '../../../../../src/contract/admin/programs.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { OvertakenNotice } from '../../forms/overtaken-notice.tsx'
import { useBasis } from '../../forms/use-basis.ts'
import { Notice } from '../../show/notice.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import roomStyles from './programs.module.css'
import { fieldsOf, type RuleFields, readFields } from './rule-fields.ts'
import { LawGroup, LifeGroup, UseGroup, ValueGroup } from './rule-groups.tsx'

interface RulesFormProps extends ProgramDetail {
  readonly onClose: () => void
}

/** Types over the newest rules: what is saved is the next version, at once or for a day to come. */
export function RulesForm({ program, versions, onClose }: RulesFormProps) {
  const { locale } = useWords()
  const { newest, overtakenBy } = useBasis(versions[0])
  const { currency } = program
  const base = newest?.rules ?? program.rules
  const form = useForm<RuleFields>({ defaultValues: fieldsOf(base, currency, locale) })
  const { save, busy, failure } = useSave(program, newest?.version ?? 1, onClose)
  const submit = async (fields: RuleFields) => {
    const read = readFields(fields, base, { currency, locale })
    if (read.ok) return save(read.rules, fields)
    for (const name of read.wrong) form.setError(name, { type: 'rule' })
    const [first] = read.wrong
    if (first) form.setFocus(first)
  }
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
        <div className={roomStyles['groups']}>
          <ValueGroup currency={currency} />
          <UseGroup />
          <LifeGroup currency={currency} />
          <LawGroup />
        </div>
        {failure && <NotSaved failure={failure} />}
        <OvertakenNotice overtakenBy={overtakenBy} />
        <SubmitRow busy={busy} onClose={onClose} />
      </form>
    </FormProvider>
  )
}

/** What the law or another rule forbids is said in full, where it is read. */
function NotSaved({ failure }: { failure: Failure }) {
  const { t } = useWords()
  if (failure.code !== 'REQUEST_MALFORMED') return <FailureNotice failure={failure} />
  return (
    <Notice role="alert" tone="refused" title={t('programs.notAllowed')}>
      <span lang="en">{failure.message}</span>
    </Notice>
  )
}

function SubmitRow({ busy, onClose }: { busy: boolean; onClose: () => void }) {
  const { t } = useWords()
  const { register, formState } = useFormContext<RuleFields>()
  return (
    <div className={roomStyles['submit']}>
      <TextInput
        type="date"
        label={t('programs.validOn')}
        description={t('programs.validOnAbout')}
        {...register('validFrom')}
      />
      <TextInput
        label={t('form.reason')}
        description={t('programs.reasonAbout')}
        maxLength={TEXT_LENGTH_MAX}
        error={formState.errors.reason && t('form.needed')}
        {...register('reason', { validate: (reason) => reason.trim() !== '' })}
      />
      <Group>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('action.save')}
        </Button>
      </Group>
    </div>
  )
}

function useSave(
  { programId, name }: ProgramDetail['program'],
  basedOn: number,
  onSaved: () => void,
) {
  const { t } = useWords()
  const tell = useTell()
  const command = useCommand('change-rules')
  const [failure, setFailure] = useState<Failure>()
  const save = async (
    rules: ProgramDetail['program']['rules'],
    { validFrom, reason }: RuleFields,
  ) => {
    const reply = await command.run({
      ...{ programId, basedOn, rules, reason },
      validFrom: validFrom === '' ? null : validFrom,
    })
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t('programs.saved', { name }))
    onSaved()
  }
  return { save, busy: command.busy, failure }
}
