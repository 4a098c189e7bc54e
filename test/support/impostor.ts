/** A member's key without its program: takes every link in silence, and says to those who join what it likes. */

import { RecordSplitter } from '#src/crypto/records.js'
import type { Channel } from '#src/net/network.js'
import { MAX_SHOWN_BYTES } from '#src/peer/showing.js'
import { decoded } from '#src/wire/decoded.js'
import { JoinMessage } from '#src/wire/generated/join.js'
import type { Actor } from './actor.ts'
import type { World } from './world.ts'

/** What it writes, framed, when it is told this; nothing when it stays silent. */
export type Answer = (message: JoinMessage) => readonly Uint8Array[]

/** In the place of `actor`, whose process has ended. All that it is told. */
export async function impostorOf(world: World, actor: Actor, answer: Answer): Promise<readonly JoinMessage[]> {
  const heard: JoinMessage[] = []
  await world.network.start(actor.seed, actor.addresses, channel => take(channel, heard, answer))
  return heard
}

function take(channel: Channel, heard: JoinMessage[], answer: Answer): void {
  const splitter = new RecordSplitter(MAX_SHOWN_BYTES)
  channel.attach({
    data: bytes => {
      if (channel.protocol !== '/tocsin/join/1') return
      splitter.push(bytes)
      for (let record = splitter.next(); record !== undefined; record = splitter.next()) {
        const message = decoded(JoinMessage, record)
        // the question comes behind it
        if (message === undefined || message.shown !== undefined) continue
        heard.push(message)
        for (const reply of answer(message)) channel.write(reply)
      }
    },
    drain: () => undefined,
    close: () => undefined,
  })
}
