export { type FileWish, makeFile } from './files.ts'
export { type ExportParts, makeNext, planExports } from './making.ts'
export { registerBookFiles, registerBookLinks } from './routes.ts'
export { exportHandlers, startExports } from './scheduled.ts'
