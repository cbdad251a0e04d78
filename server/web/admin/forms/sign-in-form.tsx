import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from 'react-hook-form'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'
import { useSending } from './use-sending.ts'

interface SignInFormProps {
  /** Who was signed in; nobody on the first page. */
  readonly email?: string
  readonly onSignedIn: (staff: StaffView) => void
}

interface Fields {
  readonly email: string
  readonly password: string
}

/** E-mail and password. */
export function SignInForm({ email = '', onSignedIn }: SignInFormProps) {
  const { t } = useWords()
  const form = useForm<Fields>({ defaultValues: { email, password: '' } })
  const { send, busy, failure } = useSending('sign-in', onSignedIn)
  const { errors } = form.formState
  const first = email === '' ? 'email' : 'password'
  return (
    <form noValidate onSubmit={(event) => void form.handleSubmit(send)(event)}>
      <Stack>
        {failure && <FailureNotice failure={failure} />}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          autoFocus={first === 'email'}
          error={errors.email && t('form.emailNeeded')}
          {...form.register('email', { required: true, pattern: /^\S+@\S+$/ })}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
          data-autofocus={first === 'password' || undefined}
          error={errors.password && t('form.needed')}
          {...form.register('password', { required: true })}
        />
        <Button type="submit" size="md" mt="xs" loading={busy}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  )
}
