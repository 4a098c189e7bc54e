/** Who is in a story: the world and its actors, under the name that most stories know. */
export { Actor } from './actor.ts'
export { World } from './world.ts'
