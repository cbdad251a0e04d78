/** `30 Nov 2026, 18:00 EST`: in the zone of the network, which may not be that of this computer. */
export function zonedTime(timeMs: number, timeZone: string, locale: string): string {
  const options = { year: 'numeric', month: 'short', day: 'numeric' } as const
  const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone } as const
  return new Intl.DateTimeFormat(locale, { ...options, ...clock }).format(timeMs)
}
