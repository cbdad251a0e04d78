import { Button } from '@mantine/core'
import { IconArrowLeft, IconPencil } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProgramDetail } from '../../../../../src/contract/admin/programs.ts'
import type { ProgramId } from '../../../../../src/contract/ids.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { PlannedNotice } from '../terms/version-list.tsx'
import { LawFacts } from './law-facts.tsx'
import roomStyles from './programs.module.css'
import { RuleHistory } from './rule-history.tsx'
import { ruleLines } from './rule-lines.ts'
import { RulesForm } from './rules-form.tsx'
import { useSpeech } from './use-names.ts'

const route = getRouteApi('/inside/programs/$programId')

/** One program: its rules, the law of its place, and how it came to them. */
export function ProgramRoom() {
  const { t } = useWords()
  const { programId } = route.useParams()
  const query = useRead('read-program', { programId: programId as ProgramId })
  useTitle(query.data?.program.name ?? t('column.program'))
  return (
    <>
      <RoomLink to="/programs" size="sm" className={roomStyles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.programs')}
      </RoomLink>
      <Loaded query={query}>{(found) => <Program key={programId} {...found} />}</Loaded>
    </>
  )
}

function Program({ program, versions }: ProgramDetail) {
  const { t } = useWords()
  const may = useMay()
  const [isChanging, setChanging] = useState(false)
  const speech = useSpeech(program)
  const { rules } = program
  return (
    <>
      <PageHead
        title={program.name}
        about={t('programs.atHome', { zone: program.timeZone })}
        badge={
          <Badge tone="moved">{t('programs.versionNumber', { number: program.ruleVersion })}</Badge>
        }
      >
        {!isChanging && may('change-rules') && (
          <Button
            leftSection={<IconPencil size={18} aria-hidden="true" />}
            onClick={() => setChanging(true)}
          >
            {t('programs.change')}
          </Button>
        )}
      </PageHead>
      <div className={roomStyles['stack']}>
        <PlannedNotice versions={versions} />
        {isChanging ? (
          <Panel title={t('programs.changeTitle')}>
            <RulesForm program={program} versions={versions} onClose={() => setChanging(false)} />
          </Panel>
        ) : (
          <>
            <Panel title={t('programs.rules')}>
              <dl className={styles['facts']}>
                {ruleLines(rules, speech).map(({ name, text }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                  </div>
                ))}
              </dl>
            </Panel>
            <Panel title={`${t('programs.law')}: ${speech.nameOf(rules.profile)}`}>
              <LawFacts profile={rules.profile} affiliated={rules.affiliated} />
            </Panel>
          </>
        )}
        <Panel title={t('programs.history')}>
          <RuleHistory versions={versions} speech={speech} />
        </Panel>
      </div>
    </>
  )
}
