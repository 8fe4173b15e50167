// What the page asks, as a command for a terminal. Files have stand-ins for names, and a key has none at all.

import { make } from "./dom.js";
import { addressOf, credentialHeader, hasCredentials } from "./server.js";
import { text } from "./wording.js";

/**
 * A command that asks the server.
 * @param {string} path
 * @param {string[]} [parts] Its further arguments.
 */
export function curl(path, parts = []) {
    const key = credentialHeader() === "Authorization" ? "Authorization: Bearer $TOKEN" : "X-Api-Key: $KEY";
    const all = [`curl -sN ${quoted(addressOf(path))}`, ...hasCredentials() ? [`-H "${key}"`] : [], ...parts];
    return all.join(" \\\n  ");
}

/** A command with a button that copies it. */
export class CommandBox {
    #pre = make("pre", { tabindex: "0" });
    #said = make("p", { class: "hint", role: "status" });

    /** @param {string} id @param {string} what What it does, in a few words. */
    constructor(id, what) {
        this.#pre.id = id;
        this.#pre.setAttribute("aria-label", what);
        this.#pre.setAttribute("role", "region");
        const copy = make("button", { type: "button", class: "quiet", id: `${id}-copy`, "aria-label": text("curl.copyWhat", { what }) }, text("curl.copy"));
        copy.addEventListener("click", () => this.#copy());

        /** The command alone. */
        this.body = make("div", { class: "command" }, this.#pre, copy, this.#said);
    }

    /** The command with what it does above it. */
    get listed() {
        return make("section", { class: "panel" }, make("h3", {}, this.#pre.getAttribute("aria-label") ?? ""), this.body);
    }

    /** The command to be unfolded, beside what does the same. */
    get folded() {
        return make("details", { class: "panel" }, make("summary", {}, text("curl.title")), this.body);
    }

    /** @param {string} command */
    set command(command) {
        if (this.#pre.textContent !== command) {
            this.#pre.textContent = command;
            this.#said.textContent = "";
        }
    }

    async #copy() {
        try {
            await navigator.clipboard.writeText(this.#pre.textContent ?? "");
            this.#said.textContent = text("curl.copied");
        } catch {
            // Without HTTPS browsers give no page the clipboard.
            getSelection()?.selectAllChildren(this.#pre);
            this.#said.textContent = text("curl.selected");
        }
    }
}

/** @param {string} word */
export const quoted = (word) => /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
