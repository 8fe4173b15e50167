// The view that shows the faces of a picture.

import { showFacesCommand } from "./commands.js";
import { bodyOfOne } from "./comparison.js";
import { byId, make } from "./dom.js";
import { Frame } from "./overlay.js";
import { acceptPastes, addPicker } from "./picker.js";
import { ProblemBox } from "./problems.js";
import { judge } from "./quality.js";
import { askForJson } from "./server.js";
import { has, text } from "./wording.js";

/** @typedef {import("./pictures.js").Picture} Picture */

/** Brings the view to life. @returns {{ clear: () => void }} */
export function startFaces() {
    const [find, cancel, clear] = ["faces-find", "faces-cancel", "faces-clear"].map((id) => byId(id, HTMLButtonElement));
    const thorough = byId("faces-thorough", HTMLInputElement);
    const shown = byId("faces-shown");
    const list = byId("faces-list");
    const status = byId("faces-status");
    const problem = new ProblemBox("faces-problem", find);
    /** @type {Picture | null} */
    let picture = null;
    /** @type {Frame | null} */
    let frame = null;
    /** @type {AbortController | null} */
    let run = null;

    const picker = addPicker("faces", { many: false, before: shown, onPictures: ([one]) => take(one) });
    acceptPastes(byId("view-faces"), (pictures) => picker.take(pictures));

    /** @param {Picture | null} one */
    function take(one) {
        run?.abort();
        run = null;
        picture?.release();
        picture = one;
        frame = one === null ? null : new Frame(one, text("faces.alt"));
        byId("faces-picture").replaceChildren(...frame === null ? [] : [frame.element]);
        byId("faces-note").textContent = one?.address ?? "";
        byId("faces").classList.toggle("filled", one !== null);
        shown.hidden = one === null;
        forget();
        refresh();
    }

    function forget() {
        frame?.clear();
        list.replaceChildren();
        status.textContent = "";
        problem.clear();
    }

    async function findOnce() {
        if (picture === null) {
            return;
        }

        forget();
        const controller = new AbortController();
        run = controller;
        refresh();
        status.textContent = text("faces.working");
        try {
            const answer = await askForJson("v1/faces", { method: "POST", signal: run.signal, ...await bodyOfOne(picture, thorough.checked) });
            controller.signal.throwIfAborted();
            tell(answer);
        } catch (error) {
            if (run === controller) {
                status.textContent = "";
                problem.show(controller.signal.aborted ? controller.signal.reason : error, findOnce);
            }
        } finally {
            if (run === controller) {
                run = null;
                refresh();
            }
        }
    }

    /** @param {any} answer */
    function tell({ outcome, width, height, incomplete, faces }) {
        const missing = incomplete === true ? [text("picture.incomplete")] : [];
        if (outcome !== "found") {
            const known = has(`outcome.${outcome}`) ? outcome : "unknown";
            status.textContent = [text(`outcome.${known}`), ...missing, text(`advice.${known}`)].join(" ");
            return;
        }

        frame?.show({ width, height, faces }, { numbers: true });
        status.textContent = [text("faces.found", { count: faces.length }), ...missing].join(" ");
        list.replaceChildren(...faces.map((/** @type {import("./overlay.js").Face} */ face, /** @type {number} */ index) =>
            describe(face, index, { width, height, faces: [face] })));
    }

    /** @param {import("./overlay.js").Face} face @param {number} index @param {import("./overlay.js").Found} found */
    function describe(face, index, found) {
        const { grade, verdict, words } = judge(face.quality);
        const number = text("faces.number", { count: index + 1 });
        const portrait = new Frame(/** @type {Picture} */ (picture), number);
        portrait.show(found, { zoom: 0, marks: false });
        return make("li", { class: "card face", "data-grade": grade },
            portrait.element,
            make("div", { class: "about" },
                make("h3", {}, number),
                make("p", { class: "verdict" }, verdict),
                make("ul", {}, ...words.map((word) => make("li", { "data-grade": word.grade }, word.text)))));
    }

    function refresh() {
        const hasFocus = document.activeElement === find || document.activeElement === cancel;
        find.hidden = run !== null;
        cancel.hidden = run === null;
        find.disabled = picture === null;
        showFacesCommand(picture?.address != null, thorough.checked);
        if (hasFocus) {
            (run === null ? find : cancel).focus();
        }
    }

    find.addEventListener("click", findOnce);
    cancel.addEventListener("click", () => run?.abort());
    thorough.addEventListener("change", refresh);
    const clearAll = () => {
        take(null);
        picker.clear();
    };
    clear.addEventListener("click", () => {
        clearAll();
        status.textContent = text("run.cleared");
        byId("faces-file").focus();
    });
    refresh();
    return { clear: clearAll };
}
