import type { FactView, ProfileView } from '../../src/contract/admin/programs.ts'
import { type Fact, PROFILES, type Profile } from '../ledger/jurisdictions.ts'

/** What is known of the law of each place, for people to read. */
export function listProfiles(): ProfileView[] {
  return PROFILES.map(({ profileId, name, affiliated, unaffiliated }) => ({
    ...{ profileId, name },
    affiliated: factViews(affiliated),
    unaffiliated: factViews(unaffiliated),
  }))
}

function factViews({
  expiry,
  dormancyFee,
  purchaseFee,
  cashOut,
}: Profile['affiliated']): FactView[] {
  return [
    factView('expiry', expiry),
    factView('dormancyFee', dormancyFee),
    factView('purchaseFee', purchaseFee),
    ...cashOut.map((fact) => factView('cashOut', fact)),
  ]
}

function factView(about: FactView['about'], { text, source, asOf, verified }: Fact): FactView {
  return { about, text, source, asOf, verified }
}
