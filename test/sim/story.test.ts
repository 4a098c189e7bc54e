/**
 * Stories of their own making: a random group, and twenty to forty random things that happen to it. The safety checkers
 * look on all the time; then the world is whole again, and the group must be, too. `TOCSIN_STORIES=200` tells so many.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertMembers, assertRing } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { Story } from '../support/story.ts'
import { assertAgreement, assertNobodyFramed, assertPeople, assertPrivate, isCalm } from '../support/story-checkers.ts'

const STORIES = Number(process.env.TOCSIN_STORIES ?? 4)
/** One offline member is probed each half minute, eight at a start: whoever lost thirteen finds the last one by then. */
const HEAL_LIMIT_MS = 13 * 30_000
/** What was said in the story or is said after it is everywhere by then: rounds are a second apart while there is traffic. */
const SPREAD_MS = 20_000

test('whatever happens to a group, it comes to rest as one: same members, one ring, one history, nothing twice', async () => {
  await eachSeed(STORIES, async seed => {
    const story = await Story.begin(seed)
    await story.happen()
    await story.rest(() => isCalm(story), HEAL_LIMIT_MS)
    for (const actor of story.members) story.say(actor)
    story.world.run(SPREAD_MS)
    assertMembers(story.group, story.members)
    assertRing(story.group, story.members)
    assertAgreement(story)
    assertPeople(story)
    assertPrivate(story)
    assertNobodyFramed(story)
  })
})

test('with a fifth of liars among them the honest hold the same, and none of them is framed', async () => {
  await eachSeed(STORIES, async seed => {
    const story = await Story.begin(seed, { hostile: true })
    await story.happen()
    await story.rest(() => isCalm(story), HEAL_LIMIT_MS)
    for (const actor of story.members) story.say(actor)
    story.world.run(SPREAD_MS)
    assertAgreement(story)
    assertPeople(story)
    assertPrivate(story)
    assertNobodyFramed(story)
  })
})

test('one seed is one run, to the byte, and another is another', async () => {
  const hashOf = async (seed: number) => {
    const story = await Story.begin(seed, { hostile: true })
    await story.happen()
    return story.world.trace?.hash
  }
  const first = await hashOf(2)
  assert.equal(await hashOf(2), first)
  assert.notEqual(await hashOf(3), first)
})
