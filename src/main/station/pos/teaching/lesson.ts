import type { Currency, Minor } from '../../../../contract/money.ts'
import type { LessonProblem, LessonStage } from '../../../../contract/screen/lesson.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { createInterpreter, type PaperReading } from '../receipts/tenders.ts'
import { type Beliefs, believe } from './believe.ts'
import { type ChosenRows, type LearningBase, type Learnt, learn } from './learn.ts'
import { believeMark, learnMark, type MarkKind } from './marks.ts'
import { withReceiptNumber } from './numbers.ts'

/** A paper of the lesson. */
export interface LessonPaper {
  readonly rows: readonly string[]
  readonly heardAtMs: number
}

/** One lesson, from the first sale that is rung to the profile that is kept. */
export interface Lesson {
  readonly sourceId: string
  readonly currency: Currency
  readonly amountMinor: Minor
  readonly base: LearningBase
  readonly stage: LessonStage
  readonly problem: LessonProblem | null
  /** The paper on show. */
  readonly paper: LessonPaper | null
  readonly beliefs: Beliefs | null
  readonly learnt: Learnt | null
  /** The sales that were confirmed; they must read the same whatever is learnt later. */
  readonly proofs: readonly Proof[]
  /** The paper on show as it reads now. */
  readonly reading: PaperReading | null
  readonly markRow: number | null
  readonly marks: readonly MarkKind[]
}

interface Proof {
  readonly rows: readonly string[]
  readonly amountMinor: Minor | null
}

export interface LessonStart {
  readonly sourceId: string
  readonly currency: Currency
  readonly amountMinor: Minor
  /** The profile that the source is read with now. */
  readonly profile: ReceiptProfile
  readonly keepsLabels: boolean
}

export function beginLesson(start: LessonStart): Lesson {
  const { sourceId, currency, amountMinor, profile, keepsLabels } = start
  return {
    sourceId,
    currency,
    amountMinor,
    base: { profile, keepsLabels, currency },
    stage: 'first',
    problem: null,
    paper: null,
    beliefs: null,
    learnt: null,
    proofs: [],
    reading: null,
    markRow: null,
    marks: [],
  }
}

/** The source heard a paper. One that is being looked at stays, unless it cannot be the right one. */
export function hearPaper(lesson: Lesson, paper: LessonPaper): Lesson {
  switch (lesson.stage) {
    case 'first':
      return showFirst(lesson, paper)
    case 'choose':
      return lesson.beliefs?.best ? lesson : showFirst(lesson, paper)
    case 'second':
      return lesson.paper !== null && lesson.problem === null ? lesson : showSecond(lesson, paper)
    case 'without':
      return lesson.paper !== null && lesson.problem === null ? lesson : showWithout(lesson, paper)
    case 'done':
      return showMark(lesson, paper)
  }
}

/** A person points at the rows of the paper on show. */
export function chooseRows(lesson: Lesson, rows: ChosenRows): Lesson {
  const { paper, learnt, stage } = lesson
  if (paper === null || stage === 'first' || stage === 'done') return lesson
  const base =
    learnt === null ? lesson.base : { ...lesson.base, profile: learnt.profile, keepsLabels: true }
  const learning = learn(paper.rows, rows, base)
  if (!learning.ok) return { ...lesson, problem: learning.problem }
  const proofs = [...lesson.proofs, { rows: paper.rows, amountMinor: learning.learnt.amountMinor }]
  if (!holds(proofs, learning.learnt.profile, lesson.currency))
    return { ...lesson, problem: 'not-readable' }
  return awaiting({ ...lesson, learnt: learning.learnt, proofs }, 'second')
}

/** A person says that the paper on show was read rightly. `done` is reached from `without`. */
export function confirmReading(lesson: Lesson): Lesson {
  const { stage, paper, learnt, problem, proofs } = lesson
  if (paper === null || learnt === null || problem !== null) return lesson
  if (stage === 'second') return confirmSecond(lesson, paper, learnt)
  if (stage !== 'without') return lesson
  const proof = { rows: paper.rows, amountMinor: null }
  return { ...awaiting(lesson, 'done'), proofs: [...proofs, proof] }
}

