/**
 * The names of the screen's commands, apart from their schemas: the sandboxed preload needs only
 * these and must stay small.
 */
export const SCREEN_COMMANDS = [
  'select-payment',
  'redeem-amount',
  'read-keys',
  'type-card',
  'clear-card',
  'refresh-balance',
  'undo-last',
  'keep-trying',
  'cancel-redemption',
  'next-customer',
  'dismiss-payment',
  'set-language',
  'set-clerk',
  'activate-device',
  'list-activity',
  'list-cashiers',
  'save-cashier',
  'remove-cashier',
  'sign-in',
  'sign-out',
  'open-shift',
  'close-shift',
  'read-report',
  'list-reports',
  'set-receipt-printer',
  'print-report',
  'print-receipt',
  'confirm-reversal',
  'set-reversal-rule',
  'list-sources',
  'save-source',
  'remove-source',
  'test-source',
  'recent-papers',
  'begin-lesson',
  'choose-rows',
  'confirm-reading',
  'await-paper',
  'teach-mark',
  'end-lesson',
  'list-profiles',
  'choose-profile',
  'export-profile',
  'import-profile',
  'forget-profile',
  'watch-scanners',
  'use-camera',
  'read-code',
] as const
export type ScreenCommand = (typeof SCREEN_COMMANDS)[number]

/** The single ipc channel for commands, and the one for what the core sends unasked. */
export const SCREEN_CHANNEL = 'screen'
export const SCREEN_EVENT_CHANNEL = 'screen-event'
