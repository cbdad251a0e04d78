export { ERRORS_PATH } from './error-facts.ts'
export { registerErrorPages } from './routes.ts'
