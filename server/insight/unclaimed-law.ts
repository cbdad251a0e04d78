import type { ProfileId } from '../../src/contract/program-rules.ts'

/**
 * What is known of unclaimed property in the place of a program. Nothing here is legal advice, and
 * none of it was confirmed by counsel; where nothing is known, the value stays what it is, a debt.
 */
export type UnclaimedFact = {
  /** In English, as the report shows it. */
  readonly text: string
  readonly source: string
} & (
  | { readonly is: 'exempt' }
  /** Handed over to the state so many months after the last use, that share of it in percent. */
  | { readonly is: 'due'; readonly months: number; readonly sharePercent: number }
  | { readonly is: 'unknown' }
)

/** Where no rule is known, cards that rest this long are listed to be looked at: five years. */
export const LOOK_AT_AFTER_MONTHS = 60

const UNKNOWN: UnclaimedFact = {
  ...{ is: 'unknown', source: '—' },
  text: 'No rule is known here. Ask counsel; until then the value stays a debt.',
}

function exempt(text: string, source: string): UnclaimedFact {
  return { is: 'exempt', text, source }
}

function due(months: number, sharePercent: number, text: string, source: string): UnclaimedFact {
  return { is: 'due', months, sharePercent, text, source }
}

/** What many states have in common, and Delaware for holders that are incorporated there. */
const STATES = due(
  60,
  100,
  'Three to five years after the last use in about half of the states; Delaware: five years.',
  'Settlement facts of the house, part 8.2',
)

const KNOWN: { readonly [Profile in ProfileId]?: UnclaimedFact } = {
  'us-federal': STATES,
  'us-ca': exempt(
    'Gift certificates are left out of unclaimed property.',
    'Code Civ. Proc. 1520.5; Civ. Code 1749.45 and following',
  ),
  'us-co': exempt('Gift cards are left out of unclaimed property.', 'C.R.S. 38-13-102'),
  'us-ma': exempt('Gift certificates are left out of unclaimed property.', 'M.G.L. c. 200A'),
  'us-wa': exempt('Gift certificates are left out of unclaimed property.', 'RCW 63.30'),
  'us-me': due(24, 60, 'Two years after the sale, 60 % of the value.', '33 M.R.S. chapter 45'),
  'us-nj': due(60, 100, 'Five years after the last use.', 'N.J.S.A. 46:30B-42.1'),
  'us-mt': STATES,
  'us-or': STATES,
  'us-ri': STATES,
  'us-vt': STATES,
  'ca-on': exempt('The province has no law of unclaimed property in force.', 'Ontario, S.O. 1989'),
}

/**
 * What holds for cards like that. What a state leaves out are cards of one seller: where several
 * sellers who do not belong together accept a card, it is treated as any debt.
 */
export function unclaimedFact(profile: ProfileId, affiliated: boolean): UnclaimedFact {
  const fact = KNOWN[profile] ?? UNKNOWN
  if (fact.is !== 'exempt' || affiliated) return fact
  return profile.startsWith('us-') ? STATES : UNKNOWN
}

/** Whether what is never redeemed may be estimated as earned: only where no state has a claim to it. */
export function mayEarnBreakage(profile: ProfileId, affiliated: boolean): boolean {
  return unclaimedFact(profile, affiliated).is === 'exempt'
}
