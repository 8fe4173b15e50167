// The candidates by what became of them, the most similar first.

import { byId } from "./dom.js";
import { text } from "./wording.js";

/** @typedef {import("./card.js").Card} Card */

/** @type {[import("./card.js").State, string, string][]} */
const kinds = [
    ["match", "group-match", "group.match"], ["no_match", "group-no-match", "group.noMatch"], ["failed", "group-failed", "group.failed"],
    ["waiting", "group-waiting", "group.waiting"],
];

export class Groups {
    #groups = new Map(kinds.map(([state, id, key]) => [state, new Group(id, key)]));

    /** Puts a card where it belongs. @param {Card} card */
    place(card) {
        this.remove(card);
        this.#groups.get(card.state)?.add(card);
    }

    /** @param {Card} card */
    remove(card) {
        for (const group of this.#groups.values()) {
            group.remove(card);
        }
    }

    /** How many there are of a kind. @param {import("./card.js").State} state */
    count(state) {
        return this.#groups.get(state)?.cards.length ?? 0;
    }
}

class Group {
    /** @type {Card[]} */
    cards = [];

    /** @param {string} id @param {string} key */
    constructor(id, key) {
        this.section = byId(id);
        this.heading = byId(`${id}-title`);
        this.list = /** @type {HTMLElement} */ (this.section.querySelector("ol"));
        this.key = key;
    }

    /** @param {Card} card */
    add(card) {
        let at = this.cards.length;
        while (at > 0 && rank(this.cards[at - 1]) < rank(card)) {
            at--;
        }

        insert(this.list, card.element, this.cards[at]?.element ?? null);
        this.cards.splice(at, 0, card);
        this.#tell();
    }

    /** @param {Card} card */
    remove(card) {
        const at = this.cards.indexOf(card);
        if (at >= 0) {
            this.cards.splice(at, 1);
            this.#tell();
        }
    }

    #tell() {
        this.section.hidden = this.cards.length === 0;
        this.heading.textContent = text(this.key, { count: this.cards.length });
    }
}

/** @param {Card} card */
const rank = ({ result }) => result?.similarity ?? -2;

// Whoever is writing a name goes on writing it.
/** @param {Element} list @param {HTMLElement} element @param {Element | null} before */
function insert(list, element, before) {
    const active = document.activeElement;
    const isInside = element.contains(active);
    list.insertBefore(element, before);
    if (isInside && active instanceof HTMLElement) {
        active.focus({ preventScroll: true });
    }
}
