// As the server folds letters for searching, in short: keyboards differ under one printed letter.

const FOLDS = [[/[يىیۍېئ]/g, "ی"], [/[كک]/g, "ک"], [/[ګگ]/g, "گ"], [/[أإآٱا]/g, "ا"], [/[ةۀہهە]/g, "ه"], [/ؤ/g, "و"],
  [/[\u064B-\u0655\u0670\u0640\u200C\u200E\u200F\s-]/g, ""]];
const EASTERN = "۰۱۲۳۴۵۶۷۸۹";
const ARABIC = "٠١٢٣٤٥٦٧٨٩";

export const ascii = (text) => text.replace(/[۰-۹]/g, (d) => EASTERN.indexOf(d)).replace(/[٠-٩]/g, (d) => ARABIC.indexOf(d));
export const native = (text) => text.replace(/[0-9]/g, (d) => EASTERN[d]).replace(".", "٫");
export const fold = (text) => ascii(FOLDS.reduce((t, [from, to]) => t.replace(from, to), text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036F]/g, "")));
