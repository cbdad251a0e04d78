export { requestLogHandlers } from './admin.ts'
export { ERRORS_PATH } from './error-facts.ts'
export { createRequestLog, type RequestLog } from './request-log.ts'
export { registerErrorPages } from './routes.ts'
