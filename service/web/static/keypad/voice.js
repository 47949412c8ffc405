// Sounds one after the other, and the wait after the last. Two elements, so that the next is fetched in time.

const SLOWEST = 10000  // milliseconds after which a sound that does not begin counts as one that cannot be played
const LONGEST = 600000  // milliseconds that the server takes for how long a key took to come

export class Voice {
  #players
  #timer
  #script
  #index = 0
  #isOn = false
  #place = null  // where it was stopped
  #began = 0  // by the clock of the page

  /** `tell` has `silent()`, `failed(index)` and `blocked()`. */
  constructor(host, tell) {
    this.tell = tell
    this.#players = [0, 1].map(() => {
      const player = document.createElement('audio')
      player.preload = 'none'
      host.after(player)  // in the page, where the exit finds it
      return player
    })
  }

  /** To be called while the browser handles a press: some let only such elements sound later. */
  unlock() {
    for (const player of this.#players) if (!player.src) player.load()
  }

  /** `wait` is in milliseconds, or null for ever; `start` is the place in the first sound, in milliseconds. */
  play(script) {
    this.stop()
    this.#script = script
    this.#began = performance.now()
    this.#go(0, script.start / 1000)
  }

  /** Silence at once; the place is kept. */
  stop() {
    if (this.#isOn) this.#place = this.getPlace()
    this.#isOn = false
    clearTimeout(this.#timer)
    for (const player of this.#players) {
      this.#deafen(player)
      player.pause()
    }
  }

  /** Go on where it was stopped; false if there is nothing to go on with. */
  resume() {
    if (this.#place && !this.#isOn) this.#go(this.#place[0], this.#place[1] / 1000)
    return this.#isOn
  }

  forget() {
    this.stop()
    this.#place = null
  }

  /** Silence, and nothing to play: a lock screen would name that by the title of the page. */
  leave() {
    this.forget()
    for (const player of this.#players) {
      player.removeAttribute('src')
      player.load()
    }
  }

  /** Which sound is heard, from 0, and for how many milliseconds; as many as there are once all were played. */
  getPlace() {
    if (!this.#isOn) return this.#place
    const isOver = this.#index === this.#script.addresses.length
    const seconds = isOver ? 0 : this.#players[this.#index % 2].currentTime
    return [this.#index, Math.max(1, Math.round(seconds * 1000))]
  }

  /** For how many milliseconds this is being said, from its first sound, at most ten minutes. */
  getSince() {
    return Math.min(LONGEST, Math.max(1, Math.round(performance.now() - this.#began)))
  }

  #go(index, place = 0) {
    const {addresses, wait} = this.#script
    this.#isOn = true
    this.#index = index
    if (index >= addresses.length) return this.#wait(wait)
    const player = this.#players[index % 2], other = this.#players[(index + 1) % 2]
    this.#deafen(other)
    this.#load(player, addresses[index])
    player.currentTime = place
    player.onended = () => this.#go(index + 1)
    player.onerror = () => this.#fail(index)
    player.onplaying = () => clearTimeout(this.#timer)
    player.onwaiting = () => this.#watch(index)
    this.#watch(index)
    if (addresses[index + 1]) this.#load(other, addresses[index + 1])
    // Any other reason is told by the event of that name, or is that we have stopped.
    player.play().catch(({name}) => name === 'NotAllowedError' && this.tell.blocked())
  }

  #deafen(player) {
    player.onended = player.onerror = player.onplaying = player.onwaiting = null
  }

  #load(player, address) {
    player.preload = 'auto'
    if (player.error || player.getAttribute('src') !== address) player.src = address
  }

  #watch(index) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#fail(index), SLOWEST)
  }

  #fail(index) {
    this.stop()
    this.tell.failed(index)
  }

  #wait(milliseconds) {
    clearTimeout(this.#timer)
    if (milliseconds !== null) this.#timer = setTimeout(this.tell.silent, milliseconds)
  }
}
