import { useLive } from './use-live.ts'

/** A name that no profile has: the wished one, or with a number behind it. */
export function useFreeName(wished: string): string {
  const { value } = useLive('list-profiles', {})
  const taken = new Set(value?.profiles.map(({ name }) => name))
  let name = wished
  for (let count = 2; taken.has(name); count += 1) name = `${wished} ${count}`
  return name
}
