export { face, note, page } from './frame.ts'
export { type Language, languageAsked } from './languages.ts'
export {
  type NotNow,
  PAGE_LIMIT,
  registerPageFiles,
  registerPages,
  sendPage,
} from './serving.ts'
export { dateText, dayText, fromNowText, moneyText } from './texts.ts'
