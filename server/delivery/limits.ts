/** The operator waits for the answer in the browser: a mail server that is there answers sooner. */
export const SMTP_CONNECT_TIMEOUT_MS = 5_000
export const SMTP_SILENCE_TIMEOUT_MS = 8_000
