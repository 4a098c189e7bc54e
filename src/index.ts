/** The embedding API. Re-exports only. */
export { type ErrorCode, TocsinError } from './base/errors.js'
export { type ChatEvent, createTocsin, Group, Tocsin, type TocsinOptions } from './chat.js'
