// How addresses are written in each country.

/**
 * A row for each country that does not write them in the usual way: the form's lines below the
 * country, the shapes of postal codes, an example of one, and what the parts are called there.
 *
 * `1` and `2` are the lines of the street, `C` the city, `S` the state, `P` the postal code; small
 * letters may be left empty, and two together stand beside each other. In a shape, `9` is a digit,
 * `@` a letter and `*` either; a space or hyphen may be left out.
 */
const TABLE = `
AD | 1 2 PC   | AD999              | AD100     |
AE | 1 2 S    |                    |           | emirate
AR | 1 2 pC s | 9999, @9999@@@     | C1070AAM  | province
AS | 1 2 CP   | 96799, 96799-9999  | 96799     | zip
AT | 1 2 PC   | 9999               | 1010      |
AU | 1 2 C SP | 9999               | 2060      | suburb state postcode
BE | 1 2 PC   | 9999               | 1000      |
BG | 1 2 PC   | 9999               | 1000      |
BN | 1 2 Cp   | @@9999             | BT2328    |
BR | 1 2 C SP | 99999-999          | 01310-100 | state cep
CA | 1 2 C SP | @9@ 9@9            | M5V 3L9   | province
CH | 1 2 PC   | 9999               | 8001      |
CL | 1 2 pC S | 9999999            | 8340457   | region
CN | SC 1 2 P | 999999             | 100033    | province
CO | 1 2 C Sp | 999999             | 111221    | department
CR | 1 2 CS p | 99999              | 10101     | province
CY | 1 2 PC   | 9999               | 2008      |
CZ | 1 2 PC   | 999 99             | 110 00    |
DE | 1 2 PC   | 99999              | 10117     |
DK | 1 2 PC   | 9999               | 1050      |
DO | 1 2 pC   | 99999              | 10101     |
DZ | 1 2 pC   | 99999              | 16000     |
EC | 1 2 Cp   | 999999             | 170515    |
EE | 1 2 PC   | 99999              | 10111     |
EG | 1 2 C Sp | 99999              | 11511     | province
ES | 1 2 PC S | 99999              | 28013     | province
FI | 1 2 PC   | 99999              | 00100     |
FO | 1 2 PC   | 999                | 100       |
FR | 1 2 PC   | 99999              | 75001     |
GB | 1 2 CP   | @9 9@@, @99 9@@, @@9 9@@, @@99 9@@, @9@ 9@@, @@9@ 9@@, BFPO 9, BFPO 99, BFPO 999 | SW1A 1AA | town postcode
GF | 1 2 PC   | 973 99             | 97300     |
GG | 1 2 CP   | GY9 9@@, GY99 9@@  | GY1 1AA   | town postcode
GI | 1 2 P    | GX11 1AA           | GX11 1AA  | postcode
GL | 1 2 PC   | 3999               | 3900      |
GP | 1 2 PC   | 971 99             | 97100     |
GR | 1 2 PC   | 999 99             | 105 63    |
GT | 1 2 pC   | 99999              | 01001     |
GU | 1 2 CP   | 96999, 96999-9999  | 96910     | zip
HK | 1 2 CS   |                    |           | area district
HR | 1 2 PC   | 99999              | 10000     |
HU | C 1 2 P  | 9999               | 1037      |
ID | 1 2 C Sp | 99999              | 40115     | province
IE | 1 2 C sp | *** ****           | D02 AF30  | county eircode town
IL | 1 2 Cp   | 9999999, 99999     | 9614303   |
IM | 1 2 CP   | IM9 9@@, IM99 9@@  | IM2 1AA   | town postcode
IN | 1 2 C SP | 999999             | 110034    | state pin
IS | 1 2 PC   | 999                | 101       |
IT | 1 2 PC S | 99999              | 00144     | province
JE | 1 2 CP   | JE9 9@@, JE99 9@@  | JE1 1AA   | town postcode
JP | PS C 1 2 | 999-9999           | 100-0001  | prefecture
KE | 1 2 Cp   | 99999              | 00100     |
KR | PS C 1 2 | 99999              | 03051     | province
KW | 1 2 pC   | 99999              | 54541     |
LI | 1 2 PC   | 9999               | 9490      |
LT | 1 2 PC   | 99999, LT-99999    | 01100     |
LU | 1 2 PC   | 9999, L-9999       | 1855      |
LV | 1 2 CP   | LV-9999            | LV-1010   |
MA | 1 2 pC   | 99999              | 10000     |
MC | 1 2 PC   | 980 99             | 98000     |
MO | 1 2 c    |                    |           |
MP | 1 2 CP   | 9695 9, 9695 9-9999 | 96950    | zip
MQ | 1 2 PC   | 972 99             | 97200     |
MT | 1 2 CP   | @@@ 9999, @@@ 99   | VLT 1117  | town
MX | 1 2 PC S | 99999              | 02860     | state
MY | 1 2 PC S | 99999              | 50670     | state
NG | 1 2 C Sp | 999999             | 900001    | state
NL | 1 2 PC   | 9999 @@            | 1012 JS   |
NO | 1 2 PC   | 9999               | 0025      |
NZ | 1 2 CP   | 9999               | 6011      | town postcode
PE | 1 2 Cs p | 99999              | 15001     | region
PH | 1 2 pC s | 9999               | 1008      | province
PK | 1 2 Cp   | 99999              | 44000     |
PL | 1 2 PC   | 99-999             | 00-950    |
PR | 1 2 CP   | 99999, 99999-9999  | 00930     | zip
PT | 1 2 PC   | 9999-999           | 1250-096  |
PY | 1 2 pC   | 9999, 999999       | 1536      |
RE | 1 2 PC   | 974 99             | 97400     |
RO | 1 2 PC s | 999999             | 010041    | county
RS | 1 2 pC   | 99999, 999999      | 11000     |
RU | 1 2 C sP | 999999             | 101000    | region
SA | 1 2 Cp   | 99999, 99999-9999  | 11564     |
SE | 1 2 PC   | 999 99             | 111 22    |
SG | 1 2 P    | 999999             | 018956    |
SI | 1 2 PC   | 9999               | 1000      |
SK | 1 2 PC   | 999 99             | 811 01    |
SM | 1 2 PC   | 4789 9             | 47890     |
TH | 1 2 C SP | 99999              | 10150     | province
TN | 1 2 pC   | 9999               | 1002      |
TR | 1 2 PC S | 99999              | 34110     | province
TW | PS C 1 2 | 999, 99999, 999999 | 106       | county
UA | 1 2 C sP | 99999              | 01001     | region
US | 1 2 C SP | 99999, 99999-9999  | 94103     | state zip
UY | 1 2 pC   | 99999              | 11600     |
VA | 1 2 PC   | 00120              | 00120     |
VE | 1 2 pC s | 9999               | 1010      | state
VG | 1 2 c p  | VG9999             | VG1110    |
VI | 1 2 CP   | 008 99, 008 99-9999 | 00802    | zip
VN | 1 2 C Sp | 99999, 999999      | 70010     | province
ZA | 1 2 CP   | 9999               | 0083      |
`;

