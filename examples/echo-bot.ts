/** A bot that says `echo …` back. Usage: node examples/echo-bot.ts TICKET (from `tocsin invite GROUP`). */
import { createTocsin } from 'tocsin'

const bot = await createTocsin({ name: 'echo' })
const group = await bot.join(process.argv[2] ?? '')
console.log(`in ${group.name}`)
for await (const event of group.events()) {
  if (event.type !== 'message' || event.author === bot.peerId) continue
  if (event.text.startsWith('echo ')) await group.send(event.text.slice('echo '.length))
}
