import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { EXPORT_EVERY } from '../../../../../src/contract/admin/book-exports.ts'
import {
  BOOK_FILE_NAMES,
  BOOK_FILES,
  type BookFile,
  type BookFormat,
} from '../../../../../src/contract/admin/books.ts'
import { useRead } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { FORMAT_NAMES } from './format-names.ts'

interface ScheduleDialogProps {
  readonly canMail: boolean
  readonly onClose: () => void
}

/** Sets up what goes out, how often and where to. */
export function ScheduleDialog({ canMail, onClose }: ScheduleDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [what, setWhat] = useState<BookFile>('balances')
  const [format, setFormat] = useState<BookFormat>('csv')
  const [every, setEvery] = useState<(typeof EXPORT_EVERY)[number]>('month')
  const [deliveryId, setDeliveryId] = useState<string | null>(null)
  const [emails, setEmails] = useState('')
  const places = usePlaces()
  const sending = useSending('add-book-schedule', () => {
    tell(t('exports.added'))
    onClose()
  })
  const formats: readonly BookFormat[] = BOOK_FILES[what]
  const submit = () =>
    void sending.send({
      ...{ what, every, deliveryId, format: formats.includes(format) ? format : 'csv' },
      emails: emails
        .split(',')
        .map((email) => email.trim())
        .filter((email) => email !== ''),
    })
  return (
    <FormDialog
      title={t('exports.addTitle')}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <Select
        label={t('books.file')}
        allowDeselect={false}
        data={BOOK_FILE_NAMES.map((name) => ({ value: name, label: t(`bookFile.${name}`) }))}
        value={what}
        onChange={(chosen) => chosen && setWhat(chosen)}
        data-autofocus
      />
      <Select
        label={t('exports.format')}
        allowDeselect={false}
        data={formats.map((name) => ({ value: name, label: FORMAT_NAMES[name] }))}
        value={formats.includes(format) ? format : 'csv'}
        onChange={(chosen) => chosen && setFormat(chosen)}
      />
      <Select
        label={t('exports.every')}
        allowDeselect={false}
        data={EXPORT_EVERY.map((name) => ({ value: name, label: t(`exportEvery.${name}`) }))}
        value={every}
        onChange={(chosen) => chosen && setEvery(chosen)}
      />
      <Select
        label={t('exports.place')}
        placeholder={t('exports.noPlace')}
        clearable
        data={places}
        value={deliveryId}
        onChange={setDeliveryId}
      />
      <TextInput
        label={t('exports.emails')}
        description={t(canMail ? 'exports.emailsAbout' : 'exports.noMail')}
        disabled={!canMail}
        value={emails}
        onChange={(event) => setEmails(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

/** Destinations that take any file: folders and SFTP servers of the network. */
function usePlaces() {
  const query = useRead('list-bank-deliveries', {})
  const deliveries = query.data?.deliveries ?? []
  return deliveries
    .filter(({ settings }) => settings.kind === 'folder' || settings.kind === 'sftp')
    .map(({ deliveryId, name }) => ({ value: deliveryId, label: name }))
}
