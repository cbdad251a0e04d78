import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { ADMIN_PAGES_PATH } from '../../../../src/contract/admin/table.ts'
import { type Failure, failureOf, readOptions, useAdmin, useCommand } from '../api/admin.tsx'
import { Brand } from '../shell/brand.tsx'
import { LanguageSwitch } from '../shell/language-switch.tsx'
import styles from '../shell/shell.module.css'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'

const route = getRouteApi('/sign-in')

interface Fields {
  readonly email: string
  readonly password: string
}

/** The first page: e-mail and password, then back to the room that was asked for. */
export function SignIn() {
  const { t } = useWords()
  const form = useForm<Fields>({ defaultValues: { email: '', password: '' } })
  const { signIn, busy, failure } = useSignIn()
  const { errors } = form.formState
  return (
    <main className={styles['signIn']}>
      <div className={styles['signInCard']}>
        <div className={styles['signInHead']}>
          <Brand />
          <LanguageSwitch />
        </div>
        <h1 className={styles['signInTitle']}>{t('signIn.title')}</h1>
        <p className={styles['signInAbout']}>{t('signIn.about')}</p>
        <form noValidate onSubmit={(event) => void form.handleSubmit(signIn)(event)}>
          <Stack>
            {failure && <FailureNotice failure={failure} />}
            <TextInput
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              autoFocus
              error={errors.email && t('form.emailNeeded')}
              {...form.register('email', { required: true, pattern: /^\S+@\S+$/ })}
            />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
              error={errors.password && t('form.needed')}
              {...form.register('password', { required: true })}
            />
            <Button type="submit" size="md" mt="xs" loading={busy}>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </div>
    </main>
  )
}

function useSignIn() {
  const { client } = useAdmin()
  const queries = useQueryClient()
  const router = useRouter()
  const { returnTo } = route.useSearch()
  const command = useCommand('sign-in')
  const [failure, setFailure] = useState<Failure>()
  const signIn = async (fields: Fields) => {
    const reply = await command.run(fields)
    setFailure(failureOf(reply))
    if (!reply.ok) return
    queries.setQueryData(readOptions(client, 'who-am-i', {}).queryKey, reply.value)
    router.history.push(`${ADMIN_PAGES_PATH}${returnTo ?? '/'}`)
  }
  return { signIn, busy: command.busy, failure }
}
