// The picture of the person in question.

import { byId } from "./dom.js";
import { Frame } from "./overlay.js";
import { addPicker } from "./picker.js";
import { has, text } from "./wording.js";

/** @typedef {import("./pictures.js").Picture} Picture */

/** Brings its zone to life. @param {() => void} onChange When there is another picture, or none. */
export function startTarget(onChange) {
    const shown = byId("target-shown");
    const note = byId("target-note");
    /** @type {Frame | null} */
    let frame = null;

    const target = {
        /** @type {Picture | null} */
        picture: null,
        /** @type {import("./overlay.js").Found} */
        found: { faces: [] },
        isIncomplete: false,

        take: (/** @type {Picture[]} */ pictures) => picker.take(pictures),

        /** Takes it away, and what was typed to get one. */
        clear() {
            target.remove();
            picker.clear();
        },

        /** What was found in it is known. @param {import("./comparison.js").Summary["target"]} told */
        tell(told) {
            target.found = { width: told.width, height: told.height, faces: told.faces ?? [] };
            frame?.show(target.found);
            target.isIncomplete = told.incomplete === true;
            const isUsable = told.outcome === "compared";
            const known = has(`outcome.${told.outcome}`) ? told.outcome : "unknown";
            note.classList.toggle("warning", !isUsable || target.isIncomplete);
            const words = isUsable
                ? text("target.faces", { count: told.faces_seen ?? 1 })
                : text("target.noFace", { outcome: text(`outcome.${known}`), advice: text(`advice.${known}`) });
            note.textContent = target.isIncomplete ? `${text("picture.incomplete")} ${words}` : words;
        },

        /** What was found in it is no longer known. */
        forget() {
            target.found = { faces: [] };
            target.isIncomplete = false;
            frame?.clear();
            note.classList.remove("warning");
            note.textContent = target.picture?.address ?? "";
        },

        remove() {
            target.picture?.release();
            [target.picture, frame] = [null, null];
            byId("target-picture").replaceChildren();
            target.forget();
            showPicture();
            onChange();
        },
    };

    const picker = addPicker("target", {
        many: false,
        before: shown,
        onPictures: ([picture]) => {
            target.picture?.release();
            target.picture = picture;
            frame = new Frame(picture, text("target.alt"));
            byId("target-picture").replaceChildren(frame.element);
            showPicture();
            onChange();
        },
    });
    byId("target-remove").addEventListener("click", () => {
        target.remove();
        byId("target-file").focus();
    });

    function showPicture() {
        shown.hidden = target.picture === null;
        byId("target").classList.toggle("filled", target.picture !== null);
    }

    return target;
}
