// The command for each thing that the page does.

import { CommandBox, curl } from "./curl.js";
import { byId } from "./dom.js";
import { onCredentials } from "./server.js";
import { text } from "./wording.js";

/**
 * @typedef {import("./pictures.js").Picture} Picture
 * @typedef {{ target: Picture | null, candidates: Picture[], stop: import("./threshold.js").Stop | null }} Comparison
 */

const mostNamed = 3;

/** @type {Comparison} */
let comparison = { target: null, candidates: [], stop: null };
let faces = { isAddress: false, thorough: false };
/** @type {[CommandBox, () => string][]} */
const boxes = [];

/** Puts the commands beside what they do, and all of them where they are listed. */
export function startCommands() {
    /** @type {[string, () => string][]} */
    const commands = [
        ["compare", compareCommand], ["faces", facesCommand], ["privacy", () => curl("v1/privacy")], ["status", () => curl("v1/status")],
    ];
    for (const [name, command] of commands) {
        const what = text(`curl.${name}`);
        const [beside, listed] = [new CommandBox(`${name}-command`, what), new CommandBox(`api-${name}-command`, what)];
        byId(`${name}-curl`).append(beside.folded);
        byId("api-commands").append(listed.listed);
        boxes.push([beside, command], [listed, command]);
    }

    onCredentials(refresh);
    refresh();
}

/** @param {Comparison} now */
export function showCompareCommand(now) {
    comparison = now;
    refresh();
}

/** @param {boolean} isAddress @param {boolean} thorough */
export function showFacesCommand(isAddress, thorough) {
    faces = { isAddress, thorough };
    refresh();
}

function refresh() {
    boxes.forEach(([box, command]) => box.command = command());
}

function compareCommand() {
    const { target, candidates, stop } = comparison;
    const rate = stop === null || stop.isOwn || stop.rate === null ? null : Number(stop.rate.rate.toPrecision(6));
    const count = Math.max(1, Math.min(candidates.length, mostNamed));
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const stream = "-H 'Accept: text/event-stream'";
    if ([target, ...candidates].some((picture) => picture?.address)) {
        /** @param {string} name */
        const address = (name) => `https://pictures.example/${name}.jpg`;
        const body = {
            target_url: address("target"),
            people: numbers.map((number) => ({ name: `person ${number}`, image_url: address(`person-${number}`) })),
            ...rate === null ? {} : { target_false_match_rate: rate },
        };
        return curl("v1/compare", [stream, ...jsonParts(body)]);
    }

    // Of many, a folder stands for all.
    const files = candidates.length > mostNamed
        ? ["$(printf -- '-F candidates=@%s ' people/*.jpg)"]
        : numbers.map((number) => `-F candidates=@person-${number}.jpg`);
    return curl("v1/compare", [
        stream, "-F target=@target.jpg", ...files,
        ...rate === null ? [] : [`-F target_false_match_rate=${rate}`],
    ]);
}

function facesCommand() {
    const { isAddress, thorough } = faces;
    return curl("v1/faces", isAddress
        ? jsonParts({ image_url: "https://pictures.example/picture.jpg", ...thorough ? { thorough } : {} })
        : ["-F image=@picture.jpg", ...thorough ? ["-F thorough=true"] : []]);
}

/** @param {unknown} body */
const jsonParts = (body) => ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`];
