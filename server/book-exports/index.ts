export { type FileWish, makeFile } from './files.ts'
export { registerBookFiles } from './routes.ts'
