// From the press of Play to the first sound, or to words that say why there is none.

const SLOW = 4000  // milliseconds after which the reader is told that the audio is not here yet
const LATE = 10000  // after these it does not start, or go on, by itself: somebody else may be listening by then
const TRIES = 24  // how often audio that is being made is asked for
const LONGEST = 30  // seconds between two tries

/** Why audio did not come, which an audio element does not tell: "making", "failed", "missing", "offline"; "broken" if it is there. */
export async function getTrouble(address) {
  try {
    const reply = await fetch(address, {method: 'HEAD', cache: 'no-store'})
    if (reply.status !== 202) return {name: reply.ok ? 'broken' : reply.status === 503 ? 'failed' : 'missing'}
    const asked = Number(reply.headers.get('Retry-After')) || 5
    return {name: 'making', seconds: Math.min(asked, LONGEST)}
  } catch {
    return {name: 'offline'}
  }
}

export class Starting {
  #asked = 0
  #message = ''
  #timer = 0
  #turn = 0

  constructor(player) {
    this.player = player
  }

  /** Play was pressed; the message is for when sound begins. */
  begin(message) {
    this.forget()
    this.#asked = performance.now()
    this.#message = message
    this.#timer = setTimeout(() => {
      this.#message = ''
      this.player.say(this.player.words.slow)
    }, SLOW)
  }

  /** What was asked for is not wished any more. */
  forget() {
    clearTimeout(this.#timer)
    this.#turn += 1
    this.#asked = Infinity
    this.#message = ''
  }

  /** Sound has begun. */
  succeed() {
    const {player} = this
    const isLate = performance.now() - this.#asked > LATE
    const message = this.#message
    this.forget()
    if (isLate) player.pause(player.words.made)
    else player.say(message)
  }

  /** Sound has broken off. Browsers try again for minutes before they call that an error. */
  stall() {
    if (this.#asked < Infinity || this.player.audio.paused) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.fail(), LATE)
  }

  /** The browser plays no sound by itself; the error that says so comes with no event. */
  refuse() {
    const {view, words} = this.player
    this.forget()
    this.player.show()
    this.player.open()
    view.say(words.blocked)
  }

  /** The audio element gave up: tell why, and offer to try again. */
  async fail(tries = TRIES) {
    const {audio, now, view, words} = this.player
    const isFirst = tries === TRIES
    if (isFirst) this.forget()
    audio.pause()
    const turn = this.#turn
    const trouble = await getTrouble(now.address)
    if (turn !== this.#turn) return
    const isWaiting = trouble.name === 'making' && tries > 0
    const isReady = trouble.name === 'broken' && !isFirst
    if (isWaiting) this.#timer = setTimeout(() => this.fail(tries - 1), 1000 * trouble.seconds)
    if (isWaiting && !isFirst) return
    if (isReady) this.player.load(now, now.place)
    this.player.open()
    view.offer(view.trouble, !isReady)
    view.say(words[isReady ? 'made' : isWaiting || trouble.name !== 'making' ? trouble.name : 'given_up'])
  }
}
