import { Button, Group, Stack } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import { RoomButton } from '../../show/links.tsx'
import { Money } from '../../show/money.tsx'
import { PrintSheet, printSheet } from '../../show/print-sheet.tsx'
import { QrImage } from '../../show/qr-image.tsx'
import { groupDigits, Secret, ShownOnce } from '../../show/secret.tsx'
import { useWords } from '../../words/words.tsx'

type Issued = AdminResult<'issue-card'>

interface IssuedCardProps {
  readonly issued: Issued
  readonly onClose: () => void
}

/** Number and PIN of a new card, to be copied or printed now. */
export function IssuedCard({ issued, onClose }: IssuedCardProps) {
  const { t } = useWords()
  return (
    <Stack gap="md">
      <ShownOnce text={t('issue.shownOnceText')} />
      <Secret label={t('issue.number')} shown={groupDigits(issued.number)} value={issued.number} />
      <Secret label={t('issue.pin')} shown={issued.pin} value={issued.pin} />
      <Group justify="space-between">
        <Button
          variant="default"
          leftSection={<IconPrinter size={18} aria-hidden="true" />}
          onClick={printSheet}
        >
          {t('action.print')}
        </Button>
        <Group gap="xs">
          <RoomButton variant="default" to="/cards/$cardId" params={{ cardId: issued.cardId }}>
            {t('issue.openCard')}
          </RoomButton>
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Group>
      </Group>
      <CardSheet issued={issued} />
    </Stack>
  )
}

function CardSheet({ issued }: { issued: Issued }) {
  const { t } = useWords()
  const { balanceMinor, currency } = issued.answer
  return (
    <PrintSheet>
      <h1>{t('issue.sheetTitle')}</h1>
      {balanceMinor !== null && (
        <p style={{ fontSize: 28, fontWeight: 700 }}>
          <Money amountMinor={balanceMinor} currency={currency} />
        </p>
      )}
      <QrImage text={issued.number} label={t('issue.qr')} sizePx={180} />
      <p>
        {t('issue.number')}: <b className="figures">{groupDigits(issued.number)}</b>
      </p>
      <p>
        {t('issue.pin')}: <b className="figures">{issued.pin}</b>
      </p>
    </PrintSheet>
  )
}
