import { z } from 'zod'
import { parseUnknown } from '../../../../contract/parse.ts'
import { failed, type Reply, success } from '../../../../contract/refusals.ts'
import { LEARNT_PROFILES_MAX, type ProfileView } from '../../../../contract/screen/teaching.ts'
import { defaultProfile, type ReceiptProfile, withLabels } from '../receipts/profile.ts'
import { profileFile, readProfileFile, type TitledProfile } from './file.ts'
import { type ShippedProfile, shippedProfiles } from './shipped.ts'

/** All profiles of this station: those that are shipped, and those that were learnt or imported. */
export interface ProfileShelf {
  readonly list: () => ProfileView[]
  readonly find: (name: string) => ReceiptProfile | undefined
  readonly isLearnt: (name: string) => boolean
  /**
   * What a source is read with now: the one that was chosen for it, else the one that its settings
   * name, else the default. The same object until another one is chosen or learnt.
   */
  readonly ofSource: (sourceId: string, named: string) => ReceiptProfile
  /** Sources that another profile was chosen for than their settings name. */
  readonly chosen: () => Array<{ sourceId: string; profileName: string }>
  readonly choose: (sourceId: string, name: string) => Reply<Record<string, never>>
  /** Keeps a learnt profile; one of that name that was learnt before is replaced. */
  readonly keep: (titled: TitledProfile) => Reply<Record<string, never>>
  readonly forget: (name: string) => Reply<Record<string, never>>
  readonly exported: (name: string) => Reply<{ fileName: string; content: string }>
  readonly imported: (content: string) => Reply<{ profileName: string }>
}

/** Where learnt profiles and choices outlast the program: one text. */
export interface ShelfStore {
  readonly profileShelf: () => unknown
  readonly setProfileShelf: (kept: unknown) => void
}

const keptSchema = z.strictObject({
  /** Whole files, as they are exported: read with the same care. */
  learnt: z.array(z.string()).max(LEARNT_PROFILES_MAX),
  chosen: z.record(z.string().max(40), z.string().max(60)),
})

/** `tenderWords`: words of the command line, in the place of the default profile's own. */
export function createProfileShelf(
  store: ShelfStore,
  tenderWords: readonly string[] = [],
): ProfileShelf {
  const shipped = shippedProfiles()
  const general =
    tenderWords.length === 0 ? defaultProfile() : withLabels(defaultProfile(), tenderWords)
  const kept = readKept(store)
  const learnt = new Map(kept.learnt.map((titled) => [titled.profile.name, titled]))
  const chosen = new Map(Object.entries(kept.chosen))

  const write = () =>
    store.setProfileShelf({
      learnt: [...learnt.values()].map(profileFile),
      chosen: Object.fromEntries(chosen),
    })
  const find = (name: string) =>
    name === general.name ? general : (learnt.get(name) ?? shipped.get(name))?.profile
  const keep = (titled: TitledProfile) => {
    const { name } = titled.profile
    if (shipped.has(name)) return failed('STATE_CONFLICT', SHIPPED_NAME)
    if (!learnt.has(name) && learnt.size >= LEARNT_PROFILES_MAX)
      return failed('STATE_CONFLICT', FULL)
    learnt.set(name, titled)
    write()
    return success({})
  }
  /** What is imported replaces nothing: a till may be read with the profile of that name. */
  const freeName = (wished: string) => {
    let name = wished
    for (let count = 2; find(name) !== undefined; count += 1)
      name = `${wished.slice(0, NAME_LENGTH_MAX - 5)} (${count})`
    return name
  }
  return {
    find,
    keep,
    list: () => [
      ...[...shipped.values()].map((one) => viewOf(one, 'shipped')),
      ...[...learnt.values()].map((one) => viewOf({ ...one, restsOn: '' }, 'learnt')),
    ],
    isLearnt: (name) => learnt.has(name),
    ofSource: (sourceId, named) => find(chosen.get(sourceId) ?? named) ?? find(named) ?? general,
    chosen: () => [...chosen].map(([sourceId, profileName]) => ({ sourceId, profileName })),
    choose: (sourceId, name) => {
      if (find(name) === undefined) return failed('NOT_FOUND', UNKNOWN)
      chosen.set(sourceId, name)
      write()
      return success({})
    },
    forget: (name) => {
      if (!learnt.has(name)) return failed('NOT_FOUND', UNKNOWN)
      if ([...chosen.values()].includes(name)) return failed('STATE_CONFLICT', IN_USE)
      learnt.delete(name)
      write()
      return success({})
    },
    exported: (name) => {
      const titled = learnt.get(name) ?? shipped.get(name)
      if (titled === undefined) return failed('NOT_FOUND', UNKNOWN)
      const { title, profile } = titled
      const fileName = `receipt-profile-${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.json`
      return success({ fileName, content: profileFile({ title, profile }) })
    },
    imported: (content) => {
      const file = readProfileFile(content)
      if (!file.ok) {
        const { path, message } = file.problem
        return failed('REQUEST_MALFORMED', `This is no receipt profile. ${path}: ${message}`)
      }
      const { title, profile } = file.value
      const profileName = freeName(profile.name)
      const reply = keep({ title, profile: { ...profile, name: profileName } })
      return reply.ok ? success({ profileName }) : reply
    },
  }
}

/** Room for a number behind a name of 60 characters at most. */
const NAME_LENGTH_MAX = 60

const UNKNOWN = 'There is no such profile. Load the list again.'
const IN_USE = 'A source is read with this profile. Choose another one for it first.'
const SHIPPED_NAME = 'A shipped profile has this name. Choose another one.'
const FULL = `A station keeps at most ${LEARNT_PROFILES_MAX} profiles. Forget one first.`

/** What cannot be read any more is left out: the default profile reads on. */
function readKept(store: ShelfStore): {
  readonly learnt: readonly TitledProfile[]
  readonly chosen: Readonly<Record<string, string>>
} {
  const parsed = parseUnknown(keptSchema, store.profileShelf())
  if (!parsed.ok) return { learnt: [], chosen: {} }
  const files = parsed.value.learnt.map(readProfileFile)
  const learnt = files.flatMap((file) => (file.ok ? [file.value] : []))
  return { learnt, chosen: parsed.value.chosen }
}

function viewOf(
  { title, restsOn, profile }: ShippedProfile,
  from: ProfileView['from'],
): ProfileView {
  return { name: profile.name, title, restsOn, from, labels: [...profile.labels] }
}
