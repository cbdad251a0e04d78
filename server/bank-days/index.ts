export { addBankDays, bankDayOnOrAfter, type Calendar, isBankDay } from './days.ts'