/** Puts the paper on show away and waits for another. */
export function awaitPaper(lesson: Lesson): Lesson {
  return awaiting(lesson, lesson.stage === 'choose' ? 'first' : lesson.stage)
}

/** Once done, the row of the paper on show says what kind of paper it is. */
export function teachMark(lesson: Lesson, kind: MarkKind, row: number): Lesson {
  const { stage, paper, learnt, proofs, currency } = lesson
  if (stage !== 'done' || paper === null || learnt === null) return lesson
  const sale = proofs[0]?.rows ?? []
  const profile = learnMark(learnt.profile, kind, { rows: paper.rows, row, sale }, currency)
  if (profile === null || !holds(proofs, profile, currency))
    return { ...lesson, problem: 'mark-not-learnt' }
  const taught = { ...lesson, learnt: { ...learnt, profile } }
  return { ...awaiting(taught, 'done'), marks: [...new Set([...lesson.marks, kind])] }
}

function awaiting(lesson: Lesson, stage: LessonStage): Lesson {
  return {
    ...lesson,
    stage,
    problem: null,
    paper: null,
    beliefs: null,
    reading: null,
    markRow: null,
  }
}

function showFirst(lesson: Lesson, paper: LessonPaper): Lesson {
  const beliefs = believe(paper.rows, lesson, lesson.base.profile)
  const problem = beliefs.amountRows.length === 0 ? 'amount-not-on-paper' : null
  const reading = read(paper, lesson.base.profile, lesson.currency)
  return { ...lesson, stage: 'choose', paper, beliefs, reading, problem }
}

function showSecond(lesson: Lesson, paper: LessonPaper): Lesson {
  const reading = readLearnt(lesson, paper)
  return { ...lesson, paper, reading, beliefs: null, problem: secondProblem(lesson, reading) }
}

function secondProblem({ proofs }: Lesson, reading: PaperReading): LessonProblem | null {
  const [tender] = reading.tenders
  if (tender === undefined) return 'nothing-found'
  if (reading.tenders.length > 1 || reading.kind !== 'sale') return 'not-one-payment'
  return proofs.some(({ amountMinor }) => amountMinor === tender.amountMinor) ? 'same-amount' : null
}

function confirmSecond(lesson: Lesson, paper: LessonPaper, learnt: Learnt): Lesson {
  const { proofs, currency, reading } = lesson
  const amountMinor = reading?.tenders[0]?.amountMinor ?? null
  const counted = withReceiptNumber(learnt.profile, proofs[0]?.rows ?? [], paper.rows)
  const all = [...proofs, { rows: paper.rows, amountMinor }]
  const profile = holds(all, counted, currency) ? counted : learnt.profile
  return awaiting({ ...lesson, proofs: all, learnt: { ...learnt, profile } }, 'without')
}

function showWithout(lesson: Lesson, paper: LessonPaper): Lesson {
  const reading = readLearnt(lesson, paper)
  const problem = reading.tenders.length > 0 ? 'found-on-other' : null
  return { ...lesson, paper, reading, beliefs: null, problem }
}

function showMark(lesson: Lesson, paper: LessonPaper): Lesson {
  const profile = lesson.learnt?.profile ?? lesson.base.profile
  const reading = read(paper, profile, lesson.currency)
  const sale = lesson.proofs[0]?.rows ?? []
  const markRow =
    reading.kind === 'sale' ? believeMark(sale, paper.rows, profile, lesson.currency) : null
  return { ...lesson, paper, reading, markRow, problem: null }
}

function readLearnt({ learnt, base, currency }: Lesson, paper: LessonPaper): PaperReading {
  return read(paper, learnt?.profile ?? base.profile, currency)
}

function read({ rows }: LessonPaper, profile: ReceiptProfile, currency: Currency): PaperReading {
  return createInterpreter(profile)(rows, currency)
}

/** True when every confirmed sale still reads as it was confirmed. */
function holds(proofs: readonly Proof[], profile: ReceiptProfile, currency: Currency): boolean {
  const interpret = createInterpreter(profile)
  return proofs.every(({ rows, amountMinor }) => {
    const { tenders } = interpret(rows, currency)
    return amountMinor === null
      ? tenders.length === 0
      : tenders.length === 1 && tenders[0]?.amountMinor === amountMinor
  })
}
