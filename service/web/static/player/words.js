// Numbers and times as words. The words themselves come from the page.

/** A text with its `{places}` filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)

/** Seconds in words: 80.4 gives "1 minute 20 seconds". */
export function getDuration(seconds, words) {
  const all = Math.max(0, Math.round(seconds))
  const minutes = ~~(all / 60)  // whole ones
  const rest = all % 60
  const inMinutes = minutes ? fill(minutes === 1 ? words.one_minute : words.minutes, {count: minutes}) : ''
  const inSeconds = rest || !minutes ? fill(rest === 1 ? words.one_second : words.seconds, {count: rest}) : ''
  return `${inMinutes} ${inSeconds}`.trim()
}

/** The moment that an address points to: `#t=83` and `#t=1:23` in the whole entry, `#t=how-it-heals,20` in a section. */
export function getMoment(hash) {
  const found = /^#t=(?:([\w-]+),)?(?:(\d{1,4}):)?(\d{1,6}(?:\.\d{1,6})?)$/.exec(hash)
  return found && {part: found[1] ?? '', seconds: 60 * (found[2] ?? 0) + Number(found[3])}
}
