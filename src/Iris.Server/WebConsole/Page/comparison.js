// A comparison as requests: pictures out, results in.

import { ask, isBroken, Refusal, refusalOf } from "./server.js";
import { readEvents } from "./stream.js";

/**
 * @typedef {import("./pictures.js").Picture} Picture
 * @typedef {import("./overlay.js").Face} Face
 * @typedef {import("./threshold.js").Compared & { index: number, outcome: string, width?: number, height?: number, faces_seen?: number, incomplete?: boolean, face?: Face, target_face?: number }} Result
 * @typedef {{ threshold: import("./threshold.js").Threshold,
 *   target: { outcome: string, width?: number, height?: number, faces_seen?: number, incomplete?: boolean, faces?: Face[] } }} Summary
 * @typedef {{ onResult: (index: number, result: Result) => void, onSummary: (summary: Summary) => void, onWait: (seconds: number) => void }} Events
 */

// The server works on a request when it has all of it: smaller ones have results sooner.
const mostBytes = 12 * 1024 * 1024;
const mostCandidates = 100;
const mostWaits = 20;

/**
 * Compares a target with candidates, in as many requests as they need, and tells what became of each.
 * @param {Picture} target
 * @param {Picture[]} candidates
 * @param {Events} events
 * @param {AbortSignal} signal
 * @throws {Refusal}
 */
export async function compare(target, candidates, events, signal) {
    let most = mostCandidates;
    let wasUsable = false;
    let isUseless = false;
    for (let begin = 0, waits = 0; begin < candidates.length;) {
        const end = endOfBatch(candidates, begin, most);
        let known = 0;
        try {
            await compareBatch(target, candidates.slice(begin, end), {
                ...events,
                onSummary: (summary) => {
                    wasUsable ||= summary.target.outcome === "compared";
                    isUseless = !wasUsable && ["no_face", "unreadable", "unsupported", "too_large"].includes(summary.target.outcome);
                    events.onSummary(summary);
                },
                onResult: (index, result) => {
                    known++;
                    events.onResult(begin + index, result);
                },
            }, signal);
            [begin, waits] = [end, 0];

            // Without a face to compare them with, the others need not be sent.
            for (; isUseless && begin < candidates.length; begin++) {
                events.onResult(begin, /** @type {Result} */ ({ index: 0, outcome: "not_compared" }));
            }
        } catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof Refusal) || known > 0) {
                throw error;
            }

            const isTooMuch = error.name === "too-many-candidates" || error.name === "body-too-large";
            if (isTooMuch && end > begin + 1) {
                // This server takes less than most do.
                most = Math.floor((end - begin) / 2);
            } else if (isTooMuch && (candidates[begin].file?.size ?? 0) > (target.file?.size ?? 0)) {
                events.onResult(begin, /** @type {Result} */ ({ index: 0, outcome: "too_large" }));
                begin = end;
            } else if (error.passes && (begin > 0 || most < mostCandidates) && waits++ < mostWaits) {
                // Others get their turn between the requests of this one.
                events.onWait(error.seconds);
                await pause(error.seconds, signal);
            } else {
                throw isTooMuch ? new Refusal("target-too-large") : error;
            }
        }
    }
}

/** @param {Picture[]} candidates @param {number} begin @param {number} most */
function endOfBatch(candidates, begin, most) {
    let end = begin;
    for (let bytes = 0; end < candidates.length && end - begin < most; end++) {
        bytes += candidates[end].file?.size ?? 0;
        if (bytes > mostBytes && end > begin) {
            break;
        }
    }

    return end;
}

/** @param {Picture} target @param {Picture[]} candidates @param {Events} events @param {AbortSignal} signal */
async function compareBatch(target, candidates, events, signal) {
    const response = await ask("v1/compare", { method: "POST", signal, headers: { Accept: "text/event-stream" }, ...await bodyOf(target, candidates) });
    let isComplete = false;
    try {
        for await (const { type, data } of readEvents(/** @type {ReadableStream<Uint8Array>} */ (response.body))) {
            // What had come already is not shown any more.
            signal.throwIfAborted();
            const message = JSON.parse(data);
            if (type === "candidate") {
                events.onResult(message.index, message);
            } else if (type === "summary") {
                isComplete = true;
                events.onSummary(message);
            } else if (type === "problem") {
                throw refusalOf(message.problem);
            }
        }
    } catch (error) {
        throw isBroken(error) ? new Refusal("incomplete") : error;
    }

    if (!isComplete) {
        throw new Refusal("incomplete");
    }
}

/**
 * Files go as a form. A form cannot name addresses, so that with one among them all go as JSON. What a candidate is called the server need not
 * know: its place says which it is.
 * @param {Picture} target @param {Picture[]} candidates
 * @returns {Promise<{ body: BodyInit, headers?: Record<string, string> }>}
 */
async function bodyOf(target, candidates) {
    if ([target, ...candidates].every((picture) => picture.file !== null)) {
        const form = new FormData();
        form.append("target", /** @type {Blob} */ (target.file), "target");
        candidates.forEach((candidate, index) => form.append("candidates", /** @type {Blob} */ (candidate.file), String(index)));
        return { body: form };
    }

    const people = await Promise.all(candidates.map(async (candidate, index) => ({ name: String(index), image_url: await urlOf(candidate) })));
    return json({ target_url: await urlOf(target), people });
}

/**
 * One picture as a request for its faces.
 * @param {Picture} picture @param {boolean} thorough
 * @returns {Promise<{ body: BodyInit, headers?: Record<string, string> }>}
 */
export async function bodyOfOne(picture, thorough) {
    if (picture.file === null) {
        return json({ image_url: picture.address, thorough });
    }

    const form = new FormData();
    form.append("image", picture.file, "image");
    form.append("thorough", String(thorough));
    return { body: form };
}

/** @param {unknown} value */
const json = (value) => ({ body: JSON.stringify(value), headers: { "Content-Type": "application/json", Accept: "text/event-stream" } });

/** @param {Picture} picture @returns {Promise<string>} */
function urlOf(picture) {
    const { file, address } = picture;
    if (file === null) {
        return Promise.resolve(address ?? "");
    }

    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.onerror = () => reject(new Refusal("unreadable"));
        reader.readAsDataURL(file);
    });
}

/** @param {number} seconds @param {AbortSignal} signal */
const pause = (seconds, signal) => new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, seconds * 1000, null);
    signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
    }, { once: true });
});
