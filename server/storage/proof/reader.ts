/** Where the ledger is kept: some questions are not the same for both. */
export type EngineKind = 'sqlite' | 'postgres'

/** A value as both engines give it. */
export type Value = string | number | null | Uint8Array

/** A SELECT in the SQL that both engines share, with `?` for each parameter. */
export interface Question {
  readonly sql: string
  readonly parameters: readonly Value[]
}

/** The rows of an answer: values in the order of the columns. */
export type Answer = readonly (readonly Value[])[]

/**
 * A proof asks questions one after another and is given the answers, so that the same proof runs on
 * a connection that answers at once and on one that answers later, and rests between two questions
 * as long as whoever runs it likes.
 */
export type Proof<Result> = Generator<Question, Result, Answer>

/** Asks one question; the type of the rows is the caller's word for its columns. */
export function* ask<Row extends readonly unknown[]>(
  sql: string,
  ...parameters: readonly Value[]
): Proof<readonly Row[]> {
  const answer = yield { sql, parameters }
  return answer as unknown as readonly Row[]
}

/** The most values in one IN list: statements of a few lengths only are prepared. */
const LIST_MAX = 256
const LIST_SHORT = 16

/**
 * Asks for the rows of many keys: `sql` ends in `IN (?)`, whose `?` stands for the keys. A key may
 * come twice.
 */
export function* askEach<Row extends readonly unknown[]>(
  sql: string,
  keys: readonly Value[],
): Proof<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < keys.length; start += LIST_MAX) {
    const some = keys.slice(start, start + LIST_MAX)
    const length = some.length <= LIST_SHORT ? LIST_SHORT : LIST_MAX
    while (some.length < length) some.push(some.at(-1) ?? null)
    const places = sql.replace('IN (?)', `IN (${some.map(() => '?').join(', ')})`)
    rows.push(...(yield* ask<Row>(places, ...some)))
  }
  return rows
}

/** The same SQL with `$1`, `$2` and so on for its parameters. No text in it has a question mark. */
export function numberedPlaces(sql: string): string {
  let count = 0
  return sql.replaceAll('?', () => {
    count += 1
    return `$${count}`
  })
}

/** Runs a proof on what answers at once. */
export function runProof<Result>(
  proof: Proof<Result>,
  answer: (question: Question) => Answer,
): Result {
  for (let step = proof.next(); ; ) {
    if (step.done === true) return step.value
    step = proof.next(answer(step.value))
  }
}

/** Runs a proof on what answers later; `rest` comes after each answer. */
export async function runProofLater<Result>(
  proof: Proof<Result>,
  answer: (question: Question) => Promise<Answer>,
  rest: () => Promise<void> | undefined = () => undefined,
): Promise<Result> {
  for (let step = proof.next(); ; ) {
    if (step.done === true) return step.value
    const answered = await answer(step.value)
    await rest()
    step = proof.next(answered)
  }
}
