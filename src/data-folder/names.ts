/** The names of what lies in a data folder. */

export const STORE_FILE = 'store.db'
export const KEY_FILE = 'store.key'
/** How far the store has come (store/commit-count.ts). */
export const COUNT_FILE = 'store.count'
/** Whose store it is now (store/owner.ts). */
export const OWNER_FILE = 'store.owner'
/** Which folder this is (store/place.ts). */
export const PLACE_FILE = 'store.place'
/** Who the folder is (identity.ts). */
export const IDENTITY_FILE = 'identity'
/** Where the command listened last (cli/ports.ts). */
export const PORTS_FILE = 'ports.json'
/** The status that its user has until `back` (cli/kept-status.ts). */
export const STATUS_FILE = 'status.json'
/** Where others find the process that has the folder (cli/owner.ts). */
export const SOCKET_FILE = 'owner.sock'
