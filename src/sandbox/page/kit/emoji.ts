/** Emoji by Slack's names, as Unicode. Pure. */
import { nameToEmoji } from 'gemoji';

/** What Slack calls otherwise than the list of names that the library keeps. */
const SLACK_NAMES: Record<string, string> = {
  barely_sunny: '🌥️',
  face_palm: '🤦',
  face_with_cowboy_hat: '🤠',
  face_with_hand_over_mouth: '🤭',
  face_with_monocle: '🧐',
  face_with_raised_eyebrow: '🤨',
  face_with_rolling_eyes: '🙄',
  first_place_medal: '🥇',
  hugging_face: '🤗',
  large_blue_square: '🟦',
  large_brown_circle: '🟤',
  large_brown_square: '🟫',
  large_green_circle: '🟢',
  large_green_square: '🟩',
  large_orange_circle: '🟠',
  large_orange_square: '🟧',
  large_purple_circle: '🟣',
  large_purple_square: '🟪',
  large_red_circle: '🔴',
  large_red_square: '🟥',
  large_yellow_circle: '🟡',
  large_yellow_square: '🟨',
  lightning: '🌩️',
  linked_paperclips: '🖇️',
  lower_left_ballpoint_pen: '🖊️',
  mostly_sunny: '🌤️',
  partly_sunny_rain: '🌦️',
  rain_cloud: '🌧️',
  robot_face: '🤖',
  rolling_on_the_floor_laughing: '🤣',
  second_place_medal: '🥈',
  simple_smile: '🙂',
  snow_cloud: '🌨️',
  spiral_calendar_pad: '🗓️',
  spiral_note_pad: '🗒️',
  'star-struck': '🤩',
  the_horns: '🤘',
  thinking_face: '🤔',
  third_place_medal: '🥉',
  thunder_cloud_and_rain: '⛈️',
  white_frowning_face: '☹️',
};

/** Slack's skin tones 2 to 6 are Unicode's five modifiers. */
const FIRST_MODIFIER = 0x1f3fb;

/**
 * The emoji of a name, such as `wave`, `large_green_circle` or `flag-de`.
 * @param tone Slack's skin tone, 2 to 6; left out where the emoji shows no skin
 * @returns undefined for a name that is not Slack's own: such names belong to one workspace
 */
export function emojiNamed(name: string, tone: number | null = null): string | undefined {
  const emoji =
    own(SLACK_NAMES, name) ??
    own(nameToEmoji, name) ??
    own(nameToEmoji, name.replaceAll('-', '_')) ??
    flag(name);
  if (emoji === undefined || tone === null || tone < 2 || tone > 6) return emoji;
  return emoji.replace(
    /(\p{Emoji_Modifier_Base})\uFE0F?/u,
    `$1${String.fromCodePoint(FIRST_MODIFIER + tone - 2)}`,
  );
}

function own(names: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** `flag-de` is written with the two letters of the country, each as a sign of its own. */
function flag(name: string): string | undefined {
  const [, letters] = /^flag-([a-z]{2})$/.exec(name) ?? [];
  if (letters === undefined) return undefined;
  return letters.replaceAll(/./g, (letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 97));
}

/** The emoji of hexadecimal code points, as rich text carries them: `1f44b-1f3fc`. */
export function emojiOfPoints(points: string): string | undefined {
  const codes = points
    .split('-')
    .map((point) => (/^[0-9a-f]{1,6}$/i.test(point) ? Number.parseInt(point, 16) : -1));
  return codes.every((code) => code >= 0 && code <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined;
}
