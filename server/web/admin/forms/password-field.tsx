import { PasswordInput } from '@mantine/core'
import { useWords } from '../words/words.tsx'

interface PasswordFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** True after a try without it. */
  readonly missing: boolean
  /** Why it is asked for, where there is more to say than usual. */
  readonly about?: string
  readonly focused?: boolean
}

/** The password once more, before what a session left open must not do alone. */
export function PasswordField(props: PasswordFieldProps) {
  const { value, onChange, missing, about, focused = false } = props
  const { t } = useWords()
  return (
    <PasswordInput
      label={t('form.password')}
      description={about ?? t('form.passwordAbout')}
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={missing && t('form.needed')}
      maxLength={200}
      {...(focused && { 'data-autofocus': true })}
    />
  )
}
