import type { ProgramDetail } from '../../../../../src/contract/admin/programs.ts'
import { VersionList } from '../terms/version-list.tsx'
import { ruleLines, type Speech } from './rule-lines.ts'

interface RuleHistoryProps extends Pick<ProgramDetail, 'versions'> {
  readonly speech: Speech
}

/** All versions of a program's rules, the newest first, each with what it changed. */
export function RuleHistory({ versions, speech }: RuleHistoryProps) {
  const told = versions.map(({ rules, ...rest }) => ({ ...rest, lines: ruleLines(rules, speech) }))
  // A program has had rules from its first day.
  return <VersionList versions={told} none="" />
}
