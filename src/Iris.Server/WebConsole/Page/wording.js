// Texts with their numbers filled in, as people read them.

import { language, texts } from "./texts.js";

/** @typedef {{ rate: number, bound: "none" | "upper" | "lower" }} Rate How often strangers are that similar. */

const plurals = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const shares = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 });

/**
 * A text.
 * @param {string} key Its key in texts.js.
 * @param {Record<string, string | number>} [values] What its braces stand for; `count` chooses the form as well.
 */
export function text(key, values = {}) {
    const entry = texts[key];
    if (entry === undefined) {
        throw new Error(`There is no text ${key}.`);
    }

    const form = typeof entry === "string" ? entry : entry[plurals.select(Number(values.count))] ?? entry.other;
    return form.replace(/\{(\w+)\}/g, (braces, name) => {
        const value = values[name];
        return value === undefined ? braces : typeof value === "number" ? whole.format(value) : value;
    });
}

/** Whether there is such a text. @param {string} key */
export const has = (key) => Object.hasOwn(texts, key);

/** A number of two decimals. @param {number} value */
export const share = (value) => shares.format(value);

/** A number of at most one decimal. @param {number} value */
export const tenth = (value) => tenths.format(value);

/** A number of bytes. @param {number} bytes */
export const size = (bytes) => text("unit.mebibytes", { number: bytes / (1024 * 1024) });

/** Whether anything is known of a rate: that at most all strangers are that similar was never measured. @param {Rate} rate */
export const isMeasured = ({ rate, bound }) => rate < 1 || bound !== "upper";

/**
 * A rate, such as "about 1 in 12,000". No rate is known to more than two digits.
 * @param {Rate} rate
 * @param {string} kind How it is said: the beginning of the texts' keys.
 */
export function rateText(rate, kind) {
    return isMeasured(rate) ? text(`${kind}.${rate.bound === "none" ? "exact" : rate.bound}`, { number: twoDigits(1 / rate.rate) }) : text(`${kind}.unmeasured`);
}

/**
 * The chance that among so many comparisons of strangers at least one is above a threshold: 1 − (1 − rate)^count.
 * @param {Rate} rate
 * @param {number} count
 */
export function chanceText({ rate, bound }, count) {
    const chance = -Math.expm1(count * Math.log1p(-Math.min(rate, 1)));

    // That it is certain is said of none but the most that it can be.
    const said = chance < 1e-3 ? text("chance.small", { number: twoDigits(1 / chance) }) : percents.format(bound === "upper" ? chance : Math.min(chance, 0.99));
    return text(`chance.${bound === "none" ? "exact" : bound}`, { chance: said });
}

/** Fills in the texts that elements ask for by attributes. @param {ParentNode} root */
export function fillIn(root) {
    for (const element of root.querySelectorAll("[data-text]")) {
        element.textContent = text(element.getAttribute("data-text") ?? "");
    }

    for (const element of root.querySelectorAll("[data-label]")) {
        element.setAttribute("aria-label", text(element.getAttribute("data-label") ?? ""));
    }

    document.documentElement.lang = language;
}

/** @param {number} value */
function twoDigits(value) {
    const unit = Math.max(1, 10 ** (Math.floor(Math.log10(value)) - 1));
    return Math.round(value / unit) * unit;
}
