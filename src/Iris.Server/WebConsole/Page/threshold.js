// How strict a decision is, by the rate at which strangers pass.

/**
 * @typedef {import("./wording.js").Rate} Rate
 * @typedef {{ similarity: number, false_match_rate: number, false_match_rate_bound: Rate["bound"], decision: "match" | "no_match" }} Compared
 * @typedef {{ false_match_rate: number, false_match_rate_bound: Rate["bound"], supported_rates?: { lowest: number, highest: number } }} Threshold
 * @typedef {{ rate: Rate, isOwn: boolean }} Stop Where the slider can stand; the server's own is where its decisions count.
 */

// One in so many: round numbers, of which those count that the server's model was measured at.
const strangers = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/**
 * Where the slider can stand: from lenient to strict, the server's own among them.
 * @param {Threshold} threshold The server's.
 * @returns {Stop[]}
 */
export function stopsWith(threshold) {
    const own = rateOf(threshold);
    const { lowest, highest } = threshold.supported_rates ?? { lowest: 1, highest: 0 };
    const others = strangers
        .map((number) => 1 / number)
        .filter((rate) => rate > lowest * 0.999999 && rate < highest * 1.000001 && (own.bound !== "none" || Math.abs(Math.log(rate / own.rate)) > 0.01));
    const stricter = own.bound === "upper" ? -1 : others.findIndex((rate) => own.bound === "lower" || rate < own.rate);

    /** @type {Stop[]} */
    const stops = others.map((rate) => ({ rate: { rate, bound: "none" }, isOwn: false }));
    stops.splice(stricter < 0 ? stops.length : stricter, 0, { rate: own, isOwn: true });
    return stops;
}

/**
 * Whether a result is a match where the slider stands. The more similar, the lower the rate. Beyond what was measured only a bound of it is known,
 * and a match is what has a rate that is known to be low enough.
 * @param {Compared} result
 * @param {Stop | null} stop Null where nobody has chosen.
 */
export function isMatch(result, stop) {
    if (stop === null || stop.isOwn) {
        return result.decision === "match";
    }

    const { rate } = stop.rate;
    switch (result.false_match_rate_bound) {
        case "upper": return result.false_match_rate < rate * 1.000001;
        case "none": return result.false_match_rate < rate;
        default: return false;
    }
}

/** The rate of a result, or of the threshold of an answer. @param {{ false_match_rate: number, false_match_rate_bound: Rate["bound"] }} part @returns {Rate} */
export const rateOf = (part) => ({ rate: part.false_match_rate, bound: part.false_match_rate_bound });
