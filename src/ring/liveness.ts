/**
 * Who is believed online: a failure detector after SWIM and Lifeguard (docs/protocol.md, "Liveness").
 *
 * A closed stream or a missed answer makes a member suspect at once; the ring skips it while it is probed directly and
 * through three others; only when the suspicion runs out unrefuted is it offline. What others say only ever raises
 * suspicion: nobody is offline here before a probe of our own went unanswered. Must never remove a member, and never
 * forget an offline one: it is probed in turn for ever, or split groups would not merge again.
 */
import type { MemberId } from '../base/ids.js'
import { earliest, type Machine, unreachable } from '../base/machine.js'
import type { Random } from '../base/random.js'
import { Elsewhere } from './elsewhere.js'
import { helpersFor } from './indirect.js'
import {
  CHANGE_PROBES,
  FRESH_MS,
  HINT_AFTER_MS,
  type LivenessEffect,
  type LivenessEvent,
  type LivenessOptions,
  type LivenessState,
  type MemberEvent,
  PROBE_TIMEOUT_MS,
} from './liveness-events.js'
import { LocalHealth } from './local-health.js'
import type { MemberSet } from './member-list.js'
import { type Peer, PeerRecords } from './peer-record.js'
import { ProbeTurns } from './probe-turns.js'
import { Refuter } from './refuter.js'
import { dueAt, type Length, ofEvidence, ofRumour, type Suspicion } from './suspicion.js'

export * from './liveness-events.js'

export class Liveness implements Machine<LivenessEvent, LivenessEffect> {
  readonly self: MemberId
  readonly #random: Random
  readonly #refuter: Refuter
  readonly #peers: PeerRecords
  readonly #turns: ProbeTurns
  /** Shared with whoever else waits for answers. */
  readonly health: LocalHealth
  readonly #elsewhere: Elsewhere
  readonly #suspicions = new Map<MemberId, Suspicion>()
  #effects: LivenessEffect[] = []

  constructor(self: MemberId, options: LivenessOptions) {
    this.self = self
    this.#random = options.random
    this.#turns = new ProbeTurns(options.random)
    this.#elsewhere = new Elsewhere(options.random)
    this.#refuter = new Refuter(options.incarnation)
    this.#peers = new PeerRecords(self, options.assumed ?? 'offline')
    this.health = options.health ?? new LocalHealth()
  }

  /** What our presence records carry. */
  get incarnation(): number {
    return this.#refuter.incarnation
  }

