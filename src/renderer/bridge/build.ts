import { BUILD_META } from '../../contract/screen/bridge.ts'

const RELOADED_FOR_ITEM = 'countermark-reloaded-for'

/**
 * Loads the page again when the station that answers is of another build than the page: they may not
 * understand each other. Once for each build: a page that stays another one helps nobody by turning.
 */
export function followBuild(build: string): void {
  const own = document.querySelector<HTMLMetaElement>(`meta[name="${BUILD_META}"]`)?.content
  if (own === undefined || own === build || !isFirstTime(build)) return
  window.location.reload()
}

function isFirstTime(build: string): boolean {
  try {
    if (window.sessionStorage.getItem(RELOADED_FOR_ITEM) === build) return false
    window.sessionStorage.setItem(RELOADED_FOR_ITEM, build)
    return true
  } catch {
    return false
  }
}
