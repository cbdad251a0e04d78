/** The scope under which the versions of a network's schedule stand. */
export const SCHEDULE_SCOPE = 'schedule'
