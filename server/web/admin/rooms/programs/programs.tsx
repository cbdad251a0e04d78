import { IconCards } from '@tabler/icons-react'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { useProfileName } from './use-names.ts'

/** The programs of the network, each with the rules that are valid now. */
export function ProgramsRoom() {
  const { t } = useWords()
  useTitle(t('nav.programs'))
  const query = useRead('list-programs', {})
  return (
    <>
      <PageHead title={t('nav.programs')} about={t('programs.about')} />
      <Panel>
        <Loaded query={query}>
          {({ programs }) =>
            programs.length === 0 ? (
              <EmptyState
                icon={<IconCards size={24} />}
                title={t('programs.none')}
                text={t('programs.noneText')}
              />
            ) : (
              <ProgramTable programs={programs} />
            )
          }
        </Loaded>
      </Panel>
    </>
  )
}

function ProgramTable({ programs }: { programs: readonly ProgramView[] }) {
  const { t } = useWords()
  const profileName = useProfileName()
  const columns: Column<ProgramView>[] = [
    {
      id: 'name',
      heading: t('column.program'),
      isRowHeading: true,
      cell: ({ programId, name, cardPrefix }) => (
        <>
          <RoomLink to="/programs/$programId" params={{ programId }}>
            {name}
          </RoomLink>
          <span className={styles['sub']}>{t('programs.prefix', { prefix: cardPrefix })}</span>
        </>
      ),
    },
    { id: 'currency', heading: t('form.currency'), cell: ({ currency }) => currency },
    { id: 'zone', heading: t('locations.zone'), cell: ({ timeZone }) => timeZone },
    { id: 'law', heading: t('rule.profile'), cell: ({ rules }) => profileName(rules.profile) },
    {
      id: 'version',
      heading: t('programs.version'),
      align: 'end',
      cell: ({ ruleVersion }) => ruleVersion,
    },
  ]
  return (
    <DataTable
      label={t('nav.programs')}
      columns={columns}
      rows={programs}
      rowKey={({ programId }) => programId}
    />
  )
}
