/**
 * Every bound of the protocol, each with its reason. A list from the network without a bound is a bug even if it works.
 */

/** A message's plaintext: what a person pastes; larger things are files, which this is not for. */
export const MAX_TEXT_BYTES = 1024 * 1024
/** One sealed record: the largest text, its header and frame, and room for a batch around it. */
export const MAX_RECORD_BYTES = MAX_TEXT_BYTES + 64 * 1024
/** Before the peer is known to be a member nothing larger than a handshake message is read. */
export const MAX_HANDSHAKE_BYTES = 1024
/** Small frames are batched into records of about this size: large enough to amortise the seal, small enough to relay. */
export const BATCH_BYTES = 64 * 1024
/** Over this a body is announced and pulled, so that a duplicate costs an announcement and not the body. */
export const ANNOUNCE_BYTES = 16 * 1024
/** Entries in one burst: one signature per eight brings verifying to a third of a hop; more only adds delay. */
export const MAX_BURST_ENTRIES = 8
/** Heads of other logs an entry names: each covers all below it, so eight join eight concurrent branches at once. */
export const MAX_PARENTS = 8
/** Entries held beyond a log's contiguous head, whatever their distance (Tox's window of 8 loses messages). */
export const MAX_HELD_ENTRIES = 1024
/** Frames in one record; a batch of the smallest useful frames stays below this. */
export const MAX_RECORD_FRAMES = 4096
/** Members of a group: the simulator shows the ring's costs up to here. */
export const MAX_MEMBERS = 10_000
/** Logs one member may keep: a pair for each week and each restored backup; each costs a line wherever it is told of. */
export const MAX_LOGS_PER_MEMBER = 1024
/** Names a person gives (member, group), in bytes of UTF-8. */
export const MAX_NAME_BYTES = 128
/** Addresses in a presence record or ticket contact. */
export const MAX_ADDRESSES = 8
/** One address as text. */
export const MAX_ADDRESS_BYTES = 256
/** What a member says beside its status, in bytes of UTF-8: a line in a list, in a record that everyone keeps of everyone. */
export const MAX_STATUS_BYTES = 256
/** What a private message holds, in bytes of UTF-8: padded and sealed it still is an entry. */
export const MAX_PRIVATE_TEXT_BYTES = 960 * 1024
/** The type of a custom message, in bytes of UTF-8: as long as a name with its version. */
export const MAX_CUSTOM_TYPE_BYTES = 64
