// How strict a decision is, by the rate at which strangers pass.

/**
 * @typedef {import("./wording.js").Rate} Rate
 * @typedef {{ similarity: number, false_match_rate: number, false_match_rate_bound: Rate["bound"], decision: "match" | "no_match" }} Compared
 * @typedef {{ rate: Rate | null, isOwn: boolean }} Stop Where the slider can stand; the server's own is where its decisions count.
 */

// One in so many: the rates between which the model pack was measured.
const strangers = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/**
 * Where the slider can stand: from lenient to strict, the server's own among them.
 * @param {Rate | null} own Null while it is not known: then it comes first.
 * @returns {Stop[]}
 */
export function stopsWith(own) {
    /** @type {Stop[]} */
    const stops = strangers.map((number) => ({ rate: { rate: 1 / number, bound: "none" }, isOwn: false }));
    if (own === null) {
        return [{ rate: null, isOwn: true }, ...stops];
    }

    const others = stops.filter(({ rate }) => own.bound !== "none" || Math.abs(Math.log(Number(rate?.rate) / own.rate)) > 0.01);
    const stricter = own.bound === "upper" ? -1 : others.findIndex(({ rate }) => own.bound === "lower" || Number(rate?.rate) < own.rate);
    others.splice(stricter < 0 ? others.length : stricter, 0, { rate: own, isOwn: true });
    return others;
}

/**
 * Whether a result is a match where the slider stands. The more similar, the lower the rate; beyond what was measured only a bound of it is known,
 * and every stop lies within.
 * @param {Compared} result
 * @param {Stop | null} stop Null where nobody has chosen.
 */
export function isMatch(result, stop) {
    if (stop === null || stop.rate === null || stop.isOwn) {
        return result.decision === "match";
    }

    switch (result.false_match_rate_bound) {
        case "upper": return true;
        case "lower": return false;
        default: return result.false_match_rate < stop.rate.rate;
    }
}

/** The rate of a result, or of the threshold of an answer. @param {{ false_match_rate: number, false_match_rate_bound: Rate["bound"] }} part @returns {Rate} */
export const rateOf = (part) => ({ rate: part.false_match_rate, bound: part.false_match_rate_bound });
