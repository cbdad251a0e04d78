/** A week: whoever backs up less often will not find the newest backup when it is needed. */
export const BACKUP_HOURS_MAX = 168
/** Enough for one a day over three years. */
export const BACKUPS_KEPT_MAX = 1_000
/** How often the time of the last backup is looked at: minutes do not matter where hours are asked. */
export const LOOK_EVERY_MS = 60_000
/** After a failed backup, so that a full disk that was mended does not wait for the next turn. */
export const RETRY_AFTER_MS = 10 * 60_000
