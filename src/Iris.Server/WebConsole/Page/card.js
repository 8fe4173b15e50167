// A candidate on the page: its picture, what to call it, what became of it.

import { draw, make } from "./dom.js";
import { Frame } from "./overlay.js";
import { rateOf } from "./threshold.js";
import { has, rateText, share, text } from "./wording.js";

/** @typedef {"waiting" | "match" | "no_match" | "failed"} State */

let made = 0;

export class Card {
    /** @type {import("./comparison.js").Result | null} */
    result = null;
    /** @type {State} */
    state = "waiting";

    #said = make("div", { class: "said" });
    #look = make("button", { type: "button", class: "quiet look" }, text("card.look"));
    #remove = make("button", { type: "button", class: "quiet remove" }, cross());

    /**
     * @param {import("./pictures.js").Picture} picture
     * @param {{ onRemove: (card: Card) => void, onLook: (card: Card) => void }} actions
     */
    constructor(picture, { onRemove, onLook }) {
        const id = `name-${++made}`;
        this.picture = picture;
        this.frame = new Frame(picture, text("card.alt", { name: picture.name }));
        this.input = make("input", { type: "text", id, class: "name", autocomplete: "off", spellcheck: "false", maxlength: 200 });
        this.input.value = picture.name;
        this.input.addEventListener("input", () => this.#nameParts());
        this.#look.addEventListener("click", () => onLook(this));
        this.#remove.addEventListener("click", () => onRemove(this));
        this.element = make("li", { class: "card" },
            this.frame.element,
            make("div", { class: "about" },
                make("label", { for: id, class: "unseen" }, text("card.name")),
                make("div", { class: "heading" }, this.input, this.#remove),
                this.#said,
                this.#look));
        this.#nameParts();
        this.wait();
    }

    get name() {
        return this.input.value.trim() || this.picture.name;
    }

    /** Nothing is known of it. */
    wait() {
        this.result = null;
        this.frame.clear();
        this.#become("waiting");
        this.#said.replaceChildren();
        this.#look.hidden = true;
    }

    /** Shows what became of it. Its faces can be looked at once those of the target are known, too. @param {import("./comparison.js").Result} result @param {boolean} isMatch */
    tell(result, isMatch) {
        this.result = result;
        this.frame.show(
            { width: result.width, height: result.height, faces: result.face === undefined ? [] : [result.face] },
            { zoom: result.face === undefined ? null : 0 });
        this.#look.hidden = result.face === undefined;
        if (result.outcome === "compared") {
            this.#said.replaceChildren(
                make("p", { class: "decision" }), ...similarityOf(result), make("p", { class: "rate" }, rateText(rateOf(result), "rate.strangers")), ...othersOf(result), ...incompleteOf(result));
            this.decide(isMatch);
        } else {
            const known = has(`outcome.${result.outcome}`) ? result.outcome : "unknown";
            this.#become("failed");
            this.#said.replaceChildren(
                make("p", { class: "decision" }, text("card.failed")),
                make("p", { class: "reason" }, text(`outcome.${known}`)),
                ...incompleteOf(result),
                make("p", { class: "advice" }, text(`advice.${known}`)));
        }
    }

    /** Decides anew about what was compared. @param {boolean} isMatch */
    decide(isMatch) {
        this.#become(isMatch ? "match" : "no_match");
        const decision = this.#said.querySelector(".decision");
        if (decision !== null) {
            decision.textContent = text(isMatch ? "card.match" : "card.noMatch");
        }
    }

    /** @param {State} state */
    #become(state) {
        this.state = state;
        this.element.dataset.state = state;
    }

    #nameParts() {
        const { name } = this;
        this.#look.setAttribute("aria-label", text("card.lookAt", { name }));
        this.#remove.setAttribute("aria-label", text("card.removeName", { name }));
        this.#remove.title = text("card.removeName", { name });
        this.frame.alt = text("card.alt", { name });
    }
}

/** @param {import("./comparison.js").Result} result */
function similarityOf({ similarity }) {
    const bar = make("span", { class: "bar", "aria-hidden": "true" }, make("span"));
    /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${Math.max(0, similarity) * 100}%`;
    return [make("p", { class: "score" }, `${text("card.similarity")} `, make("span", { class: "similarity" }, share(similarity)), bar)];
}

/** @param {import("./comparison.js").Result} result */
const othersOf = ({ faces_seen: seen = 1 }) => seen > 1 ? [make("p", { class: "others" }, text("card.others", { count: seen }))] : [];

/** @param {import("./comparison.js").Result} result */
const incompleteOf = ({ incomplete = false }) => incomplete ? [make("p", { class: "incomplete" }, text("picture.incomplete"))] : [];

const cross = () => draw("svg", { viewBox: "0 0 16 16", class: "cross", "aria-hidden": "true" }, draw("path", { d: "M4 4l8 8M12 4l-8 8" }));
