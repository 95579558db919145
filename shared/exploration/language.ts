/** A guess at the language of a text, with what it rests on. */
export interface LanguageGuess {
  /** ISO 639-1. */
  readonly code: string;
  readonly name: string;
  /** Share of the texts that decided which were guessed to be in this language. */
  readonly share: number;
}

/**
 * The most frequent words of each language that are rare in the others. Scripts with one great language are told by
 * their letters instead. Function words are enough for a column of texts; single short texts stay undecided.
 */
const WORDS: Readonly<Record<string, readonly [name: string, words: string]>> = {
  en: [
    'English',
    'the and of to is in that it was for with this are not have you but from they which at be or by',
  ],
  de: [
    'German',
    'der die und das ist nicht ein eine mit auf für von dem den sich auch es im als wie bei nach wird sind',
  ],
  fr: [
    'French',
    'le la les et des est une un que pour dans pas qui sur avec ce il du plus au cette sont mais nous',
  ],
  es: ['Spanish', 'el la los las que y de en es un una por con para no se del como pero más muy este su al'],
  it: [
    'Italian',
    'il che di non è la per una un sono con del della gli anche ma si come più questo le nel ho alla',
  ],
  pt: [
    'Portuguese',
    'o que não uma um para com os as do da em é mais por muito como mas foi ao dos se também você',
  ],
  nl: [
    'Dutch',
    'de het een en van niet is dat op te zijn met voor er maar ook aan die door wordt bij naar heeft dit',
  ],
  sv: [
    'Swedish',
    'och att det som är inte en på för med jag av till den har ett om men var så mycket från kan eller',
  ],
  da: [
    'Danish',
    'og at det er ikke en på for med jeg af til den har et som men der meget fra blev hvad kan også',
  ],
  no: [
    'Norwegian',
    'og at det er ikke en på for med jeg av til den har et som men veldig fra ble hva også mye etter',
  ],
  fi: [
    'Finnish',
    'ja on ei että se oli hän mutta niin kun myös tai ole joka sen mitä kuin jos hyvin ovat minä tämä',
  ],
  pl: ['Polish', 'i w nie na się jest to że z do jak ale za co od po tak przez bardzo są tego oraz dla czy'],
  cs: ['Czech', 'a se na je že to v do s jsem ale za si tak jako by jsou není pro velmi co když však při'],
  hu: [
    'Hungarian',
    'a az és hogy nem is egy ez van volt meg csak de már mint vagy ha nagyon még kell azt fel lesz',
  ],
  ro: [
    'Romanian',
    'și de în la cu nu este pe un o că din pentru care sunt mai foarte dar ce fi lui au fost această',
  ],
  tr: [
    'Turkish',
    've bir bu da de için çok ne ile var gibi ama daha olarak olan değil en ben kadar sonra mi her',
  ],
  id: [
    'Indonesian',
    'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada kami sudah bisa',
  ],
  vi: [
    'Vietnamese',
    'và của là có không cho được với những các một này trong đã người rất khi từ cũng như đến tôi',
  ],
};

const SCRIPTS: readonly (readonly [code: string, name: string, letters: RegExp])[] = [
  ['ja', 'Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', 'Korean', /\p{Script=Hangul}/gu],
  ['zh', 'Chinese', /\p{Script=Han}/gu],
  ['uk', 'Ukrainian', /[іїєґІЇЄҐ]/gu],
  ['ru', 'Russian', /\p{Script=Cyrillic}/gu],
  ['el', 'Greek', /\p{Script=Greek}/gu],
  ['ar', 'Arabic', /\p{Script=Arabic}/gu],
  ['he', 'Hebrew', /\p{Script=Hebrew}/gu],
  ['hi', 'Hindi', /\p{Script=Devanagari}/gu],
  ['th', 'Thai', /\p{Script=Thai}/gu],
];

const NAMES = new Map([
  ...Object.entries(WORDS).map(([code, [name]]) => [code, name] as const),
  ...SCRIPTS.map(([code, name]) => [code, name] as const),
]);

const languagesOf = invert();

function invert(): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const [code, [, words]] of Object.entries(WORDS))
    for (const word of words.split(' ')) map.set(word, [...(map.get(word) ?? []), code]);
  return map;
}

/** A text needs this much evidence: a word that three languages share counts a third for each. */
const LEAST_EVIDENCE = 1.5;

/** The code of one text's language; null when it says too little. Cost: linear in the text. */
export function languageOf(words: readonly string[], text: string): string | null {
  const script = scriptOf(text);
  if (script !== null) return script;
  const scores = new Map<string, number>();
  for (const word of words) {
    const codes = languagesOf.get(word) ?? [];
    for (const code of codes) scores.set(code, (scores.get(code) ?? 0) + 1 / codes.length);
  }
  const [best, second] = [...scores].toSorted(([, a], [, b]) => b - a);
  if (best === undefined || best[1] < LEAST_EVIDENCE || best[1] <= (second?.[1] ?? 0)) return null;
  return best[0];
}

/** A third of the letters: Japanese mixes its own with Chinese ones, any text may quote Latin names. */
function scriptOf(text: string): string | null {
  // Most texts are Latin throughout; one pass then says so.
  if (!/[\u0370-\u{10ffff}]/u.test(text)) return null;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const least: Readonly<Record<string, number>> = { ja: 0.1, uk: 0.02 };
  const found = SCRIPTS.find(
    ([code, , pattern]) => (text.match(pattern)?.length ?? 0) > (least[code] ?? 0.33) * letters,
  );
  return found?.[0] ?? null;
}

/** Languages by share of the texts that decided; empty when fewer than one in twenty did. */
export function languageGuesses(codes: readonly (string | null)[]): LanguageGuess[] {
  const counts = new Map<string, number>();
  for (const code of codes) if (code !== null) counts.set(code, (counts.get(code) ?? 0) + 1);
  const decided = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (decided * 20 < codes.length) return [];
  return [...counts]
    .map(([code, count]) => ({ code, name: NAMES.get(code)!, share: count / decided }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 5);
}

/** Whether a word is among the function words of any language here. */
export function isCommonWord(word: string): boolean {
  return languagesOf.has(word);
}
