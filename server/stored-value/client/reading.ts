import type { z } from 'zod'
import type { Reading } from './outcome.ts'
import type { Told } from './transport.ts'
import { untilAnswered } from './until-answered.ts'

/** Asks until there is an answer or patience ends: reading changes nothing, so nothing is kept. */
export async function read<Result>(
  schema: z.ZodType<Result>,
  ask: () => Promise<Told>,
  patienceMs: number,
): Promise<Reading<Result>> {
  const askOnce = async (): Promise<Told> => {
    const told = await ask()
    if (told.is !== 'done') return told
    const value = schema.safeParse(told.value)
    return value.success ? { is: 'done', value: value.data } : { is: 'silence' }
  }
  const answered = await untilAnswered(askOnce, { patienceMs, isInDoubt: false })
  if (!answered) return { is: 'no answer' }
  return answered.is === 'done' ? { is: 'done', answer: answered.value as Result } : answered
}
