// Where each sentence and each word lies in a recording.

const NEAR = 0.01  // seconds: browsers round the place that they were asked to go to
const STARTED = 2  // seconds: later than this, "previous" means the start of what is being heard

/** The sentences of the recording at an address, in seconds, or null if they could not be fetched. */
export async function fetchMarks(address) {
  try {
    const {sample_rate: rate, sentences} = await (await fetch(address.replace(/mp3$/, 'marks.json'))).json()
    return sentences.map(({id, start, end, words}) => ({
      id, start: start / rate, end: end / rate,
      words: words.map(([first, from, to]) => ({start: first / rate, from, to})),
    }))
  } catch {
    return null
  }
}

/** Index of the last of these that has started, -1 if none has. */
export const getIndex = (items, seconds) => items.findLastIndex(item => item.start <= seconds + NEAR)

/** Index of the item to go to; outside of the items if there is none that way. */
export function getStep(items, seconds, direction) {
  const now = getIndex(items, seconds)
  return direction < 0 && now >= 0 && seconds - items[now].start > STARTED ? now : now + direction
}
