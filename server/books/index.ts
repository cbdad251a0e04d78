export { checkClosed, closeNext, startCloser } from './closer.ts'