  get deadline(): number | undefined {
    const suspicions = [...this.#suspicions.values()].map(dueAt)
    return earliest(this.#turns.deadline, this.#refuter.deadline, this.#elsewhere.deadline, ...suspicions)
  }

  /** Undefined for strangers; self is always online. */
  stateOf(member: MemberId): LivenessState | undefined {
    return member === this.self ? 'online' : this.#peers.stateOf(member)
  }

  /** Whether no dial of ours failed of late: what others say of a member is tried no more often. */
  mayTry(member: MemberId, now: number): boolean {
    return now - (this.#peers.known(member)?.failedAt ?? Number.NEGATIVE_INFINITY) >= HINT_AFTER_MS
  }

  /** When it last proved to be alive, in ms since the epoch. */
  lastSeen(member: MemberId): number | undefined {
    return this.#peers.known(member)?.lastSeen
  }

  /** The incarnation of its last presence record. */
  incarnationOf(member: MemberId): number | undefined {
    return member === this.self ? this.incarnation : this.#peers.known(member)?.incarnation
  }

  handle(event: LivenessEvent, now: number): LivenessEffect[] {
    this.#effects = []
    this.#take(event, now)
    this.#turns.plan(this.#peers.offlineCount > 0, now)
    return this.#effects
  }

  #take(event: LivenessEvent, now: number): void {
    switch (event.type) {
      case 'members':
        this.#setMembers(event.members)
        break
      case 'network-changed':
        this.#probeOffline(CHANGE_PROBES)
        break
      case 'restated':
        this.#refute(this.#refuter.restated(now))
        break
      case 'wake':
        this.#wake(now)
        break
      default:
        this.#about(event, now)
    }
  }

  #about(event: MemberEvent, now: number): void {
    const peer = this.#peers.of(event.member)
    if (event.member === this.self) this.#aboutSelf(event, now)
    else if (peer !== undefined) this.#aboutPeer(event, peer, now)
  }

  #aboutSelf(event: MemberEvent, now: number): void {
    if (event.type === 'suspicion' || event.type === 'verdict') {
      if (!this.#peers.has(event.from)) return
      // who is called dead and lives is heard late: it will hear others late, too
      if (this.#refute(this.#refuter.accused(event.incarnation, now))) this.health.worse()
    } else if (event.type === 'presence') {
      this.#refute(this.#refuter.sawOwnRecord(event.incarnation, event.leaving, now, event.waitMs))
    }
  }

  #aboutPeer(event: MemberEvent, peer: Peer, now: number): void {
    const { member } = event
    switch (event.type) {
      case 'link-up':
        peer.linked = true
        this.#alive(member, peer, now)
        break
      case 'heard':
        if (!peer.left) this.#alive(member, peer, now)
        break
      case 'link-down':
        peer.linked = false
        if (peer.state === 'online') this.#suspectByEvidence(member, peer, now, true)
        break
      case 'unanswered':
        peer.silent = peer.linked
        if (!peer.linked) peer.failedAt = now // a dial that goes on: until it comes through others' word is no link
        if (peer.state === 'online') this.#suspectByEvidence(member, peer, now, true)
        break
      case 'link-released':
        peer.linked = false
        break
      case 'presence':
        this.#presence(member, peer, event.incarnation, event.leaving, now)
        break
      case 'hinted':
        this.#hinted(member, peer, now)
        break
      case 'suspicion':
      case 'verdict': // believed no more than a suspicion: a liar could send either
        if (this.#peers.has(event.from) && event.from !== member) this.#rumour(event, peer, now)
        break
      case 'probe-result':
        this.#probeResult(member, peer, event.reachable, event.via, now)
        break
      default:
        unreachable(event)
    }
  }

  #setMembers(members: MemberSet): void {
    this.#peers.setMembers(members)
    for (const member of this.#suspicions.keys()) if (!members.has(member)) this.#suspicions.delete(member)
    this.#elsewhere.keep(members)
    this.#turns.setMembers(members.ids)
  }

  #presence(member: MemberId, peer: Peer, incarnation: number, leaving: boolean, now: number): void {
    if (!Number.isSafeInteger(incarnation) || incarnation < 0) return
    const known = peer.incarnation ?? -1
    if (incarnation < known || (incarnation === known && !leaving)) return
    peer.incarnation = incarnation
    peer.left = leaving
    if (leaving) this.#become(member, peer, 'offline')
    // it lives, as we knew; whether it is where we reach it by now a dial tells
    else if (this.#elsewhere.has(member)) this.#elsewhere.hurry(member, now)
    else this.#alive(member, peer, now)
  }

  #probeResult(member: MemberId, peer: Peer, reachable: boolean, via: MemberId | undefined, now: number): void {
    const suspicion = this.#suspicions.get(member)
    if (via === undefined && !reachable) peer.failedAt = now
    if (via !== undefined) {
      const asked = suspicion?.asked.delete(via) ?? false
      if (!asked || !reachable) return
      // others reach it, and we do not: over a link that is open the stream is dead
      if (peer.silent) this.#effects.push({ type: 'reopen', member })
      if (!peer.linked && (this.#elsewhere.has(member) || !this.mayTry(member, now))) this.#isElsewhere(member, now)
      else this.#alive(member, peer, now)
    } else if (reachable) {
      this.#alive(member, peer, now)
    } else if (suspicion !== undefined) {
      suspicion.probeAt = undefined
      suspicion.decidedAt = now
      if (now >= suspicion.until) this.#expire(member, peer, suspicion)
    } else if (peer.state === 'online' && !peer.linked && now - peer.onlineAt >= FRESH_MS) {
      this.#suspectByEvidence(member, peer, now, false)
    }
  }

  /** Others reach it, and no dial of ours does: it stays a suspect here, which never runs out. */
  #isElsewhere(member: MemberId, now: number): void {
    this.#suspicions.delete(member)
    this.#elsewhere.add(member, now)
  }

  /** Who was away for long learns from one member who is there, and need not dial them all. */
  #hinted(member: MemberId, peer: Peer, now: number): void {
    if (peer.state !== 'offline' || peer.left) return
    if (this.mayTry(member, now)) this.#become(member, peer, 'online', now)
  }

  /** Our own evidence: a closed stream (probe it once more) or a dial that failed (that was the probe). */
  #suspectByEvidence(member: MemberId, peer: Peer, now: number, probe: boolean): void {
    const asked = helpersFor(member, this.#peers, this.#random)
    this.#suspicions.set(member, ofEvidence(asked, probe, this.#length, now))
    this.#become(member, peer, 'suspect')
    if (probe) this.#effects.push({ type: 'probe', member })
    for (const via of asked) this.#effects.push({ type: 'ask', via, target: member })
  }

  #rumour({ type, member, incarnation }: MemberEvent & { incarnation: number }, peer: Peer, now: number): void {
    if (type === 'verdict') this.#elsewhere.doubted(member, now)
    const known = peer.incarnation ?? 0 // below it is an earlier life: refuted already
    if (!(incarnation >= known) || peer.state !== 'online') return
    if (peer.linked) {
      if (peer.warned < known) this.#effects.push({ type: 'warn', member, incarnation: known })
      peer.warned = Math.max(peer.warned, known)
      return
    }
    this.#suspicions.set(member, ofRumour(this.#random, this.#length, now))
    this.#become(member, peer, 'suspect')
    this.#effects.push({ type: 'tell-suspect', member, incarnation: known })
  }

