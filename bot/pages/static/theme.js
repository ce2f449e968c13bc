/** Telegram's colours on this page, each moved until it can be read: people choose themes, and not all of them are legible. */

const TEXT = 4.5;
const EDGE = 3;
const HEX = /^#[0-9a-f]{6}$/i;

/** @typedef {[number, number, number]} Colour red, green and blue from 0 to 255 */

/** @param {string} hex @returns {Colour} */
const read = (hex) => /** @type {Colour} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

/** @param {Colour} colour */
const write = (colour) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/** Relative luminance, as WCAG 2.2 defines it. @param {Colour} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {Colour} one @param {Colour} other */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {Colour} from @param {Colour} to @param {number} part @returns {Colour} */
const mixed = (from, to, part) => /** @type {Colour} */ (from.map((value, i) => value + (to[i] - value) * part));

const BLACK = /** @type {Colour} */ ([0, 0, 0]);
const WHITE = /** @type {Colour} */ ([255, 255, 255]);

/** The end of the scale that stands out from all of these grounds. @param {Colour[]} grounds */
const far = (grounds) => (least(BLACK, grounds) >= least(WHITE, grounds) ? BLACK : WHITE);

/** @param {Colour} colour @param {Colour[]} grounds */
const least = (colour, grounds) => Math.min(...grounds.map((ground) => contrast(colour, ground)));

/** The colour itself where it can be read on these grounds, else the nearest to it that can.
 * @param {Colour} colour @param {Colour[]} grounds @param {number} wanted @returns {Colour} */
function legible(colour, grounds, wanted) {
  const end = far(grounds);
  for (let part = 0; part < 1; part += 0.05) {
    const tried = mixed(colour, end, part);
    if (least(tried, grounds) >= wanted) return tried;
  }
  return end;
}

/** The page's colours by the names of its style sheet; {} without a theme. @param {Record<string, string>} given */
export function coloursOf(given) {
  const take = (/** @type {string} */ name, /** @type {Colour} */ usual) => (HEX.test(given[name]) ? read(given[name]) : usual);
  if (!HEX.test(given.bg_color)) return {};
  const ground = take("bg_color", WHITE);
  // A second ground too far from the first would leave no colour that can be read on both.
  const second = take("secondary_bg_color", ground);
  const grounds = contrast(ground, second) < 1.6 ? [ground, second] : [ground, ground];
  const text = legible(take("text_color", far(grounds)), grounds, 7);
  const button = legible(take("button_color", text), grounds, EDGE);
  const onButton = take("button_text_color", far([button]));
  const readable = (/** @type {string} */ name) => legible(take(name, text), grounds, TEXT);
  return written({
    ground, second: grounds[1], text, quiet: readable("hint_color"), link: readable("link_color"),
    bad: readable("destructive_text_color"), edge: legible(mixed(ground, text, 0.3), grounds, EDGE),
    ...pair(button, onButton, grounds),
  });
}

// The button gives way, not its words: Telegram's own blue under white words has 3.4 : 1.
/** @param {Colour} button @param {Colour} words @param {Colour[]} grounds */
function pair(button, words, grounds) {
  const moved = legible(button, [words], TEXT);
  if (least(moved, grounds) >= EDGE) return { button: moved, "on-button": words };
  return { button, "on-button": legible(words, [button], TEXT) };
}

/** @param {Record<string, Colour>} colours */
function written(colours) {
  return Object.fromEntries(Object.entries(colours).map(([name, colour]) => [`--${name}`, write(colour)]));
}

/** Put Telegram's colours on the page. @param {Record<string, string>} given */
export function paint(given) {
  const { style } = document.documentElement;
  const colours = coloursOf(given);
  for (const [name, value] of Object.entries(colours)) style.setProperty(name, value);
  if (colours["--ground"]) style.setProperty("color-scheme", luminance(read(colours["--ground"])) < 0.2 ? "dark" : "light");
}
