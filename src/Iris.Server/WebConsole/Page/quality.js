// What the measurements of a face mean for somebody who wants to compare it.

import { text } from "./wording.js";

/** @typedef {"good" | "fair" | "poor"} Grade */

// The page's own limits, for words alone: nothing is refused for them. docs/console.md says where they come from.
const enlarged = { fair: 80, poor: 40 };
const soft = { fair: 0.5, poor: 0.4 };
const light = { dark: 0.12, bright: 0.88 };
const turned = { fair: 20, poor: 40 };

/**
 * A face's quality in words: the worst of what was measured, and each of it.
 * @param {Record<string, number>} quality As the server tells of it.
 * @returns {{ grade: Grade, verdict: string, words: { grade: Grade, text: string }[] }}
 */
export function judge({ size, sharpness, brightness, yaw, pitch }) {
    const words = [judgeSize(size), judgeSharpness(sharpness), judgeLight(brightness), judgeTurn(yaw, pitch)];
    const grade = /** @type {Grade[]} */ (["poor", "fair"]).find((one) => words.some((word) => word.grade === one)) ?? "good";
    return { grade, verdict: text(`quality.${grade}`), words };
}

/** @param {number} size */
function judgeSize(size) {
    const grade = gradeOf(size, enlarged);
    return { grade, text: text(`quality.size.${grade}`, { size }) };
}

/** @param {number} sharpness */
function judgeSharpness(sharpness) {
    const grade = gradeOf(sharpness, soft);
    return { grade, text: text(`quality.sharpness.${grade}`) };
}

// Dark skin is not bad light: only what hardly shows anything is called dark.
/** @param {number} brightness */
function judgeLight(brightness) {
    const how = brightness < light.dark ? "dark" : brightness > light.bright ? "bright" : "good";
    return { grade: /** @type {Grade} */ (how === "good" ? "good" : "fair"), text: text(`quality.light.${how}`) };
}

/** @param {number} yaw @param {number} pitch Positive up. */
function judgeTurn(yaw, pitch) {
    const angle = Math.max(Math.abs(yaw), Math.abs(pitch));
    if (angle < turned.fair) {
        return { grade: /** @type {Grade} */ ("good"), text: text("quality.turn.good") };
    }

    if (angle < turned.poor) {
        return { grade: /** @type {Grade} */ ("fair"), text: text("quality.turn.fair") };
    }

    const way = Math.abs(yaw) >= Math.abs(pitch) ? "side" : pitch > 0 ? "up" : "down";
    return { grade: /** @type {Grade} */ ("poor"), text: text(`quality.turn.${way}`) };
}

/** @param {number} value @param {{ fair: number, poor: number }} limits @returns {Grade} */
const gradeOf = (value, { fair, poor }) => value < poor ? "poor" : value < fair ? "fair" : "good";