  get #length(): Length {
    return { members: this.#peers.size + 1, health: this.health }
  }

  #wake(now: number): void {
    this.#refute(this.#refuter.wake(now))
    for (const [member, suspicion] of this.#suspicions) {
      const peer = this.#peers.of(member)
      if (peer === undefined || now < dueAt(suspicion)) continue
      if (suspicion.probeAt === undefined) {
        this.#expire(member, peer, suspicion)
        continue
      }
      suspicion.probeAt = undefined
      // from now, not from when it was due: a machine that slept has not waited
      suspicion.decidedAt = now + PROBE_TIMEOUT_MS
      this.#effects.push({ type: 'probe', member })
    }
    for (const member of this.#elsewhere.take(now)) {
      const peer = this.#peers.of(member)
      if (peer !== undefined) this.#suspectByEvidence(member, peer, now, true)
    }
    if (this.#turns.isDue(now)) this.#probeOffline(1)
  }

  #expire(member: MemberId, peer: Peer, suspicion: Suspicion): void {
    this.#become(member, peer, 'offline')
    if (suspicion.own) this.#effects.push({ type: 'tell-offline', member, incarnation: peer.incarnation ?? 0 })
  }

  #alive(member: MemberId, peer: Peer, now: number): void {
    peer.lastSeen = now
    peer.left = false
    if (peer.silent) this.health.worse()
    peer.silent = false
    this.#become(member, peer, 'online', now)
  }

  #become(member: MemberId, peer: Peer, state: LivenessState, now = 0): void {
    if (state !== 'suspect') {
      this.#suspicions.delete(member)
      this.#elsewhere.forget(member)
    }
    if (!this.#peers.setState(member, state)) return
    if (state === 'online') peer.onlineAt = now
    this.#effects.push({ type: 'changed', member, state })
  }

  #refute(incarnation: number | undefined): boolean {
    if (incarnation !== undefined) this.#effects.push({ type: 'refute', incarnation })
    return incarnation !== undefined
  }

  #probeOffline(count: number): void {
    const members = this.#turns.take(count, member => this.#peers.stateOf(member) === 'offline')
    for (const member of members) this.#effects.push({ type: 'probe', member })
  }
}
