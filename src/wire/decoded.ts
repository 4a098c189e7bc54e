/** Decodes bytes from the network: malformed input is a value, never an exception that crosses a module. */
interface Decoder<Message> {
  decode(bytes: Uint8Array): Message
}

/** The message, or undefined when the bytes are none or exceed a bound written in the schema. */
export function decoded<Message>(codec: Decoder<Message>, bytes: Uint8Array): Message | undefined {
  try {
    return codec.decode(bytes)
  } catch {
    return undefined
  }
}
