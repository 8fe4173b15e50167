// Requests to the server that the page came from.

import { text } from "./wording.js";

/** A request that was refused, or got no answer. */
export class Refusal extends Error {
    /**
     * @param {string} name What the problem's type ends with, or a word of this page for what is none.
     * @param {{ status?: number, title?: string, detail?: string, seconds?: number }} [more]
     */
    constructor(name, { status = 0, title = "", detail = "", seconds = 1 } = {}) {
        super(name);
        this.name = name;
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.seconds = seconds;
    }

    /** Whether the same request may be answered in a moment. */
    get passes() {
        return this.name === "rate-limited" || this.name === "busy";
    }
}

/** A variable, and nowhere else. */
let credentials = "";
/** @type {Set<(refused: boolean) => void>} */
const watchers = new Set();

/** Sets the key or token that goes with every request; an empty one is none. @param {string} value */
export function useCredentials(value) {
    credentials = value.trim();
    watchers.forEach((watcher) => watcher(false));
}

/** Whether there is a key or token. */
export const hasCredentials = () => credentials !== "";

/** The name of the header that it goes in. */
export const credentialHeader = () => isToken() ? "Authorization" : "X-Api-Key";

/** Forgets it, and tells nobody: the page is being left. */
export const dropCredentials = () => credentials = "";

/** Calls back when there is another key (false) or one is asked for (true). @param {(refused: boolean) => void} watcher */
export const onCredentials = (watcher) => watchers.add(watcher);

/** The address of a path of the server, wherever the page was loaded from, without a password that was in there. @param {string} path */
export function addressOf(path) {
    const url = new URL(path, document.baseURI);
    url.username = url.password = "";
    return url.href;
}

/**
 * Asks the server.
 * @param {string} path Relative to the page.
 * @param {RequestInit} [request]
 * @returns {Promise<Response>} An answer with a status of success.
 * @throws {Refusal}
 */
export async function ask(path, request = {}) {
    const headers = new Headers(request.headers);
    if (credentials !== "") {
        headers.set(credentialHeader(), isToken() ? `Bearer ${credentials}` : credentials);
    }

    let response;
    try {
        response = await fetch(addressOf(path), { ...request, headers, cache: "no-store", referrerPolicy: "no-referrer", redirect: "error" });
    } catch (error) {
        throw isAbort(error) ? error : new Refusal(await areReadable(request.body) ? "offline" : "unreadable");
    }

    if (!response.ok) {
        const refusal = await readRefusal(response);
        if (refusal.name === "unauthenticated") {
            watchers.forEach((watcher) => watcher(true));
        }

        throw refusal;
    }

    return response;
}

/**
 * Asks the server for what is not a stream.
 * @param {string} path Relative to the page.
 * @param {RequestInit} [request]
 * @returns {Promise<any>}
 * @throws {Refusal}
 */
export async function askForJson(path, request) {
    const response = await ask(path, request);
    try {
        return await response.json();
    } catch (error) {
        throw isBroken(error) ? new Refusal("incomplete") : error;
    }
}

/** Whether an answer broke off, or is none of this server's: a proxy may have a page of its own. @param {unknown} error */
export const isBroken = (error) => error instanceof TypeError || error instanceof SyntaxError;

/** Whether a request was ended by this page itself. @param {unknown} error */
export const isAbort = (error) => error instanceof DOMException && error.name === "AbortError";

/** A problem document as a refusal. @param {any} problem @param {number} [seconds] */
export const refusalOf = (problem, seconds) => new Refusal(String(problem?.type ?? "").replace("urn:iris:problem:", ""), {
    status: problem?.status, title: problem?.title, detail: problem?.detail, seconds,
});

/** What is wrong and what to do, in words. @param {Refusal} refusal @returns {{ title: string, advice: string }} */
export function explain(refusal) {
    const known = ["unauthenticated", "forbidden", "rate-limited", "busy", "authority-unreachable", "body-too-large", "target-too-large", "body-too-slow", "not-found",
        "internal", "offline", "incomplete", "unreadable"].includes(refusal.name) ? refusal.name : "other";
    return {
        title: text(`problem.${known}.title`, { title: refusal.title, status: refusal.status }),
        advice: text(`problem.${known}.advice`, { count: refusal.seconds, detail: refusal.detail }).trim(),
    };
}

// Header values are ASCII; a key with anything else could not be sent, and is none.
const isToken = () => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(credentials);

/** @param {Response} response */
async function readRefusal(response) {
    const seconds = Number(response.headers.get("Retry-After") ?? 1) || 1;
    const problem = response.headers.get("Content-Type")?.startsWith("application/problem+json") ? await response.json().catch(() => null) : null;
    const named = /** @type {Record<number, string>} */ ({
        401: "unauthenticated", 403: "forbidden", 404: "not-found", 413: "body-too-large", 429: "rate-limited", 500: "internal", 502: "offline", 503: "busy", 504: "offline",
    });
    return problem?.type ? refusalOf(problem, seconds) : new Refusal(named[response.status] ?? "other", { status: response.status, seconds });
}

/** Whether the files that were to be sent can still be read. @param {BodyInit | null | undefined} body */
async function areReadable(body) {
    if (!(body instanceof FormData)) {
        return true;
    }

    const files = [...body.values()].filter((value) => value instanceof Blob);
    const read = await Promise.allSettled(files.map((file) => file.slice(0, 1).arrayBuffer()));
    return read.every((result) => result.status === "fulfilled");
}
