/**
 * Compares secrets and tags in a time that depends on the length alone, so that a forger cannot guess a tag byte by
 * byte. Lengths are public here.
 */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index += 1) difference |= left[index]! ^ right[index]!
  return difference === 0
}
