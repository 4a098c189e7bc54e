/** Three members in one process, over TCP: alice invites bob, bob invites carol, and alice knows when both have read it. */
import { createTocsin } from 'tocsin'

const [alice, bob, carol] = await Promise.all([
  createTocsin({ name: 'alice' }),
  createTocsin({ name: 'bob' }),
  createTocsin({ name: 'carol' }),
])

const friends = await alice.createGroup({ name: 'friends' })
const atBob = await bob.join(await friends.invite())
const atCarol = await carol.join(await atBob.invite())

const message = await friends.send('Who is for a walk?')
const receipt = await message.reached('all')
console.log(`${receipt.reached} of ${receipt.members} others hold “${message.text}”`)

for (const [name, group] of [
  ['bob', atBob],
  ['carol', atCarol],
] as const) {
  for await (const { name: author, text } of group.history({ limit: 1 }))
    console.log(`${name} reads: ${author}: ${text}`)
}

console.log(`\n${friends.ring.draw()}`)
await Promise.all([alice, bob, carol].map(peer => peer.stop()))
