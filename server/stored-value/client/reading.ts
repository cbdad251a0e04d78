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
  if (answered.is === 'done') return { is: 'done', answer: answered.value as Result }
  if (answered.is !== 'gave up') return answered
  const { because } = answered
  return because === undefined ? { is: 'no answer' } : { is: 'failed', because }
}