const USUAL = "| 1 2 Cp | | |";
const WITHOUT_POSTAL_CODE = "| 1 2 C | | |";
/** Where the post knows none, beside those above. */
const WITHOUT = `AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY JM KI
  KM KN LC ML MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW`;
/** Countries of which /regions has the states. */
const LISTED = "AE AR AU BR CA CL CN CO ES HK ID IE IN IT JP KR MX MY NG TR TW US".split(" ");

const PARTS = { 1: "line1", 2: "line2", C: "city", S: "state", P: "postal_code" };
/** What a part may be called, by its text's key. */
const LABELS = {
  city: { town: "address.town", suburb: "address.suburb", district: "address.district" },
  state: {
    state: "field.state",
    province: "address.province",
    prefecture: "address.prefecture",
    county: "address.county",
    region: "address.region",
    department: "address.department",
    emirate: "address.emirate",
    area: "address.area",
  },
  postal_code: {
    zip: "postal_code.zip",
    postcode: "postal_code.postcode",
    pin: "address.pin",
    cep: "address.cep",
    eircode: "address.eircode",
  },
};
const LABELS_ELSEWHERE = {
  line1: "field.line1",
  line2: "address.line2",
  city: "field.city",
  state: "address.region",
  postal_code: "postal_code.postal",
};

/**
 * The parts of an address in a country, in the order of its form: each with its `name`, the key of
 * its `label`, whether it is `required` and stands beside another (`half`); of the postal code the
 * `pattern` and an `example`; of the state whether there is a list to choose from (`listed`).
 */
export function formatOf(country) {
  const row = TABLE.match(new RegExp(`^${country} (.*)$`, "m"))?.[1] ?? (WITHOUT.includes(country) ? WITHOUT_POSTAL_CODE : USUAL);
  const [, lines, shapes, example, names] = row.split("|").map((column) => column.trim());
  const called = names.split(" ");
  const part = (letter, half) => {
    const name = PARTS[letter.toUpperCase()];
    const own = called.map((word) => LABELS[name]?.[word]).find(Boolean);
    return {
      name,
      half,
      label: own ?? LABELS_ELSEWHERE[name],
      required: letter === letter.toUpperCase() && letter !== "2",
      ...(name === "postal_code" && { pattern: patternOf(shapes), example }),
      ...(name === "state" && { listed: LISTED.includes(country) }),
    };
  };
  return lines.split(" ").flatMap((line) => [...line].map((letter) => part(letter, line.length > 1)));
}

function patternOf(shapes) {
  const expressions = { 9: "\\d", "@": "[A-Z]", "*": "[A-Z\\d]", " ": "[ -]?", "-": "[ -]?" };
  const alternatives = shapes.split(", ").map((shape) => shape.replace(/[^A-Z0-8]/g, (sign) => expressions[sign]));
  return shapes ? new RegExp(`^(?:${alternatives.join("|")})$`) : null;
}
