// Ways to go to a place: step by step, by a press on the text, by an address.

import {getStep} from './marks.js'
import {getElement} from './reading.js'
import {fill, getDuration, getMoment} from './words.js'

export const SAY_IT = 'say-it'
export const isHeading = sentence => getElement(sentence)?.closest('h1, h2')

/** To the start of a sentence; beyond the first and the last, to a section. */
export async function stepSentence(player, direction) {
  const {audio, now} = player
  const sentences = await player.reading.getSentences(now)
  if (now !== player.now) return
  if (!sentences) return player.say(player.words.no_sentences)
  const next = sentences[getStep(sentences, audio.currentTime, direction)]
  if (next) player.seek(next.start)
  else stepSection(player, direction)
}

/** Sections are recordings of their own; within the whole entry each starts at its heading. */
export async function stepSection(player, direction) {
  const {now, sections, words} = player
  const starts = now.part ? [{start: 0}] : ((await player.reading.getSentences(now)) ?? []).filter(isHeading)
  if (now !== player.now) return
  const next = starts[getStep(starts, player.audio.currentTime, direction)]
  const beside = now.part && sections[sections.indexOf(now) + direction]
  if (next) player.seek(next.start)
  else if (beside) player.go(beside, 0)
  else player.say(direction < 0 ? words.first : words.last)
}

/** A press on a sentence goes there; it never starts a sound that is paused. */
export async function startAt(player, target) {
  const element = target.closest('[id^="s-"]')
  if (!element || !player.view.isOpen || target.closest('a, button') || !getSelection().isCollapsed) return
  const isBefore = ({button}) => element.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING
  const track = player.now.part ? player.sections.find(isBefore) : player.now
  const sentences = track && await player.reading.getSentences(track)
  const sentence = sentences?.find(each => each.id === element.id)
  if (!sentence) return
  player.reading.follow()
  player.go(track, sentence.start)
}

/** The address of the place that is heard now, in whole seconds: `goToMoment` reads it. */
export const getLink = ({part, place}) => '#t=' + (part && part + ',') + ~~place

/** The link to the moment moves the page nowhere and leaves no step for Back: it puts the moment into the address. */
export function link(player, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  history.replaceState(null, '', event.target.href)
  player.view.say(player.words.linked)
}

/** Make ready what the address points to. It plays when the reader presses Play. */
export function goToMoment(player) {
  const moment = getMoment(location.hash)
  const track = moment && player.tracks.find(({part}) => part === moment.part && part !== SAY_IT)
  if (!track) return
  const {words} = player
  const {seconds: length} = track  // unknown while it is not made
  const isBeyond = moment.seconds > length
  const place = isBeyond ? 0 : moment.seconds
  player.load(track, place)
  player.open()
  player.view.panel.scrollIntoView({block: 'center'})
  if (isBeyond) player.say(getBeyond(length, words))
  else player.say(length ? fill(words.ready, {place: getDuration(place, words)}) : words.slow)
}

const getBeyond = (length, words) => fill(words.beyond, {place: getDuration(length, words)})

/** Once the length is known: a place beyond the end is told, and nothing else sounds in its stead. */
export function checkPlace(player) {
  const {audio, now, words} = player
  if (!(now.place > audio.duration)) return
  player.seek(0, true)
  player.pause(getBeyond(audio.duration, words))
}
