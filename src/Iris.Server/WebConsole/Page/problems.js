// What went wrong and what to do, where somebody sees and hears it.

import { openKeyPanel } from "./access.js";
import { byId, make } from "./dom.js";
import { explain, isAbort, Refusal } from "./server.js";
import { text } from "./wording.js";

/** A place of the page for problems. */
export class ProblemBox {
    /** @param {string} id Its element's. @param {HTMLElement} action What does the same as to try again, and has the focus then. */
    constructor(id, action) {
        this.box = byId(id);
        this.id = id;
        this.action = action;
    }

    clear() {
        this.box.replaceChildren();
    }

    /**
     * Shows a problem. One that is none of the server's is a bug of this page, and is not kept quiet.
     * @param {unknown} error
     * @param {() => void} again What "Try again" does.
     */
    show(error, again) {
        this.clear();
        if (isAbort(error)) {
            return;
        }

        if (!(error instanceof Refusal)) {
            throw error;
        }

        const { title, advice } = explain(error);
        const button = make("button", { type: "button", id: this.id.replace("problem", "again") }, text("problem.again"));
        button.addEventListener("click", () => {
            this.action.focus();
            again();
        });
        const enter = make("button", { type: "button" }, text("problem.enterKey"));
        enter.addEventListener("click", openKeyPanel);
        this.box.append(
            make("p", { class: "problem-title" }, title), make("p", { class: "problem-advice" }, advice),
            make("div", { class: "buttons" }, ...error.name === "unauthenticated" ? [enter] : [], button));

        // It may be far below what was pressed.
        this.box.scrollIntoView({ block: "nearest" });
    }
}
