/** What spawned members are called: the cast of every paper on protocols, as far as it goes. */

const CAST = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy']

/** The name of the member at `index`, from 0. */
export function memberName(index: number): string {
  return CAST[index] ?? `member-${index + 1}`
}
